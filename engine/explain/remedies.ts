// What would have to be different for a packet that was dropped to go on: by the kernel's reason, as far as it can be told from
// what the network looks like also with the command that makes it so.
import { protocolName } from '../kernel/netfilter/protocols.ts';
import type { Did, DropReason, Trace, TraceEvent, Walk } from '../trace/events.ts';
import type { DeviceOutline, Outline } from '../trace/outline.ts';
import type { TableSet } from '../trace/rows.ts';
import { formatIpv4, type Ipv4Address, isLoopbackIpv4, isMulticastIpv4 } from '../wire/address.ts';
import { ipv4Of } from '../wire/frame.ts';
import { encodeIpv4, type Ipv4 } from '../wire/ipv4.ts';
import { neededRoute, ownerOf } from './needed_route.ts';
import { routeName } from './routes.ts';
import { type Fragment, row, rowLink, type Sentence } from './sentence.ts';
import type { Speech } from './speech.ts';
import { deviceLink } from './words.ts';

/** A packet's end, and what is known around it. */
interface End {
  readonly trace: Trace;
  readonly outline: Outline;
  readonly index: number;
  readonly event: TraceEvent;
  readonly detail: string;
  /** Of the device it had come to; empty: none. */
  readonly device: string;
  readonly packet: Ipv4 | undefined;
  /** Of its namespace. */
  readonly tables: TableSet | null;
}

type Remedy = (speech: Speech['remedies'], end: End) => readonly Sentence[];

/** A command as it is typed in the namespace where the packet ended, or in another. */
function typed({ outline, event }: End, run: string, ns = event.ns): Fragment {
  return { code: `${outline.namespaces[ns]!.name}# ${run}` };
}

/** The last thing of a kind that happened to the packet in the namespace before it ended. */
function before<K extends Did['kind']>(
  end: End,
  kind: K,
): { did: Extract<Did, { kind: K }>; index: number } | null {
  const { trace, index, event } = end;
  for (let at = index - 1; at >= 0; at--) {
    const { did, ns, skb } = trace.events[at]!;
    if (ns === event.ns && skb === event.skb && did.kind === kind)
      return { did: did as Extract<Did, { kind: K }>, index: at };
  }
  return null;
}

const deviceOf = ({ outline, event }: End): DeviceOutline | undefined => outline.devices[event.dev];

const lengthOf = (packet: Ipv4 | undefined) => (packet ? encodeIpv4(packet).length : 0);

/** What a rule for just this flow has to ask: `-s 10.0.0.1 -d 10.0.0.2 -p tcp --dport 80`. */
function flowOf(packet: Ipv4 | undefined): string {
  if (!packet) return '';
  const { src, dst, protocol, payload } = packet;
  const port = payload.layer === 'tcp' || payload.layer === 'udp' ? ` --dport ${payload.dport}` : '';
  return `-s ${formatIpv4(src)} -d ${formatIpv4(dst)} -p ${protocolName(protocol)}${port} `;
}

/** The last walk of the table that let the packet end. What REJECT sends walks tables of its own inside. */
function lastWalk({ trace, index, event, detail }: End): Walk | null {
  for (let at = index - 1; at >= 0; at--) {
    const { did, ns, skb, parent } = trace.events[at]!;
    if (did.kind !== 'walk' || ns !== event.ns || skb !== event.skb) continue;
    const table = trace.events[parent]!.did;
    if (table.kind === 'table' && `${table.table} ${table.hook}` === detail) return did;
  }
  return null;
}

/** Who wrote a rule often says in it what is wrong: `has no endpoints`. */
function commentOf(speech: Speech['remedies'], { tables }: End, key: string): Sentence[] {
  const [, comment] = /--comment (?:"((?:[^"\\]|\\.)*)"|\S+)/.exec(tables?.rule.get(key)?.spec ?? '') ?? [];
  return comment === undefined ? [] : [speech.comment(comment)];
}

