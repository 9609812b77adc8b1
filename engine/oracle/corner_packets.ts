// Networks and packets from a raw socket, each made to show one thing that no command sends: what lots have found, made small.
import type { Scenario, ScenarioLink, ScenarioMachine, ScenarioNetns } from '../scenario/schema.ts';
import { data } from '../wire/data.ts';
import { ICMP_ECHO, ICMP_ECHOREPLY, ICMP_REDIRECT, type Icmp } from '../wire/icmp.ts';
import { encodeIpv4, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, type Ipv4 } from '../wire/ipv4.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import { encodeTcpOptions, TCP_ACK, TCP_PSH, TCP_SYN } from '../wire/tcp.ts';
import { bridged, filter, mangle, nat, routed, table } from './corner_cases.ts';
import type { FuzzCase } from './fuzz/generate.ts';
import { ECHO_PORT, type FuzzPacket } from './fuzz/packets.ts';

export interface CornerPackets extends FuzzCase {
  readonly name: string;
}

/** Sends at once; what it prints is not of interest. */
const NO_PROBE = 'ip link';
const ECHO_ID = 0x5101;
const SEQ = 1_000_000;

type Payload = Pick<Ipv4, 'protocol' | 'payload'> & Partial<Pick<Ipv4, 'df' | 'mf' | 'fragment'>>;

const octets = (length: number) => data(new Uint8Array(length));

const echo: Payload = {
  protocol: IPPROTO_ICMP,
  payload: {
    layer: 'icmp',
    type: ICMP_ECHO,
    code: 0,
    rest: (ECHO_ID << 16) | 1,
    body: new Uint8Array(8),
  },
};

const echoReply: Payload = { ...echo, payload: { ...echo.payload, type: ICMP_ECHOREPLY } as Icmp };

/** A router knows a better way to 10.9.0.1. */
function redirected(about: Payload): Payload {
  const [quoted] = from('', ['10.1.2.2', '10.9.0.1', about]);
  const body = encodeIpv4(quoted!.packet);
  const rest = parseIpv4('10.1.2.77')!;
  return { protocol: IPPROTO_ICMP, payload: { layer: 'icmp', type: ICMP_REDIRECT, code: 1, rest, body } };
}

const udp = (sport: number, dport: number, length = 8): Payload => ({
  protocol: IPPROTO_UDP,
  payload: { layer: 'udp', sport, dport, checksummed: true, payload: octets(length) },
});

function tcp(sport: number, dport: number, flags: number): Payload {
  const syn = (flags & TCP_SYN) !== 0;
  return {
    protocol: IPPROTO_TCP,
    payload: {
      layer: 'tcp',
      sport,
      dport,
      seq: SEQ,
      ack: (flags & TCP_ACK) === 0 ? 0 : SEQ,
      flags,
      window: 1000,
      options: encodeTcpOptions({
        mss: syn ? 1460 : null,
        sackPermitted: false,
        windowScale: null,
        timestamps: null,
      }),
      payload: octets(0),
    },
  };
}

/** Packets of one sender. */
function from(place: string, ...sent: readonly (readonly [string, string, Payload])[]): FuzzPacket[] {
  return sent.map(([src, dst, payload], index) => ({
    in: place,
    packet: {
      layer: 'ipv4',
      tos: 0,
      id: 0x5a00 + index,
      df: false,
      mf: false,
      fragment: 0,
      ttl: 64,
      src: parseIpv4(src)!,
      dst: parseIpv4(dst)!,
      ...payload,
    },
  }));
}

/** Two pods and a router between them; `b` says more about the far one, from which what shows itself is sent. */
const pods = (
  name: string,
  packets: readonly FuzzPacket[],
  b: Partial<ScenarioNetns>,
  router: Partial<ScenarioMachine> = {},
): CornerPackets => ({ name, scenario: routed(name, NO_PROBE, router, b).scenario, packets });

const bridge = (
  name: string,
  packets: readonly FuzzPacket[],
  node: Partial<ScenarioMachine>,
  b: Partial<ScenarioNetns> = {},
): CornerPackets => ({ name, scenario: bridged(name, NO_PROBE, node, {}, b).scenario, packets });

const nic = (index: number, more: Partial<ScenarioLink> = {}): ScenarioLink =>
  ({ kind: 'nic', name: 'eth0', mac: `02:00:00:00:07:0${index}`, ...more }) as ScenarioLink;

