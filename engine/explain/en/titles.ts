// What a step is called, in a few words.
import type { Did } from '../../trace/events.ts';

type Kind<K extends Did['kind']> = Extract<Did, { kind: K }>;

const side = (manip: 'src' | 'dst') => (manip === 'src' ? 'source' : 'destination');

export const titles = {
  /** Where no packet is in hand. */
  nothing: 'nothing',
  send: (by: string, packet: string) => `${by} sends ${packet}`,
  transmit: (packet: string) => `sends ${packet}`,
  receive: (packet: string) => `receives ${packet}`,
  timer(who: string, { state, asks }: Kind<'timer'>): string {
    if (asks) return state === 'INCOMPLETE' ? `asks for ${who} again` : `asks whether ${who} is still there`;
    return state === 'REACHABLE' ? `no longer sure of ${who}` : `gives up on ${who}`;
  },
  segment: (flooded: boolean): string => (flooded ? 'on the wire, to everybody' : 'on the wire'),
  veth: 'through the veth pair',
  bridge({ bridge, entry, up, to }: Kind<'bridge'>): string {
    if (entry === null && to.length > 0) return `${bridge} floods`;
    if (up) return `${bridge} takes it up`;
    return to.length > 0 ? `${bridge} forwards to ${to[0]}` : `${bridge} has no port for it`;
  },
  neigh: (nexthop: string, resolved: boolean) =>
    resolved ? `next hop ${nexthop} is known` : `waits for ARP of ${nexthop}`,
  arp: {
    request: 'asks',
    reply: 'answers the ARP request',
    proxy: 'answers by proxy_arp',
    learn: 'learns from ARP',
    ignore: 'ignores the ARP packet',
  },
  /** `remote`: null where the FDB has no entry. */
  fdb: (mac: string, remote: string | null) =>
    remote === null ? `no FDB entry for ${mac}` : `FDB: ${mac} is at ${remote}`,
  encap: (tunnel: 'vxlan' | 'ipip', remote: string) => `${TUNNEL[tunnel]} header on, to ${remote}`,
  decap: (tunnel: 'vxlan' | 'ipip', dev: string) => `${TUNNEL[tunnel]} header off, to ${dev}`,
  route: (gateway: string | null, dev: string) =>
    `route: ${gateway === null ? '' : `via ${gateway} `}dev ${dev}`,
  local: (daddr: string) => `${daddr} is this host`,
  broadcast: (daddr: string) => `${daddr} is a broadcast`,
  noRoute: (daddr: string) => `no route to ${daddr}`,
  confirm: 'conntrack keeps the connection',
  nat: (manip: 'src' | 'dst', from: string, to: string) => `${side(manip)} ${from} → ${to}`,
  ipvsScheduled: (scheduler: string, server: string) => `IPVS ${scheduler}: ${server}`,
  ipvsFound: (server: string) => `IPVS knows the connection: ${server}`,
  ipvsRefused: (service: string) => `IPVS: no server for ${service}`,
  ipvsTranslated: (manip: 'src' | 'dst', from: string, to: string) => `IPVS: ${side(manip)} ${from} → ${to}`,
  fragment: (pieces: number) => `cut into ${pieces} fragments`,
  defrag: 'fragments put together',
  icmp: (name: string) => `makes ${name}`,
  reassembly: 'a packet stays incomplete',
  deliver: (by: string) => `delivered to ${by}`,
  drop: (reason: string) => `dropped: ${reason}`,
  consume: 'ends here',
  /** A rule tried, or the end of its chain: what came of it. */
  fails: (rule: string, part: string) => `${rule}: no ${part}`,
  unsure: (rule: string, extension: string) => `${rule}: ${extension} is not known`,
  counts: (rule: string) => `${rule}: counts`,
  ends: (chain: string) => `${chain} ends`,
  policy: (chain: string, verdict: string) => `${chain} policy ${verdict}`,
};

const TUNNEL = { vxlan: 'VXLAN', ipip: 'outer IPv4' } as const;