const netfilter: Remedy = (speech, end) => {
  const { detail, event } = end;
  if (detail === 'connection clash') return [speech.clash];
  if (detail.startsWith('IPVS: ')) return ipvs(speech, end);
  const walk = event.fn === 'nf_hook_slow' ? lastWalk(end) : null;
  if (!walk) return [speech.redirect];
  const { table, chain, first, tried, outcome } = walk;
  const isPolicy = outcome.kind === 'policy';
  const num = isPolicy ? 0 : first + tried - 1;
  const by = { num, chain, to: row(event.ns, 'counter', `${table}:${chain}:${num}`) };
  const flow = flowOf(end.packet);
  return isPolicy
    ? [
        speech.policy(
          by,
          typed(end, `iptables -t ${table} -A ${chain} ${flow}-j ACCEPT`),
          typed(end, `iptables -t ${table} -P ${chain} ACCEPT`),
        ),
      ]
    : [
        speech.rule(
          by,
          typed(end, `iptables -t ${table} -I ${chain} ${num} ${flow}-j ACCEPT`),
          typed(end, `iptables -t ${table} -D ${chain} ${num}`),
        ),
        ...commentOf(speech, end, `${table}:${chain}:${num}`),
      ];
};

/** What ipvsadm calls a service: `-t 10.43.6.58:80` of `TCP 10.43.6.58:80`. */
function serviceFlags(key: string): string {
  const [kind = '', where = ''] = key.split(' ');
  return `${{ TCP: '-t', UDP: '-u', FWM: '-f' }[kind] ?? '-t'} ${where}`;
}

const ipvs: Remedy = (speech, end) => {
  const asked = before(end, 'ipvs')?.did;
  if (asked?.action === 'refused')
    return [speech.server(typed(end, `ipvsadm -a ${serviceFlags(asked.service)} -r SERVER:PORT -m`))];
  return end.detail === 'IPVS: the server this connection has is no longer there'
    ? [speech.serverGone(typed(end, 'sysctl -w net.ipv4.vs.expire_nodest_conn=1'))]
    : [speech.reuse(typed(end, 'sysctl -w net.ipv4.vs.conn_reuse_mode=0'))];
};

/** The row that a lookup has found, where it says no. */
function refusingRow(end: End): { key: string; name: string } | null {
  const candidates = before(end, 'route')?.did.lookups.flatMap((lookup) => lookup.candidates) ?? [];
  const key = candidates.find(({ lost }) => lost === null)?.key;
  return key === undefined ? null : { key, name: routeName(key) };
}

/** Row keys begin with table and type: `254 unreachable 10.0.0.0/8 ...`. */
const typeOf = (key: string) => key.split(' ')[1] ?? '';
const prefixOf = (key: string) => key.split(' ')[2] ?? '';

const REFUSING = new Set(['unreachable', 'blackhole', 'prohibit']);

/** No route: the one that leads there, or the one that says no taken away. */
const route: Remedy = (speech, end) => {
  const { outline, event, packet } = end;
  const found = refusingRow(end);
  if (found && REFUSING.has(typeOf(found.key)))
    return [
      speech.withoutRoute(
        rowLink(found.name, event.ns, 'route', found.key),
        typed(end, `ip route del ${typeOf(found.key)} ${prefixOf(found.key)}`),
      ),
    ];
  const daddr = before(end, 'route')?.did.daddr ?? packet?.dst;
  if (daddr === undefined) return [speech.noRoute('?')];
  const address = formatIpv4(daddr);
  const needed = neededRoute(outline, event.ns, daddr);
  if (needed) return [speech.route(address, typed(end, `ip route add ${needed}`))];
  return [ownerOf(outline, daddr) ? speech.someRoute(address) : speech.noRoute(address)];
};

const forwarding: Remedy = (speech, end) =>
  end.detail === 'ip_forward'
    ? [speech.forwarding(typed(end, 'sysctl -w net.ipv4.ip_forward=1'))]
    : route(speech, end);

const rpFilter: Remedy = (speech, end) => {
  const { device, packet } = end;
  const source = packet ? formatIpv4(packet.src) : '?';
  return [
    speech.rpFilter(
      source,
      device,
      typed(end, `ip route replace ${source} dev ${device}`),
      typed(end, 'sysctl -w net.ipv4.conf.all.rp_filter=2'),
    ),
  ];
};

