// One stage in one or two sentences.
import type { Did, RouteCandidate, RouteLost, TraceEvent, Walk } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import { formatIpv4, isMulticastMac } from '../wire/address.ts';
import { DROPS } from './drops.ts';
import { ipvsSentences } from './ipvs.ts';
import { ipipDecap, ipipEncap } from './tunnels.ts';
import { deviceLink, icmpName, namedDevice, packetName, rowLink, type Sentence } from './words.ts';

type Kind<K extends Did['kind']> = Extract<Did, { kind: K }>;

/** Says what a stage or the arrival at a hop did. */
export function stageSentences(outline: Outline, event: TraceEvent, did: Exclude<Did, Walk>): Sentence[] {
  const { ns, frame } = event;
  const device = deviceLink(outline, event.dev);
  const packet = frame ? packetName(frame) : 'packet';
  switch (did.kind) {
    case 'send':
      return [[`${did.by} hands the stack its packet: ${packet}.`]];
    case 'transmit':
      return [[device, ` transmits the ${packet}.`]];
    case 'receive':
      return [[device, ` has received the ${packet}.`]];
    case 'timer':
      return [timer(ns, did)];
    case 'command':
      return [[{ code: did.by }, did.code === 0 ? ' has run.' : ` has failed: exit status ${did.code}.`]];
    case 'segment':
      return [segment(outline, did)];
    case 'veth':
      return [
        [
          device,
          ' is one end of a veth pair: what it sends, ',
          deviceLink(outline, did.peer),
          ' receives, in its own namespace.',
        ],
      ];
    case 'bridge':
      return bridge(outline, event, did);
    case 'neigh':
      return neigh(event, did);
    case 'arp':
      return [[ARP_WORDS[did.action]]];
    case 'fdb':
      return [vxlanFdb(outline, ns, did)];
    case 'encap':
      return encap(outline, event, did);
    case 'decap':
      if (did.tunnel === 'ipip') return [ipipDecap(outline, ns, did)];
      return [
        [
          `UDP port ${vxlanPort(outline, ns, did.dev)} is a VXLAN socket. The device with VNI ${did.vni} is `,
          namedDevice(outline, ns, did.dev),
          ': the outer headers come off, the inner frame arrives there.',
        ],
      ];
    case 'route':
      return route(outline, event, did);
    case 'ttl':
      return [
        [
          `This host forwards the packet, so it is a router on its way: TTL ${did.before} becomes ${did.after}.`,
        ],
      ];
    case 'table':
      return [[`Hook ${did.hook}: the packet walks the ${did.table} table. Verdict: ${did.verdict}.`]];
    case 'conntrack':
      return [conntrack(ns, did)];
    case 'nat':
      return [
        [
          `The connection is translated: ${did.manip === 'src' ? 'source' : 'destination'} ${did.from} becomes ${did.to} (`,
          rowLink('its entry', ns, 'conntrack', did.key),
          ').',
        ],
      ];
    case 'ipvs':
      return ipvsSentences(ns, did);
    case 'fragment':
      return [[`The packet is larger than the MTU ${did.mtu} and may be cut: ${did.pieces} fragments.`]];
    case 'defrag':
      return [[`The last missing fragment has come: the packet is whole again, ${did.length} octets.`]];
    case 'icmp':
      return [
        [
          did.about === 'echo'
            ? 'The kernel itself answers echo requests: same data, addresses swapped, a TTL of its own.'
            : did.about === 'timestamp'
              ? 'The kernel itself answers timestamp requests: when the request was sent, when it came, when the answer goes.'
              : `The kernel tells the sender: ${icmpName(did.type, did.code)}. It quotes the packet’s header. Which source address the error gets is decided by the route back.`,
        ],
      ];
    case 'reassembly':
      return [
        [
          `${did.pieces === 1 ? 'One piece' : `${did.pieces} pieces`} of a packet waited for the rest, which has not come.`,
        ],
      ];
    case 'tcp':
      return [[tcpSentence(did)]];
    case 'deliver':
      return [[`The socket of ${did.by} gets the ${packet}.`]];
    case 'drop':
      return [[`Dropped: ${DROPS[did.reason](did.detail)}`]];
    case 'consume':
      return [['The packet has served its purpose.']];
  }
}

const ARP_WORDS: Readonly<Record<Kind<'arp'>['action'], string>> = {
  request: 'It asks who has the address.',
  reply:
    'The address asked for is local, so the kernel answers with this device’s MAC. It also records the asker as a neighbour (STALE).',
  proxy:
    'proxy_arp: this host would forward to the address asked for by another device, so it answers in its place, after a random pause of up to proxy_delay.',
  learn: 'The answer to our question: the neighbour becomes REACHABLE, and what waited for it is sent.',
  ignore: 'The address asked for is not local: no answer.',
};

function segment(outline: Outline, did: Kind<'segment'>): Sentence {
  const name = outline.segments[did.segment]?.label ?? 'the wire';
  const to = did.to.map((id) => outline.namespaces[outline.devices[id]!.ns]!.label).join(', ') || 'nobody';
  return [
    did.flooded
      ? `On ${name}: everybody gets it (${to}).`
      : `On ${name}: the switch knows the destination MAC is ${to}’s.`,
  ];
}