function wired(name: string, machines: Scenario['machines'], packets: readonly FuzzPacket[]): CornerPackets {
  const ports = Object.keys(machines).map((machine) => `${machine}/eth0`);
  const probe = { in: Object.keys(machines)[0]!, run: NO_PROBE };
  return {
    name,
    scenario: { version: 1, title: name, seed: 7, machines, segments: { lan: { ports } }, probe },
    packets,
  };
}

/** A host whose way to the other end of its tunnel leads into the tunnel. */
function intoItself(name: string, to: string, payload: Payload): CornerPackets {
  const tunnel: ScenarioLink = {
    kind: 'vxlan',
    name: 'vx0',
    mac: '02:00:00:00:08:01',
    vni: 1,
    port: 8472,
    underlay: 'eth0',
    local: '10.7.0.1',
    learning: false,
    mtu: 1450,
    master: 'brx',
  };
  const machines: Scenario['machines'] = {
    x: {
      links: [
        nic(1, { addresses: ['10.7.0.1/24'] }),
        tunnel,
        { kind: 'bridge', name: 'brx', mtu: 1450, mac: '02:00:00:00:08:02', addresses: ['10.8.0.1/24'] },
      ],
      sysctl: { 'net.ipv4.neigh.brx.retrans_time_ms': '20' },
      rules: '100: from all lookup 100\n',
      routes: 'default via 10.8.0.2 dev brx table 100\n',
      fdb: '00:00:00:00:00:00 dev vx0 dst 10.7.0.2 self permanent\n',
      iptables: nat() + filter('-A OUTPUT -m conntrack --ctstate NEW'),
    },
    y: { links: [nic(2, { addresses: ['10.7.0.2/24'] })] },
  };
  return wired(name, machines, from('x', ['10.8.0.1', to, payload]));
}

const raw = (...rules: string[]) =>
  table('raw', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...rules);

const MARKS = '-j MARK --set-xmark 0x1/0x1';
const web = (): ScenarioNetns['listeners'] => [{ kind: 'tcp', port: 80 }];
const echoes = (): ScenarioNetns['listeners'] => [{ kind: 'echo', port: ECHO_PORT }];

/** Nothing but time passes: some fifty milliseconds each. */
const pauses = (place: string, count: number) =>
  Array.from({ length: count }, () => from(place, ['127.0.0.1', '127.0.0.1', echo])[0]!);