const isOwn = ({ outline, event }: End, address: Ipv4Address) =>
  outline.devices.some(
    ({ ns, addresses }) => ns === event.ns && addresses.some((ifa) => ifa.address === address),
  );

/** A source that must not come in here: our own, loopback's, or no host's. */
const source: Remedy = (speech, end) => {
  const { device, packet } = end;
  if (!packet) return [speech.anotherSource('?')];
  const { src, dst } = packet;
  const conf = (name: string) => typed(end, `sysctl -w net.ipv4.conf.${device}.${name}=1`);
  if (isLoopbackIpv4(src) || isLoopbackIpv4(dst)) return [speech.localnet(device, conf('route_localnet'))];
  return isOwn(end, src) && !isMulticastIpv4(src)
    ? [speech.ownSource(formatIpv4(src), conf('accept_local'))]
    : [speech.anotherSource(formatIpv4(src))];
};

const listener: Remedy = (speech, end) => {
  const [protocol = '', port = ''] = end.detail.split(' ');
  const address = end.packet ? formatIpv4(end.packet.dst) : '?';
  const command = typed(end, `nc -lk${protocol === 'udp' ? 'u' : ''} ${port}`);
  return [speech.listener(protocol.toUpperCase(), port, address, command)];
};

const header: Remedy = (speech, end) => {
  if (end.detail !== 'ttl') return [speech.header];
  const { trace, index, event } = end;
  const visits = trace.events.filter(
    ({ did, dev, skb }, at) => at < index && did.kind === 'receive' && dev === event.dev && skb === event.skb,
  );
  return visits.length > 1 ? [speech.loop(visits.length)] : [speech.ttl];
};

const neighbour: Remedy = (speech, end) => {
  const { outline, event, detail } = end;
  const device = deviceOf(end);
  const owner = ownerOf(outline, detail);
  const at = deviceLink(outline, event.dev);
  if (!owner) return [speech.nobodyHas(detail, at)];
  const who = deviceLink(outline, owner.id);
  const where = outline.namespaces[owner.ns]!.label;
  const command = typed(
    end,
    `ip neigh replace ${detail} lladdr ${owner.mac} dev ${device?.name ?? end.device}`,
  );
  if (!owner.up) return [speech.isDown(who, where, typed(end, `ip link set ${owner.name} up`, owner.ns))];
  const off = linksDown(outline, [event.ns, owner.ns]);
  const hears = speech.doesNotHear(detail, who, where, at);
  return off.length > 0
    ? [hears, speech.linksDown(off.map(({ name, ns }) => typed(end, `ip link set ${name} up`, ns)))]
    : [hears, speech.permanentNeighbour(command)];
};

/** Links of the machines of some namespaces that are down. */
function linksDown(outline: Outline, spaces: readonly number[]): DeviceOutline[] {
  const machines = new Set(spaces.map((ns) => outline.namespaces[ns]!.machine));
  return outline.devices
    .filter(({ ns, up, kind }) => !up && kind !== 'dummy' && machines.has(outline.namespaces[ns]!.machine))
    .slice(0, 3);
}

const down: Remedy = (speech, end) => {
  const { detail, outline, event } = end;
  if (detail === 'no cable') return [speech.cable(deviceLink(outline, event.dev))];
  const own = deviceOf(end);
  const peer = own?.name === detail ? own : (outline.devices[own?.peer ?? -1] ?? own);
  return [
    speech.isDown(
      peer ? deviceLink(outline, peer.id) : detail,
      outline.namespaces[peer?.ns ?? event.ns]!.label,
      typed(end, `ip link set ${detail} up`, peer?.ns),
    ),
  ];
};