function bridge(outline: Outline, event: TraceEvent, did: Kind<'bridge'>): Sentence[] {
  const { ns } = event;
  const learned = did.port !== null && did.learned !== null && did.learned !== 'known';
  const note: Sentence[] = learned
    ? [[`${did.bridge} notes that the sender’s MAC is behind `, namedDevice(outline, ns, did.port!), '.']]
    : [];
  return [...note, bridgeDecision(outline, event, did)];
}

function bridgeDecision(outline: Outline, { ns, frame }: TraceEvent, did: Kind<'bridge'>): Sentence {
  const ports = did.to.flatMap((name, at) => [...(at > 0 ? [', '] : []), namedDevice(outline, ns, name)]);
  if (did.entry === null) {
    const group = frame?.layer === 'ethernet' && isMulticastMac(frame.dst);
    const why = group ? 'The destination is everybody' : 'The destination MAC is not in the FDB';
    const where =
      ports.length > 0 ? [': out of every other port (', ...ports, ')'] : [', and there is no other port'];
    return [why, ...where, did.up ? '. The frame also goes up to this host’s own stack.' : '.'];
  }
  const entry = rowLink('FDB entry', ns, 'fdb', did.entry);
  if (did.up)
    return ['The destination MAC is the bridge’s own (', entry, '): the frame goes up to the IP stack.'];
  if (ports.length > 0) return ['The ', entry, ' of the destination MAC names ', ...ports, '.'];
  return ['The ', entry, ' leads back to the port the frame came in by: it goes nowhere.'];
}

function neigh({ ns }: TraceEvent, did: Kind<'neigh'>): Sentence[] {
  const nexthop = formatIpv4(did.nexthop);
  if (did.result === 'resolved' && did.key !== null) {
    return [
      [
        'The next hop ',
        rowLink(nexthop, ns, 'neigh', did.key),
        ` is at ${did.lladdr ?? '?'} (${did.state}): that MAC goes into the link header.`,
      ],
    ];
  }
  return [
    [`The MAC of the next hop ${nexthop} is not known. The packet waits, and an ARP request goes out.`],
  ];
}

/** 0 when there is no such device. */
function vxlanPort(outline: Outline, ns: number, name: string): number {
  return outline.devices.find((each) => each.ns === ns && each.name === name)?.vxlan?.port ?? 0;
}

function vxlanFdb(outline: Outline, ns: number, did: Kind<'fdb'>): Sentence {
  const device = namedDevice(outline, ns, did.dev);
  if (did.remote === null || did.entry === null)
    return ['The FDB of ', device, ` has no entry for the destination MAC ${did.mac}.`];
  const remote = formatIpv4(did.remote);
  const owner = outline.devices.find((each) => each.addresses.some((ifa) => ifa.address === did.remote));
  const host = owner ? ` (${outline.namespaces[owner.ns]!.label})` : '';
  return [
    rowLink('The FDB entry', ns, 'fdb', did.entry),
    ' of ',
    device,
    ` for the destination MAC ${did.mac} names the host to send to: ${remote}${host}.`,
  ];
}

function encap(outline: Outline, { dev }: TraceEvent, did: Kind<'encap'>): Sentence[] {
  if (did.tunnel === 'ipip') return ipipEncap(did);
  const port = outline.devices[dev]?.vxlan?.port ?? 0;
  return [
    [
      `The whole frame becomes the payload of a UDP datagram to ${formatIpv4(did.remote)}, port ${port}, with VNI ${did.vni}.`,
    ],
    [
      `Its source port ${did.sport} is a hash of the inner flow. From here it is a new packet of this host: it passes OUTPUT and POSTROUTING.`,
    ],
  ];
}

function timer(ns: number, { nexthop, key, state, asks }: Kind<'timer'>): Sentence {
  const who = rowLink(formatIpv4(nexthop), ns, 'neigh', key);
  if (asks && state === 'INCOMPLETE')
    return ['No answer from ', who, ` yet: ARP request ${asks.nth} of ${asks.of} goes out.`];
  if (asks)
    return [
      'The entry of ',
      who,
      ` was used and nothing has confirmed it: the kernel asks, ${asks.nth} of ${asks.of}.`,
    ];
  if (state === 'REACHABLE')
    return ['Nothing was heard of ', who, ' for a while: its entry becomes STALE, and is still used.'];
  return [
    'None of the ARP requests for ',
    who,
    ` was answered: the entry becomes FAILED${state === 'INCOMPLETE' ? ', and what waited for it is dropped' : ''}.`,
  ];
}

/** The words of a route's key that a person knows it by: `10.10.3.0/24 via 192.168.0.4 dev eth0`. */
function routeName(key: string): string {
  const words = key
    .split(' ')
    .slice(2)
    .join(' ')
    .replace(/ metric 0$/, '');
  return words.replace(/^0\.0\.0\.0\/0/, 'default');
}

