// The name of a step in the list of steps.
import {
  type Did,
  failedPartName,
  type Level,
  type Trace,
  type TraceEvent,
  type Walk,
} from '../trace/events.ts';
import { eventOfStep, ruleOffset } from '../trace/steps.ts';
import { formatIpv4 } from '../wire/address.ts';
import { ipvsTitle } from './ipvs.ts';
import { icmpName, packetName } from './words.ts';

export function titleOf(trace: Trace, zoom: Level, tick: number): string {
  const index = eventOfStep(trace, zoom, tick);
  const event = trace.events[index]!;
  return event.did.kind === 'walk'
    ? `${event.did.table} ${ruleTitle(event.did, ruleOffset(trace, index, tick))}`
    : didTitle(event, event.did);
}

const noun = ({ frame }: TraceEvent) => (frame ? packetName(frame) : 'nothing');

const TUNNEL = { vxlan: 'VXLAN', ipip: 'outer IPv4' } as const;

function didTitle(event: TraceEvent, did: Exclude<Did, Walk>): string {
  switch (did.kind) {
    case 'send':
      return `${did.by} sends ${noun(event)}`;
    case 'transmit':
      return `sends ${noun(event)}`;
    case 'receive':
      return `receives ${noun(event)}`;
    case 'timer':
      return timerTitle(did);
    case 'command':
      return did.by;
    case 'segment':
      return did.flooded ? 'on the wire, to everybody' : 'on the wire';
    case 'veth':
      return 'through the veth pair';
    case 'bridge':
      return bridgeTitle(did);
    case 'neigh':
      return did.result === 'resolved'
        ? `next hop ${formatIpv4(did.nexthop)} is known`
        : `waits for ARP of ${formatIpv4(did.nexthop)}`;
    case 'arp':
      return {
        request: 'asks',
        reply: 'answers the ARP request',
        proxy: 'answers by proxy_arp',
        learn: 'learns from ARP',
        ignore: 'ignores the ARP packet',
      }[did.action];
    case 'fdb':
      return did.remote === null
        ? `no FDB entry for ${did.mac}`
        : `FDB: ${did.mac} is at ${formatIpv4(did.remote)}`;
    case 'encap':
      return `${TUNNEL[did.tunnel]} header on, to ${formatIpv4(did.remote)}`;
    case 'decap':
      return `${TUNNEL[did.tunnel]} header off, to ${did.dev}`;
    case 'route':
      return routeTitle(did);
    case 'ttl':
      return `TTL ${did.before} → ${did.after}`;
    case 'table':
      return `${did.hook} · ${did.table}${did.verdict === 'DROP' ? ': DROP' : ''}`;
    case 'conntrack':
      return did.action === 'confirm' ? 'conntrack keeps the connection' : `conntrack: ${did.state}`;
    case 'nat':
      return `${did.manip === 'src' ? 'source' : 'destination'} ${did.from} → ${did.to}`;
    case 'ipvs':
      return ipvsTitle(did);
    case 'fragment':
      return `cut into ${did.pieces} fragments`;
    case 'defrag':
      return 'fragments put together';
    case 'icmp':
      return `makes ${icmpName(did.type, did.code)}`;
    case 'reassembly':
      return 'a packet stays incomplete';
    case 'tcp':
      return did.was === did.state ? `TCP ${did.state}` : `TCP ${did.was} → ${did.state}`;
    case 'deliver':
      return `delivered to ${did.by}`;
    case 'drop':
      return `dropped: ${did.reason}`;
    case 'consume':
      return 'ends here';
  }
}

function timerTitle({ nexthop, state, asks }: Extract<Did, { kind: 'timer' }>): string {
  const who = formatIpv4(nexthop);
  if (asks) return state === 'INCOMPLETE' ? `asks for ${who} again` : `asks whether ${who} is still there`;
  return state === 'REACHABLE' ? `no longer sure of ${who}` : `gives up on ${who}`;
}

function bridgeTitle({ bridge, entry, up, to }: Extract<Did, { kind: 'bridge' }>): string {
  if (entry === null && to.length > 0) return `${bridge} floods`;
  if (up) return `${bridge} takes it up`;
  return to.length > 0 ? `${bridge} forwards to ${to[0]}` : `${bridge} has no port for it`;
}

function routeTitle({ daddr, result }: Extract<Did, { kind: 'route' }>): string {
  switch (result.kind) {
    case 'forward':
    case 'output':
      return `route to ${formatIpv4(daddr)}: ${result.gateway === null ? '' : `via ${formatIpv4(result.gateway)} `}dev ${result.dev}`;
    case 'local':
      return `${formatIpv4(daddr)} is this host`;
    case 'broadcast':
      return `${formatIpv4(daddr)} is a broadcast`;
    case 'error':
      return `no route to ${formatIpv4(daddr)}`;
  }
}

/** A rule tried, where the table is known: `KUBE-SERVICES 3: no -d`, `FORWARD 10: ACCEPT`, `POSTROUTING policy ACCEPT`. */
export function ruleTitle(walk: Walk, offset: number): string {
  const { chain } = walk;
  const at = `${chain} ${walk.first + offset}`;
  const code = walk.failed[offset];
  if (code !== undefined && code !== 0) return `${at}: no ${failedPartName(code)}`;
  const { outcome } = walk;
  switch (outcome.kind) {
    case 'jump':
      return `${at}: → ${outcome.chain}`;
    case 'verdict':
      return `${at}: ${outcome.verdict}`;
    case 'continue':
      return `${at}: ${outcome.target || 'counts'}`;
    case 'unsure':
      return `${at}: ${outcome.extension} is not known`;
    case 'nat':
      return `${at}: ${outcome.target}`;
    case 'return':
      return `${at}: RETURN`;
    case 'end':
      return `${chain} ends`;
    case 'policy':
      return `${chain} policy ${outcome.verdict}`;
  }
}