/** A device without carrier waits for what is behind it: the other end of a pair, a port of a bridge. */
const carrier: Remedy = (speech, end) => {
  const { outline, event, detail } = end;
  const own = outline.devices.find(({ ns, name }) => ns === event.ns && name === detail);
  const peer = outline.devices[own?.peer ?? -1];
  const behind = peer ? [peer] : outline.devices.filter(({ bridge }) => bridge === own?.id);
  if (behind.length === 0) return [speech.noPorts(detail)];
  return [
    speech.carrier(
      detail,
      behind.slice(0, 3).map(({ name, ns }) => typed(end, `ip link set ${name} up`, ns)),
    ),
  ];
};

/** Outer IPv4, UDP and VXLAN headers with the inner Ethernet header. */
const VXLAN_HEADROOM = 50;

const mtu: Remedy = (speech, end) => {
  const { outline, event, detail, device, packet } = end;
  const length = lengthOf(packet);
  const out = before(end, 'route')?.did.result;
  const dev = out && 'dev' in out ? out.dev : device;
  const named = (wanted: string | null | undefined) =>
    outline.devices.find(({ ns, name }) => ns === event.ns && name === wanted);
  // VXLAN has no greater MTU than the device below leaves it.
  const below = named(named(dev)?.vxlan?.underlay);
  const first = below && below.mtu < length + VXLAN_HEADROOM ? [[below.name, length + VXLAN_HEADROOM]] : [];
  const commands = [...first, [dev, length]].map(([name, most]) =>
    typed(end, `ip link set ${name} mtu ${most}`),
  );
  return [speech.mtu(length, detail, commands)];
};

const vni: Remedy = (speech, { outline, event, detail }) => {
  const here = outline.devices.flatMap(({ ns, name, vxlan }) =>
    ns === event.ns && vxlan ? [`${name} (VNI ${vxlan.vni})`] : [],
  );
  return [speech.vni(detail, here)];
};

/** The host that a MAC address of a tunnel is behind. */
const fdb: Remedy = (speech, end) => {
  const { outline, event, detail: mac } = end;
  const owner = outline.devices.find((device) => device.vxlan !== null && device.mac === mac);
  const underlay = outline.devices.find(({ ns, name }) => ns === owner?.ns && name === owner.vxlan?.underlay);
  const remote = underlay?.addresses[0]?.address;
  if (!owner || remote === undefined) return [speech.nobodysMac(mac)];
  const dev = outline.devices[event.dev]?.name ?? '';
  const command = typed(end, `bridge fdb append ${mac} dev ${dev} dst ${formatIpv4(remote)}`);
  return [speech.fdbEntry(outline.namespaces[owner.ns]!.label, command)];
};

const otherHost: Remedy = (speech, end) => {
  const { frame } = end.event;
  const device = deviceOf(end);
  return [speech.otherHost(frame?.layer === 'ethernet' ? frame.dst : '?', device?.mac ?? '?')];
};

const protocol: Remedy = (speech, { packet }) => [
  speech.protocol(packet ? protocolName(packet.protocol) : '?'),
];

const etherType: Remedy = (speech, { event: { frame } }) => [
  speech.etherType(frame?.layer === 'ethernet' ? `0x${frame.type.toString(16).padStart(4, '0')}` : '?'),
];

/** A bridge that is down has its ports disabled. */
const bridgeDown: Remedy = (speech, end) => {
  const { outline, event, detail } = end;
  const name = detail.split(' ')[0] ?? '';
  const bridge = outline.devices.find((device) => device.ns === event.ns && device.name === name);
  const { label } = outline.namespaces[event.ns]!;
  return [
    speech.isDown(
      bridge ? deviceLink(outline, bridge.id) : name,
      label,
      typed(end, `ip link set ${name} up`),
    ),
  ];
};

/** A port of the bridge, the other end of a pair, or a NIC on the same segment. */
const frameTooLong: Remedy = (speech, end) => {
  const { outline, event, detail, packet } = end;
  const [, name = '', most = ''] = /^(\S+) takes .* \(MTU (\d+)\)$/.exec(detail) ?? [];
  const own = deviceOf(end);
  const alike = outline.devices.filter((device) => device.name === name && `${device.mtu}` === most);
  const taker =
    alike.find(({ ns }) => ns === event.ns) ?? alike.find(({ id }) => id === own?.peer) ?? alike[0];
  const length = lengthOf(packet);
  return [speech.mtu(length, most, [typed(end, `ip link set ${name} mtu ${length}`, taker?.ns)])];
};

