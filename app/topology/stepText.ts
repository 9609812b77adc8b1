// What happens at a step in a few words, for the packet's card and the stack's plate; whole sentences are the inspector's.
import { failedPartName, type Trace, type TraceEvent, type Walk } from '../../engine/trace/events.ts';
import type { DeviceOutline, Outline } from '../../engine/trace/outline.ts';
import { ruleOffset } from '../../engine/trace/steps.ts';
import { formatIpv4 } from '../../engine/wire/address.ts';
import { addressText } from './measure.ts';

function walkOutcome({ outcome }: Walk): string {
  switch (outcome.kind) {
    case 'jump':
      return `→ ${outcome.chain}`;
    case 'verdict':
    case 'policy':
      return outcome.verdict;
    case 'continue':
    case 'nat':
      return outcome.target;
    case 'unsure':
      return `? ${outcome.extension}`;
    case 'return':
    case 'end':
      return 'return';
    default:
      return outcome satisfies never;
  }
}

/** `filter:FORWARD:3 ✗ -d`, `nat:POSTROUTING:5 ✓ MASQUERADE`, `filter:FORWARD policy ACCEPT`. */
export function ruleText(walk: Walk, offset: number): string {
  const chain = `${walk.table}:${walk.chain}`;
  const failed = walk.failed[offset];
  if (failed === undefined)
    return `${chain} ${walk.outcome.kind === 'policy' ? 'policy ' : ''}${walkOutcome(walk)}`;
  const rule = `${chain}:${walk.first + offset}`;
  if (failed === 0) return `${rule} ✓ ${walkOutcome(walk)}`;
  return `${rule} ✗ ${failedPartName(failed)}`;
}

type Saying = {
  readonly [K in TraceEvent['did']['kind']]: (
    did: Extract<TraceEvent['did'], { kind: K }>,
    device: string,
  ) => string;
};

const tunnelName = (did: Extract<TraceEvent['did'], { kind: 'encap' | 'decap' }>) =>
  did.tunnel === 'vxlan' ? `VXLAN ${did.vni}` : 'IPIP';

function ipvsText(did: Extract<TraceEvent['did'], { kind: 'ipvs' }>): string {
  if (did.action === 'refused') return `IPVS: no server for ${did.service}`;
  if (did.action === 'translated')
    return `IPVS: ${did.manip === 'src' ? 'SNAT' : 'DNAT'} ${did.from} → ${did.to}`;
  const server = did.destination.slice(did.destination.indexOf(' -> ') + 4);
  return did.action === 'found' ? `IPVS: still ${server}` : `IPVS ${did.scheduler}: ${server}`;
}

const ports = (count: number) => `${count} ${count === 1 ? 'port' : 'ports'}`;

