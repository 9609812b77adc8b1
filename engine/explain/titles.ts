// The name of a step: in the list of steps, on the packet's card, for those who listen.
import { type Did, failedPartName, type Level, type Trace, type Walk } from '../trace/events.ts';
import { eventOfStep, ruleOffset } from '../trace/steps.ts';
import { formatIpv4 } from '../wire/address.ts';
import type { Frame } from '../wire/frame.ts';
import type { Speech } from './speech.ts';
import { serverOf } from './stages.ts';
import { icmpName, packetName } from './words.ts';

export function titleOf(speech: Speech, trace: Trace, zoom: Level, tick: number): string {
  return eventTitle(speech, trace, eventOfStep(trace, zoom, tick), tick);
}

/** What an event is called; of rules tried, the one at the tick. */
export function eventTitle(speech: Speech, trace: Trace, index: number, tick: number): string {
  const { did, frame } = trace.events[index]!;
  return did.kind === 'walk'
    ? `${did.table} ${ruleTitle(speech, did, ruleOffset(trace, index, tick))}`
    : didTitle(speech, frame, did);
}

function didTitle(speech: Speech, frame: Frame | null, did: Exclude<Did, Walk>): string {
  const { titles } = speech;
  const packet = frame ? packetName(frame) : titles.nothing;
  switch (did.kind) {
    case 'send':
      return titles.send(did.by, packet);
    case 'transmit':
      return titles.transmit(packet);
    case 'receive':
      return titles.receive(packet);
    case 'timer':
      return titles.timer(formatIpv4(did.nexthop), did);
    case 'command':
      return did.by;
    case 'segment':
      return titles.segment(did.flooded);
    case 'veth':
      return titles.veth;
    case 'bridge':
      return titles.bridge(did);
    case 'neigh':
      return titles.neigh(formatIpv4(did.nexthop), did.result === 'resolved');
    case 'arp':
      return titles.arp[did.action];
    case 'fdb':
      return titles.fdb(did.mac, did.remote === null ? null : formatIpv4(did.remote));
    case 'encap':
      return titles.encap(did.tunnel, formatIpv4(did.remote));
    case 'decap':
      return titles.decap(did.tunnel, did.dev);
    case 'route':
      return routeTitle(speech, did);
    case 'ttl':
      return `TTL ${did.before} → ${did.after}`;
    case 'table':
      return `${did.hook} · ${did.table}${did.verdict === 'DROP' ? ': DROP' : ''}`;
    case 'conntrack':
      return did.action === 'confirm' ? titles.confirm : `conntrack: ${did.state}`;
    case 'nat':
      return titles.nat(did.manip, did.from, did.to);
    case 'ipvs':
      return ipvsTitle(speech, did);
    case 'fragment':
      return titles.fragment(did.pieces);
    case 'defrag':
      return titles.defrag;
    case 'icmp':
      return titles.icmp(icmpName(did.type, did.code));
    case 'reassembly':
      return titles.reassembly;
    case 'tcp':
      return did.was === did.state ? `TCP ${did.state}` : `TCP ${did.was} → ${did.state}`;
    case 'deliver':
      return titles.deliver(did.by);
    case 'drop':
      return titles.drop(did.reason);
    case 'consume':
      return titles.consume;
  }
}

function ipvsTitle({ titles }: Speech, did: Extract<Did, { kind: 'ipvs' }>): string {
  switch (did.action) {
    case 'scheduled':
      return titles.ipvsScheduled(did.scheduler!, serverOf(did.destination));
    case 'found':
      return titles.ipvsFound(serverOf(did.destination));
    case 'refused':
      return titles.ipvsRefused(did.service);
    case 'translated':
      return titles.ipvsTranslated(did.manip, did.from, did.to);
  }
}

function routeTitle({ titles }: Speech, { daddr, result }: Extract<Did, { kind: 'route' }>): string {
  switch (result.kind) {
    case 'forward':
    case 'output':
      return titles.route(result.gateway === null ? null : formatIpv4(result.gateway), result.dev);
    case 'local':
      return titles.local(formatIpv4(daddr));
    case 'broadcast':
      return titles.broadcast(formatIpv4(daddr));
    case 'error':
      return titles.noRoute(formatIpv4(daddr));
  }
}

/** A rule tried, where the table is known: `KUBE-SERVICES 3: no -d`, `FORWARD 10: ACCEPT`, `POSTROUTING policy ACCEPT`. */
export function ruleTitle({ titles }: Speech, walk: Walk, offset: number): string {
  const { chain, outcome } = walk;
  const rule = `${chain} ${walk.first + offset}`;
  const code = walk.failed[offset];
  if (code !== undefined && code !== 0) return titles.fails(rule, failedPartName(code));
  switch (outcome.kind) {
    case 'jump':
      return `${rule}: → ${outcome.chain}`;
    case 'verdict':
      return `${rule}: ${outcome.verdict}`;
    case 'continue':
      return outcome.target === '' ? titles.counts(rule) : `${rule}: ${outcome.target}`;
    case 'unsure':
      return titles.unsure(rule, outcome.extension);
    case 'nat':
      return `${rule}: ${outcome.target}`;
    case 'return':
      return `${rule}: RETURN`;
    case 'end':
      return titles.ends(chain);
    case 'policy':
      return titles.policy(chain, outcome.verdict);
  }
}