function route(outline: Outline, { ns }: TraceEvent, did: Kind<'route'>): Sentence[] {
  const { result } = did;
  const daddr = formatIpv4(did.daddr);
  const candidates = did.lookups.flatMap((lookup) => lookup.candidates);
  const won = candidates.find((candidate) => candidate.lost === null);
  switch (result.kind) {
    case 'forward':
    case 'output': {
      if (won && isLocal(won.key)) return [ownAddress(outline, ns, did, won.key, result.dev)];
      const next =
        result.gateway === null ? 'it is directly on ' : `next hop ${formatIpv4(result.gateway)} by `;
      const rule = won ? rowLink(routeName(won.key), ns, 'route', won.key) : 'no row';
      const shorter = candidates.some((candidate) => candidate.lost === 'prefix-shorter');
      const longest = shorter ? ', the longest prefix that contains it' : '';
      const decision: Sentence = [
        `To ${daddr}: `,
        rule,
        `${longest}. So ${next}`,
        namedDevice(outline, ns, result.dev),
        '.',
      ];
      const own = did.saddr === 0 ? [source(outline, ns, result.dev, result.saddr)] : [];
      return [decision, ...losers(ns, candidates), ...own];
    }
    case 'local':
      return [
        [
          `${daddr} is `,
          won ? rowLink('an address of this host', ns, 'route', won.key) : 'an address of this host',
          ': the packet goes to INPUT.',
        ],
      ];
    case 'broadcast':
      return [[`${daddr} is a broadcast address: the packet is for this host too.`]];
    case 'error':
      return [[`There is no way to ${daddr} (${result.errno}).`]];
  }
}

/** Row keys begin with table and type. */
const isLocal = (key: string) => key.split(' ')[1] === 'local';

function ownAddress(outline: Outline, ns: number, did: Kind<'route'>, key: string, dev: string): Sentence {
  return [
    `${formatIpv4(did.daddr)} is `,
    rowLink('an address of this host itself', ns, 'route', key),
    ': the packet stays here and goes through ',
    namedDevice(outline, ns, dev),
    '.',
  ];
}

const LOST: Readonly<Record<RouteLost, string>> = {
  'prefix-shorter': 'shorter prefix',
  'metric-higher': 'higher metric',
  'later-row': 'listed later',
  'device-down': 'its device is down',
  'other-device': 'another device',
};

/** The rows that contain the destination too, and why they did not win. */
function losers(ns: number, candidates: readonly RouteCandidate[]): Sentence[] {
  const lost = candidates.flatMap(({ key, lost: why }) => (why === null ? [] : [{ key, why }]));
  if (lost.length === 0) return [];
  const rows = lost.flatMap(({ key, why }, at) => [
    ...(at > 0 ? [', '] : []),
    rowLink(routeName(key), ns, 'route', key),
    ` (${LOST[why]})`,
  ]);
  return [[`It is also in `, ...rows, '.']];
}

/** Where the source address of a packet that has none yet comes from. */
function source(outline: Outline, ns: number, dev: string, saddr: number): Sentence {
  const owner = outline.devices.find(
    (each) => each.ns === ns && each.addresses.some((ifa) => ifa.address === saddr),
  );
  const whose = owner && owner.name === dev ? `${dev}’s, the device it leaves by` : 'the one the route names';
  return [`It has no source address yet: it becomes ${formatIpv4(saddr)}, ${whose}.`];
}

function conntrack(ns: number, did: Kind<'conntrack'>): Sentence {
  const entry = did.key === null ? 'entry' : rowLink('entry', ns, 'conntrack', did.key);
  switch (did.action) {
    case 'new':
      return [
        'No connection has this tuple: a new one begins (NEW). It is kept only if its first packet gets through.',
      ];
    case 'found':
      return [
        'The packet belongs to a known connection (',
        entry,
        `): ${did.state}. The nat table is not asked again.`,
      ];
    case 'related':
      return ['The packet it quotes belongs to a known connection (', entry, '): RELATED.'];
    case 'confirm':
      return ['The first packet has passed every hook: its connection gets an ', entry, '.'];
    case 'invalid':
      return ['It neither begins a connection nor belongs to one: INVALID.'];
    case 'untracked':
      return ['It is not to be tracked: a rule has said so, or IPVS (net.ipv4.vs.conntrack is 0).'];
  }
}

type TcpDid = Extract<Did, { kind: 'tcp' }>;

/** What a segment did to a connection, from the side of the socket that got it. */
function tcpSentence({ by, was, state }: TcpDid): string {
  if (was === state) return `The connection of ${by} takes the segment; it stays ${state}.`;
  const meaning = TCP_MEANING[state];
  return `The connection of ${by} goes from ${was} to ${state}${meaning === undefined ? '' : `: ${meaning}`}.`;
}

const TCP_MEANING: Partial<Record<TcpDid['state'], string>> = {
  SYN_RECV: 'somebody wants to connect, and is answered with SYN ACK',
  ESTABLISHED: 'both sides know that the other one hears them',
  CLOSE_WAIT: 'the other side sends no more',
  FIN_WAIT2: 'the other side knows that we send no more',
  TIME_WAIT: 'both sides have closed; stray segments are waited for',
  CLOSE: 'it is over',
};