const SAYINGS: Saying = {
  send: ({ by }) => `${by} sends`,
  transmit: (_, device) => `${device} transmits`,
  receive: (_, device) => `${device} receives`,
  timer: ({ nexthop, asks }) =>
    asks
      ? `ARP request ${asks.nth} of ${asks.of} for ${formatIpv4(nexthop)}`
      : `timer of neighbour ${formatIpv4(nexthop)}`,
  command: ({ by }) => by,
  segment: ({ flooded, to }) => (flooded ? `switch floods to ${ports(to.length)}` : 'switch knows the port'),
  veth: () => 'into the pair',
  bridge: ({ bridge, up, to, entry }) => {
    const flood = entry === null && to.length > 0;
    const targets = [...(up ? [`up to ${bridge}`] : []), ...(flood ? [`flood ${ports(to.length)}`] : to)];
    return `${bridge}: ${targets.length > 0 ? targets.join(', ') : 'no port left'}`;
  },
  neigh: ({ nexthop, lladdr, result }) =>
    result === 'resolved' && lladdr
      ? `${formatIpv4(nexthop)} is at ${lladdr}`
      : `${formatIpv4(nexthop)}: ${result === 'failed' ? 'no answer' : 'ask by ARP'}`,
  arp: ({ action }) =>
    ({
      request: 'ask by ARP',
      reply: 'ARP: that is me',
      proxy: 'ARP: send it to me',
      learn: 'ARP: remember it',
      ignore: 'ARP: not for me',
    })[action],
  fdb: ({ remote, mac }) => (remote === null ? `no FDB entry for ${mac}` : `FDB: ${formatIpv4(remote)}`),
  encap: (did) => `wrap in ${tunnelName(did)} to ${formatIpv4(did.remote)}`,
  decap: (did) => `unwrap ${tunnelName(did)} for ${did.dev}`,
  route: ({ result }) => {
    if (result.kind === 'error') return `route: ${result.errno}`;
    if (!('dev' in result)) return `route: ${result.kind}`;
    return `route: ${result.dev}${result.gateway === null ? '' : ` via ${formatIpv4(result.gateway)}`}`;
  },
  ttl: ({ before, after }) => `TTL ${before} → ${after}`,
  table: ({ table, hook, verdict }) => `${table} ${hook}: ${verdict}`,
  conntrack: ({ state, action }) => `conntrack ${action === 'confirm' ? 'confirm' : state}`,
  nat: ({ manip, from, to }) => `${manip === 'src' ? 'SNAT' : 'DNAT'} ${from} → ${to}`,
  ipvs: ipvsText,
  defrag: () => 'fragments put together',
  fragment: ({ mtu, pieces }) => `${pieces} fragments for MTU ${mtu}`,
  icmp: ({ about }) => (about === 'error' ? 'make an ICMP error' : 'make an ICMP message'),
  reassembly: () => 'a packet stays incomplete',
  tcp: ({ was, state }) => (was === state ? `TCP ${state}` : `TCP ${was} → ${state}`),
  deliver: ({ by }) => `delivered to ${by}`,
  drop: ({ reason }) => `dropped: ${reason}`,
  consume: () => 'done with',
  walk: (walk) => ruleText(walk, walk.tried),
};

/** A few words on the step that shows event `index` at `tick`. */
export function stepText(trace: Trace, outline: Outline, index: number, tick: number): string {
  const { did, dev } = trace.events[index]!;
  if (did.kind === 'walk') return ruleText(did, ruleOffset(trace, index, tick));
  const say = SAYINGS[did.kind] as (did: TraceEvent['did'], device: string) => string;
  return say(did, outline.devices[dev]?.name ?? '');
}

const KIND_NAMES: Record<DeviceOutline['kind'], string> = {
  loopback: 'loopback',
  nic: 'NIC',
  veth: 'veth',
  bridge: 'bridge',
  vxlan: 'VXLAN device',
  ipip: 'IPIP tunnel',
  dummy: 'dummy',
};

/** `Node A: cni0, bridge, 10.10.2.1/24, up` */
export function deviceLabel(outline: Outline, device: DeviceOutline): string {
  const where = outline.namespaces[device.ns]!.label;
  const addresses = device.addresses.map(({ address, length }) => `${formatIpv4(address)}/${length}`);
  return `${where}: ${[device.name, KIND_NAMES[device.kind], ...addresses, device.up ? 'up' : 'down'].join(', ')}`;
}

const endText = (address: number | null) => (address === null ? 'any' : formatIpv4(address));

/** Everything there is to know about a device, as pairs for its tooltip. */
export function deviceFacts(outline: Outline, device: DeviceOutline): (readonly [string, string])[] {
  const peer = outline.devices[device.peer];
  const segment = outline.segments[device.segment];
  const rows: (readonly [string, string | null])[] = [
    ['kind', `${KIND_NAMES[device.kind]}, ${device.up ? 'up' : 'down'}`],
    ['ifindex', `${device.ifindex}`],
    ['MAC', device.mac],
    ['MTU', `${device.mtu}`],
    [
      'address',
      device.addresses.length < 2
        ? addressText(device)
        : device.addresses.map(({ address, length }) => `${formatIpv4(address)}/${length}`).join(', '),
    ],
    ['master', device.master],
    ['peer', peer ? `${outline.namespaces[peer.ns]!.label}: ${peer.name}` : null],
    ['wire', segment ? segment.label : null],
    [
      'VXLAN',
      device.vxlan
        ? `VNI ${device.vxlan.vni}, UDP ${device.vxlan.port}, over ${device.vxlan.underlay ?? 'any device'}`
        : null,
    ],
    ['IPIP', device.ipip ? `${endText(device.ipip.local)} to ${endText(device.ipip.remote)}` : null],
  ];
  return rows.filter((row): row is readonly [string, string] => row[1] !== null);
}