export const cornerPackets: readonly CornerPackets[] = [
  pods(
    'the copy of a broadcast has no link header that mac could ask for',
    from('r/b', ['10.1.2.2', '10.1.2.255', echo]),
    { iptables: mangle(`-A PREROUTING -m mac ! --mac-source 02:00:00:00:00:99 ${MARKS}`) },
  ),
  pods(
    'the copy of a broadcast is not answered with a reset',
    from('r/b', ['10.1.2.2', '10.1.2.255', tcp(80, 40002, TCP_PSH | TCP_ACK)]),
    { iptables: filter('-A INPUT -p tcp -j REJECT --reject-with tcp-reset') },
  ),
  pods(
    'a socket that may not send to everybody',
    from('r/b', ['10.1.2.255', '10.1.2.2', udp(53, ECHO_PORT)]),
    {
      listeners: echoes(),
    },
  ),
  pods('an empty datagram is not sent back', from('r', ['10.1.2.1', '10.1.2.2', udp(53, ECHO_PORT, 0)]), {
    listeners: echoes(),
  }),
  pods('a SYN-ACK has the owner of its listener', from('r', ['10.1.2.1', '10.1.2.2', tcp(53, 80, TCP_SYN)]), {
    listeners: web(),
    iptables: filter(`-A OUTPUT -p tcp -m owner --uid-owner 0 ${MARKS}`),
  }),
  pods('a reset by a listener has its owner', from('r', ['10.1.2.1', '10.1.2.2', tcp(53, 80, TCP_ACK)]), {
    listeners: web(),
    iptables: mangle(`-A OUTPUT -p tcp -m owner --uid-owner 0 ${MARKS}`),
  }),
  pods('a reset by nobody has no owner', from('r', ['10.1.2.1', '10.1.2.2', tcp(53, 80, TCP_ACK)]), {
    iptables: mangle(
      `-A OUTPUT -p tcp -m owner --uid-owner 0 ${MARKS}`,
      '-A OUTPUT -p tcp -m owner --socket-exists',
    ),
  }),
  pods('a reset by a rule has no socket', from('r', ['10.1.2.1', '10.1.2.2', tcp(53, 80, TCP_SYN)]), {
    iptables:
      filter('-A INPUT -p tcp -j REJECT --reject-with tcp-reset') +
      mangle('-A OUTPUT -p tcp -m owner --socket-exists', '-A OUTPUT -p tcp -m owner ! --socket-exists'),
  }),
  pods(
    'recent: what a socket sends has its TTL, what is forwarded had one more',
    [...from('r/b', ['10.1.2.2', '10.1.2.2', echo]), ...from('r/a', ['10.1.1.2', '10.1.2.2', echo])],
    {
      iptables:
        raw('-A OUTPUT -m recent --set --name OWN --rsource') +
        filter(`-A INPUT -m recent --rcheck --rttl --name OWN --rsource ${MARKS}`),
    },
    {
      iptables:
        raw('-A PREROUTING -m recent --set --name ALL --rsource') +
        filter(`-A FORWARD -m recent --rcheck --rttl --name ALL --rsource ${MARKS}`),
    },
  ),
  pods(
    'a broadcast has no destination to come back from',
    from('r', ['10.1.2.1', '10.1.2.255', udp(53, 80)]),
    {
      rules: '100: from 10.1.2.0/24 to 10.1.2.0/24 blackhole\n',
      sysctl: { 'net.ipv4.conf.eth0.rp_filter': '2' },
      iptables: filter(),
    },
  ),
  pods(
    'the first answer after a while does not make a stream of a flow',
    [
      ...from('r/a', ['10.1.1.2', '10.1.2.2', udp(53, 80)]),
      ...pauses('r/a', 46),
      ...from('r/b', ['10.1.2.2', '10.1.1.2', udp(80, 53)]),
    ],
    { listeners: [{ kind: 'udp', port: 80 }] },
    { iptables: filter('-A FORWARD -m conntrack --ctstate NEW') },
  ),
  pods(
    'NAT that finds every port taken leaves the last',
    from('r/a', ['10.1.1.2', '10.1.1.1', udp(9999, 40002)], ['10.1.1.2', '10.1.2.2', udp(9999, 40001)]),
    {},
    { iptables: nat('-A PREROUTING -p udp -j DNAT --to-destination 10.1.1.1:9999') },
  ),
  wired(
    'pieces that a router puts together and cuts again',
    {
      h: {
        links: [nic(1, { mtu: 600, addresses: ['10.7.0.1/24'] })],
        routes: '10.9.0.0/24 via 10.7.0.2 dev eth0\n',
        iptables: nat('-A OUTPUT -p udp -j DNAT --to-destination 10.9.0.1'),
      },
      r: {
        links: [nic(2, { mtu: 600, addresses: ['10.7.0.2/24'] })],
        routes: '10.9.0.0/24 via 10.7.0.3 dev eth0\n',
        sysctl: {
          'net.ipv4.ip_forward': '1',
          'net.ipv4.conf.all.send_redirects': '0',
          'net.ipv4.conf.eth0.send_redirects': '0',
        },
        iptables: filter('-A FORWARD -m conntrack --ctstate NEW'),
      },
      k: { links: [nic(3, { mtu: 600, addresses: ['10.7.0.3/24', '10.9.0.1/24'] })] },
    },
    from('h', ['10.7.0.1', '10.7.0.1', udp(53, 80, 1300)]),
  ),
  wired(
    'what a rule has sent a narrower way, and must not be cut',
    {
      h: {
        links: [nic(1, { mtu: 600, addresses: ['10.7.0.1/24'] })],
        iptables: nat('-A OUTPUT -d 10.7.0.1/32 -p udp -j DNAT --to-destination 10.7.0.2'),
      },
      r: { links: [nic(2, { mtu: 600, addresses: ['10.7.0.2/24'] })] },
    },
    from('h', ['10.7.0.1', '10.7.0.1', { ...udp(53, 80, 1300), df: true }]),
  ),
  wired(
    'a broadcast’s connection is made before the node has its copy, and is never settled for NAT',
    {
      h: { links: [nic(1, { addresses: ['10.7.0.1/24'] })] },
      n: {
        links: [
          { kind: 'bridge', name: 'br0', mac: '02:00:00:00:08:01', addresses: ['10.7.0.2/24'] },
          nic(2, { master: 'br0' }),
        ],
        sysctl: { 'net.bridge.bridge-nf-call-iptables': '1' },
        iptables: nat('-A INPUT -p tcp') + filter('-A FORWARD -m conntrack --ctstate NEW'),
      },
    },
    from(
      'h',
      ['10.7.0.1', '10.7.0.255', tcp(40001, 53, TCP_SYN)],
      ['10.7.0.1', '10.7.0.255', tcp(40001, 53, TCP_SYN)],
    ),
  ),
  bridge(
    'DNAT turns frames for a pod to another pod: at first the bridge itself seems to send them',
    from(
      'n/b',
      ['10.2.0.3', '10.2.0.2', echo],
      ['10.2.0.3', '10.2.0.2', echo],
      ['10.2.0.3', '10.2.0.4', echo],
    ),
    {
      sysctl: { 'net.bridge.bridge-nf-call-iptables': '1', 'net.ipv4.ip_forward': '1' },
      neigh: '10.2.0.4 dev br0 lladdr 02:00:00:02:02:02 PERMANENT\n',
      iptables: nat('-A PREROUTING -d 10.2.0.2/32 -j DNAT --to-destination 10.2.0.4'),
    },
  ),
  bridge(
    'what one frame sets off comes before the next frame',
    from('n/b', ['10.2.0.3', '10.3.0.1', echo]),
    {
      routes: '10.3.0.0/16 via 10.2.0.77 dev br0\n',
      sysctl: { 'net.ipv4.ip_forward': '1', 'net.ipv4.neigh.br0.retrans_time_ms': '20' },
    },
    { neigh: '10.2.0.1 dev eth0 lladdr 02:00:00:02:00:01 PERMANENT\n' },
  ),
  wired(
    'a redirect, though the way back is another one',
    {
      h: { links: [nic(1, { addresses: ['10.7.0.1/24'] })], routes: '10.9.0.0/24 via 10.7.0.2 dev eth0\n' },
      r1: {
        links: [
          nic(2, { addresses: ['10.7.0.2/24'] }),
          { kind: 'veth', name: 'v8', mac: '02:00:00:00:08:01', addresses: ['10.8.0.1/24'] },
        ],
        sysctl: { 'net.ipv4.ip_forward': '1' },
        rules: '100: from all lookup 100\n',
        routes: 'default via 10.8.0.2 dev v8 table 100\n10.9.0.0/24 via 10.7.0.3 dev eth0 table 100\n',
        netns: {
          pod: {
            links: [
              {
                kind: 'veth',
                name: 'eth0',
                mac: '02:00:00:00:08:02',
                peer: './v8',
                addresses: ['10.8.0.2/24'],
              },
            ],
          },
        },
      },
      r2: { links: [nic(3, { addresses: ['10.7.0.3/24'] })] },
    },
    from('h', ['10.7.0.1', '10.9.0.1', echo]),
  ),
  pods(
    'errors about pings that nobody has sent say nothing about the way',
    from('r', ['10.1.2.1', '10.1.2.2', redirected(echo)], ['10.1.2.1', '10.1.2.2', redirected(echoReply)]),
    { sysctl: { 'net.ipv4.neigh.eth0.retrans_time_ms': '20' } },
  ),
  wired(
    'TCPMSS asks the way back, not the device of the subnet',
    {
      h: {
        links: [nic(1, { mtu: 600, addresses: ['10.7.0.1/24'] })],
        iptables: mangle('-A OUTPUT -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'),
      },
      r: { links: [nic(2, { mtu: 600, addresses: ['10.7.0.2/24'] })] },
    },
    from(
      'h',
      ['10.7.0.1', '10.7.0.1', tcp(53, 80, TCP_SYN)],
      ['10.7.0.1', '10.7.0.2', tcp(53, 80, TCP_SYN)],
      ['10.7.0.99', '10.7.0.2', tcp(53, 80, TCP_SYN)],
    ),
  ),
  intoItself(
    'a tunnel inside itself: datagrams keep their hash, the last one waiting is asked for',
    '10.9.0.1',
    udp(53, 80),
  ),
  intoItself(
    'a tunnel inside itself: what is too long is cut, piece by piece, ever smaller',
    '10.7.0.2',
    udp(53, 80, 1380),
  ),
  intoItself('a tunnel inside itself: pings get a hash of what is around them', '10.9.0.1', echo),
];