/** Where the kernel has no name for the reason: by what the engine adds. */
const UNNAMED: readonly (readonly [RegExp, Remedy])[] = [
  [/^the way to the remote is/, (speech, end) => [speech.recursion(end.device)]],
  [/^no tunnel here is for/, (speech, end) => [speech.tunnel(flowEnds(end))]],
  [/^no VXLAN header$/, (speech) => [speech.vxlanHeader]],
  [/is written down elsewhere$/, (speech, { detail }) => [speech.pinned(detail.split(' ')[0] ?? '')]],
  [/the server has a loopback address$/, (speech) => [speech.loopbackServer]],
  [/^its source is a loopback address/, (speech) => [speech.loopbackSource]],
  [/^no port$/, (speech, end) => [speech.noPorts(end.device)]],
  [/^EINVAL$/, source],
  [/^EXDEV$/, rpFilter],
  [/^its route is /, route],
  [/ is down$/, bridgeDown],
  [/ takes no frame so long /, frameTooLong],
  [/SO_BROADCAST$/, (speech) => [speech.soBroadcast]],
  [/^broadcast$/, (speech) => [speech.broadcast]],
  [/^no time$/, (speech) => [speech.noTime]],
  [/^not addressed to this host$/, otherHost],
];

const flowEnds = ({ packet }: End) =>
  packet ? ([formatIpv4(packet.dst), formatIpv4(packet.src)] as const) : (['?', '?'] as const);

const unnamed: Remedy = (speech, end) => {
  const [, remedy] = UNNAMED.find(([detail]) => detail.test(end.detail)) ?? [];
  return remedy ? remedy(speech, end) : [speech.nothing];
};

const REMEDIES: Readonly<Record<DropReason, Remedy>> = {
  NOT_SPECIFIED: unnamed,
  NO_SOCKET: listener,
  FRAG_REASM_TIMEOUT: (speech) => [speech.fragments],
  TCP_INVALID_SEQUENCE: (speech) => [speech.sequence],
  TCP_FLAGS: (speech) => [speech.flags],
  NETFILTER_DROP: netfilter,
  OTHERHOST: otherHost,
  IP_RPFILTER: rpFilter,
  IP_NOPROTO: protocol,
  IP_INHDR: header,
  IP_OUTNOROUTES: route,
  IP_INNOROUTES: route,
  IP_INADDRERRORS: forwarding,
  IP_LOCAL_SOURCE: source,
  IP_INVALID_SOURCE: source,
  IP_LOCALNET: source,
  NEIGH_FAILED: neighbour,
  NEIGH_QUEUEFULL: (speech) => [speech.queue],
  UNHANDLED_PROTO: etherType,
  DEV_READY: down,
  QDISC_DROP: carrier,
  PKT_TOO_BIG: mtu,
  VXLAN_VNI_NOT_FOUND: vni,
  NO_TX_TARGET: fdb,
  LOCAL_MAC: (speech, { detail }) => [speech.ownMac(detail)],
  RECURSION_LIMIT: (speech, { detail }) => [speech.recursion(detail)],
  IP_TUNNEL_ECN: (speech) => [speech.ecn],
};

/** What would have to be different, where an event is a packet's end; nothing elsewhere. */
export function remediesOf(
  { remedies }: Speech,
  { trace, outline }: { readonly trace: Trace; readonly outline: Outline },
  index: number,
  tables: TableSet | null,
): readonly Sentence[] {
  const event = trace.events[index]!;
  const { did, frame, dev } = event;
  if (did.kind !== 'drop') return [];
  const packet = frame ? ipv4Of(frame) : undefined;
  const device = outline.devices[dev]?.name ?? '';
  return REMEDIES[did.reason](remedies, {
    trace,
    outline,
    index,
    event,
    detail: did.detail,
    device,
    packet,
    tables,
  });
}
