// Small networks for the corners of the stack, each made to show one thing. The kernel says what is right.
import type {
  Scenario,
  ScenarioCommand,
  ScenarioLink,
  ScenarioMachine,
  ScenarioNetns,
} from '../scenario/schema.ts';

export interface CornerCase {
  readonly name: string;
  readonly scenario: Scenario;
}

const ip_forward = { 'net.ipv4.ip_forward': '1' };

export function table(kind: string, ...lines: string[]): string {
  return `*${kind}\n${lines.join('\n')}\nCOMMIT\n`;
}

export const filter = (...rules: string[]) =>
  table('filter', ':INPUT ACCEPT [0:0]', ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...rules);

export const nat = (...rules: string[]) =>
  table(
    'nat',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ...rules,
  );

export const mangle = (...rules: string[]) =>
  table(
    'mangle',
    ...['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'].map((chain) => `:${chain} ACCEPT [0:0]`),
    ...rules,
  );

function scenario(
  title: string,
  machines: Scenario['machines'],
  probe: ScenarioCommand,
  segments: Scenario['segments'] = {},
): Scenario {
  return { version: 1, title, seed: 7, machines, segments, probe };
}

/** Namespaces a (10.1.1.2) and b (10.1.2.2) on both sides of a router. */
export function routed(
  name: string,
  run: string,
  router: Partial<ScenarioMachine> = {},
  b: Partial<ScenarioNetns> = {},
): CornerCase {
  const machine: ScenarioMachine = {
    sysctl: ip_forward,
    ...router,
    links: [
      { kind: 'veth', name: 'v1', mac: '02:00:00:00:01:01', addresses: ['10.1.1.1/24'] },
      { kind: 'veth', name: 'v2', mac: '02:00:00:00:02:01', addresses: ['10.1.2.1/24'] },
    ],
    netns: {
      a: {
        links: [
          { kind: 'veth', name: 'eth0', mac: '02:00:00:00:01:02', peer: './v1', addresses: ['10.1.1.2/24'] },
        ],
        routes: 'default via 10.1.1.1 dev eth0\n',
      },
      b: {
        links: [
          { kind: 'veth', name: 'eth0', mac: '02:00:00:00:02:02', peer: './v2', addresses: ['10.1.2.2/24'] },
        ],
        routes: 'default via 10.1.2.1 dev eth0\n',
        ...b,
      },
    },
  };
  return { name, scenario: scenario(name, { r: machine }, { in: 'r/a', run }) };
}

/** The same, but the router itself sends the probe. */
export function inRouter({ name, scenario }: CornerCase): CornerCase {
  return { name, scenario: { ...scenario, probe: { ...scenario.probe, in: 'r' } } };
}

/** Pods a, b and c on one bridge br0 (10.2.0.1). */
export function bridged(
  name: string,
  run: string,
  node: Partial<ScenarioMachine> = {},
  port: Partial<ScenarioLink & { hairpin: boolean }> = {},
  b: Partial<ScenarioNetns> = {},
): CornerCase {
  const pods = ['a', 'b', 'c'];
  const machine: ScenarioMachine = {
    sysctl: { ...ip_forward, 'net.bridge.bridge-nf-call-iptables': '1' },
    ...node,
    links: [
      { kind: 'bridge', name: 'br0', mac: '02:00:00:02:00:01', addresses: ['10.2.0.1/24'] },
      ...pods.map(
        (pod, index): ScenarioLink =>
          ({
            kind: 'veth',
            name: `p${pod}`,
            mac: `02:00:00:02:01:0${index}`,
            master: 'br0',
            ...port,
          }) as ScenarioLink,
      ),
    ],
    netns: Object.fromEntries(
      pods.map((pod, index) => [
        pod,
        {
          links: [
            {
              kind: 'veth',
              name: 'eth0',
              mac: `02:00:00:02:02:0${index}`,
              peer: `./p${pod}`,
              addresses: [`10.2.0.${index + 2}/24`],
            },
          ],
          routes: 'default via 10.2.0.1 dev eth0\n',
          ...(pod === 'b' ? b : {}),
        } satisfies ScenarioNetns,
      ]),
    ),
  };
  return { name, scenario: scenario(name, { n: machine }, { in: 'n/a', run }) };
}

interface Tunnel {
  readonly learning?: boolean;
  readonly vni?: number;
  readonly fdb?: string;
  readonly neigh?: string;
  readonly iptables?: string;
  readonly routes?: string;
}

/** Hosts x (192.168.9.1) and y (192.168.9.2) with vxlan0 (10.9.0.1, 10.9.0.2) between them. */
function tunnelled(name: string, run: string, x: Tunnel, y: Tunnel = {}): CornerCase {
  const host = (index: 1 | 2, tunnel: Tunnel): ScenarioMachine => ({
    links: [
      { kind: 'nic', name: 'eth0', mac: `02:00:00:09:00:0${index}`, addresses: [`192.168.9.${index}/24`] },
      {
        kind: 'vxlan',
        name: 'vxlan0',
        mac: `02:00:00:09:01:0${index}`,
        vni: tunnel.vni ?? 1,
        port: 8472,
        underlay: 'eth0',
        local: `192.168.9.${index}`,
        learning: tunnel.learning ?? false,
        addresses: [`10.9.0.${index}/24`],
      },
    ],
    fdb: tunnel.fdb ?? '',
    neigh: tunnel.neigh ?? '',
    ...(tunnel.iptables === undefined ? {} : { iptables: tunnel.iptables }),
  });
  const wire = { wire: { ports: ['x/eth0', 'y/eth0'] } };
  return { name, scenario: scenario(name, { x: host(1, x), y: host(2, y) }, { in: 'x', run }, wire) };
}

/** Both hosts know each other, as flannel would write it. */
const KNOWN_X: Tunnel = {
  neigh: '10.9.0.2 dev vxlan0 lladdr 02:00:00:09:01:02 PERMANENT\n',
  fdb: '02:00:00:09:01:02 dev vxlan0 dst 192.168.9.2 self permanent\n',
};
const KNOWN_Y: Tunnel = {
  neigh: '10.9.0.1 dev vxlan0 lladdr 02:00:00:09:01:01 PERMANENT\n',
  fdb: '02:00:00:09:01:01 dev vxlan0 dst 192.168.9.1 self permanent\n',
};

const PING_B = 'ping -c 1 -W 1 10.1.2.2';

export const cornerCases: readonly CornerCase[] = [
  routed('a router between two subnets', PING_B),
  routed('ip_forward is 0', PING_B, { sysctl: { 'net.ipv4.ip_forward': '0' } }),
  routed('the far address of a router that does not forward', 'ping -c 1 -W 1 10.1.2.1', {
    sysctl: { 'net.ipv4.ip_forward': '0' },
  }),
  routed('no route: net unreachable', 'ping -c 1 -W 1 10.3.0.1'),
  routed('an unreachable route', 'ping -c 1 -W 1 10.3.0.1', { routes: 'unreachable 10.3.0.0/16\n' }),
  routed('a prohibit route', 'ping -c 1 -W 1 10.3.0.1', { routes: 'prohibit 10.3.0.0/16\n' }),
  routed('a blackhole route', 'ping -c 1 -W 1 10.3.0.1', { routes: 'blackhole 10.3.0.0/16\n' }),
  routed('a rule by the mark, a table of its own', PING_B, {
    iptables: mangle('-A PREROUTING -p icmp -m icmp --icmp-type 8 -j MARK --set-xmark 0x10/0xffffffff'),
    rules: '100: from all fwmark 0x10/0xf0 lookup 100\n',
    routes: 'unreachable 10.1.2.0/24 table 100\n',
  }),
  routed('a rule by the source that prohibits', PING_B, {
    rules: '100: from 10.1.1.0/24 to 10.1.2.0/24 prohibit\n',
  }),
  routed('a rule by the arrival device: net unreachable', PING_B, {
    rules: '100: not from all iif v2 unreachable\n200: from all iif v1 lookup main\n',
  }),
  routed(
    'a rule for what is sent here',
    PING_B,
    {},
    { rules: '5: from all to 10.1.1.0/24 iif lo blackhole\n' },
  ),
  routed('a table that throws the question back', PING_B, {
    rules: '100: from all iif v1 lookup 100\n',
    routes: 'throw 10.1.2.0/24 table 100\nblackhole default table 100\n',
  }),
  routed('no route in the pod itself', 'ping -c 1 -W 1 10.1.2.2', {}, {}),
  routed('TTL runs out at the router', 'ping -c 1 -W 1 -t 1 10.1.2.2'),
  routed('TTL reaches just far enough', 'ping -c 1 -W 1 -t 2 10.1.2.2'),
  routed('nobody has the address: three ARP requests, host unreachable', 'ping -c 1 -W 4 10.1.2.99'),
  routed('no way back: silence', PING_B, {}, { routes: '' }),
  routed(
    'rp_filter refuses a source from the wrong side',
    PING_B,
    {},
    { sysctl: { 'net.ipv4.conf.all.rp_filter': '1' }, routes: '10.1.1.0/24 dev lo scope link\n' },
  ),
  routed('FORWARD policy DROP', PING_B, { iptables: filter().replace(':FORWARD ACCEPT', ':FORWARD DROP') }),
  routed('DROP in mangle PREROUTING', PING_B, { iptables: mangle('-A PREROUTING -p icmp -j DROP') }),
  routed('REJECT in FORWARD', PING_B, {
    iptables: filter(
      '-A FORWARD -p icmp -m icmp --icmp-type 8 -j REJECT --reject-with icmp-port-unreachable',
    ),
  }),
  routed('REJECT in INPUT: host prohibited', 'ping -c 1 -W 1 10.1.1.1', {
    iptables: filter('-A INPUT -p icmp -j REJECT --reject-with icmp-host-prohibited'),
  }),
  routed(
    'REJECT of what is sent here',
    PING_B,
    {},
    { iptables: filter('-A INPUT -s 10.1.1.0/24 -j REJECT --reject-with icmp-admin-prohibited') },
  ),
  routed('replies are ESTABLISHED', 'ping -c 2 -W 1 10.1.2.2', {
    iptables: filter(
      '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-A FORWARD -i v1 -m conntrack --ctstate NEW -j ACCEPT',
      '-A FORWARD -j DROP',
    ),
  }),
  routed('user chains, RETURN, goto and marks', PING_B, {
    iptables: filter(
      ':ONE - [0:0]',
      ':TWO - [0:0]',
      ':THREE - [0:0]',
      '-A FORWARD -s 10.1.1.0/24 -j ONE',
      '-A FORWARD -m mark --mark 0x4/0x4 -j ACCEPT',
      '-A ONE -p udp -j DROP',
      '-A ONE -p icmp -j TWO',
      '-A ONE -m comment --comment "never seen" -j DROP',
      '-A TWO -j MARK --set-xmark 0x4/0x4',
      '-A TWO -g THREE',
      '-A THREE ! -i v1 -j DROP',
      '-A THREE -i v+ -j RETURN',
    ).replace(
      '-A ONE -m comment --comment "never seen" -j DROP',
      '-A ONE ! -s 10.1.1.0/24 -m comment --comment "not this one" -j DROP',
    ),
  }),
  routed('an empty nat table tracks nothing', PING_B, { iptables: nat() }),
  routed(
    'MASQUERADE: the far side sees the router',
    'ping -c 2 -W 1 10.1.2.2',
    { iptables: nat('-A POSTROUTING -o v2 -j MASQUERADE') },
    { routes: '' },
  ),
  routed(
    'SNAT to another address of the router',
    PING_B,
    { iptables: nat('-A POSTROUTING -s 10.1.1.0/24 -o v2 -j SNAT --to-source 10.1.2.1') },
    { routes: '' },
  ),
  routed('DNAT: another destination answers in its name', 'ping -c 1 -W 1 10.7.7.7', {
    iptables: nat('-A PREROUTING -d 10.7.7.7/32 -j DNAT --to-destination 10.1.2.2'),
  }),
  routed('DNAT to the router itself', 'ping -c 1 -W 1 10.7.7.7', {
    iptables: nat('-A PREROUTING -d 10.7.7.7/32 -j DNAT --to-destination 10.1.1.1'),
  }),
  routed(
    'an error about a masqueraded packet finds its way back',
    'ping -c 1 -W 1 -t 2 10.8.0.1',
    { iptables: nat('-A POSTROUTING -o v2 -j MASQUERADE'), routes: '10.8.0.0/16 via 10.1.2.2 dev v2\n' },
    { sysctl: ip_forward, routes: '' },
  ),
  routed('goto from a built-in chain: the end of the other leads to the policy', PING_B, {
    iptables: filter(
      ':ASIDE - [0:0]',
      '-A FORWARD -p icmp -g ASIDE',
      '-A FORWARD -j DROP',
      '-A ASIDE -p udp',
    ),
  }),
  routed('rules are listed with what they mean: networks, not hosts; what is not wanted', PING_B, {
    iptables: filter(
      '-A FORWARD -s 10.1.1.9/24 -m statistic --mode nth --every 3 --packet 1 -j ACCEPT',
      '-A FORWARD -p udp -m multiport ! --dports 53,80:90 -j ACCEPT',
      '-A FORWARD -m addrtype ! --dst-type LOCAL -j ACCEPT',
      '-A FORWARD -p icmp -m icmp ! --icmp-type 3/1 -j ACCEPT',
      '-A FORWARD -p icmp -m icmp ! --icmp-type any -j ACCEPT',
    ),
  }),
  routed(
    'DNAT to where there is no route: the error speaks of the address that was asked for',
    'ping -c 1 -W 1 10.1.1.1',
    { iptables: nat('-A PREROUTING -d 10.1.1.1/32 -p icmp -j DNAT --to-destination 10.99.1.1') },
  ),
  routed(
    'REJECT of an echo reply in OUTPUT: no error about a message that is just being sent',
    'ping -c 1 -W 1 10.1.1.1',
    {
      iptables: filter(
        '-A OUTPUT -p icmp -m icmp --icmp-type 0 -j REJECT --reject-with icmp-port-unreachable',
      ),
    },
  ),
  inRouter(
    routed(
      'in raw, the error about a datagram for a closed port belongs to no connection yet',
      'traceroute -n -m 2 -q 1 -w 1 10.1.2.2',
      { tools: 'busybox' },
      {
        iptables: table(
          'raw',
          ':PREROUTING ACCEPT [0:0]',
          ':OUTPUT ACCEPT [0:0]',
          '-A OUTPUT -m conntrack --ctstate RELATED -j MARK --set-xmark 0x2/0x2',
        ),
      },
    ),
  ),
  routed('errors about routes run out: each is paid for twice', 'ping -c 3 -W 1 10.3.0.1', {
    sysctl: { ...ip_forward, 'net.ipv4.icmp_ratelimit': '1500' },
  }),
  routed('a big ping is cut into fragments', 'ping -c 1 -W 1 -s 2000 10.1.1.1'),
  bridged('pod to pod on one bridge: FORWARD sees PHYSIN and PHYSOUT', 'ping -c 1 -W 1 10.2.0.3', {
    iptables: nat() + filter('-A FORWARD -m conntrack --ctstate NEW -j ACCEPT'),
  }),
  bridged('DNAT turns a frame for another pod to the node', 'ping -c 1 -W 1 10.2.0.3', {
    iptables: nat('-A PREROUTING -d 10.2.0.3/32 -j DNAT --to-destination 10.2.0.1'),
  }),
  bridged('DNAT turns a frame to where there is no way', 'ping -c 1 -W 1 10.2.0.3', {
    routes: 'unreachable 10.9.0.0/16\n',
    iptables: nat('-A PREROUTING -d 10.2.0.3/32 -j DNAT --to-destination 10.9.0.1'),
  }),
  bridged('the same without bridge-nf-call-iptables', 'ping -c 1 -W 1 10.2.0.3', {
    sysctl: { 'net.bridge.bridge-nf-call-iptables': '0' },
    iptables: nat() + filter('-A FORWARD -m conntrack --ctstate NEW -j ACCEPT'),
  }),
  bridged('FORWARD policy DROP cuts pods of one bridge from each other', 'ping -c 1 -W 1 10.2.0.3', {
    iptables: filter().replace(':FORWARD ACCEPT', ':FORWARD DROP'),
  }),
  bridged('pod to its own node', 'ping -c 1 -W 1 10.2.0.1', { iptables: filter() }),
  bridged('nobody there: ARP floods every port', 'ping -c 1 -W 4 10.2.0.77'),
  tunnelled('VXLAN with written neighbours and FDB', 'ping -c 2 -W 1 10.9.0.2', KNOWN_X, KNOWN_Y),
  tunnelled(
    'VXLAN that learns: broadcast to the default remote',
    'ping -c 1 -W 1 10.9.0.2',
    { learning: true, fdb: '00:00:00:00:00:00 dev vxlan0 dst 192.168.9.2 self permanent\n' },
    { learning: true },
  ),
  tunnelled(
    'a learning VXLAN drops what comes from another host than is written down',
    'ping -c 1 -W 1 10.9.0.2',
    KNOWN_X,
    { ...KNOWN_Y, learning: true, fdb: '02:00:00:09:01:01 dev vxlan0 dst 192.168.9.77 self permanent\n' },
  ),
  tunnelled('no FDB entry', 'ping -c 1 -W 1 10.9.0.2', { neigh: KNOWN_X.neigh ?? '' }, KNOWN_Y),
  tunnelled('the other end has another VNI', 'ping -c 1 -W 1 10.9.0.2', KNOWN_X, { ...KNOWN_Y, vni: 2 }),
  tunnelled('UDP 8472 blocked in INPUT', 'ping -c 1 -W 1 10.9.0.2', KNOWN_X, {
    ...KNOWN_Y,
    iptables: filter('-A INPUT -p udp -m udp --dport 8472 -j DROP'),
  }),
  tunnelled('what the tunnel sends is refused: a process is told', 'ping -c 1 -W 1 10.9.0.2', {
    ...KNOWN_X,
    iptables: filter('-A OUTPUT -p udp -j REJECT'),
  }),
  tunnelled('what the tunnel sends is refused: the kernel is not told', 'ping -c 1 -W 1 10.9.0.2', KNOWN_X, {
    ...KNOWN_Y,
    iptables: filter('-A OUTPUT -p udp -j REJECT'),
  }),
  tunnelled(
    'the wrong MAC behind the tunnel',
    'ping -c 1 -W 1 10.9.0.2',
    {
      neigh: '10.9.0.2 dev vxlan0 lladdr 02:00:00:09:01:77 PERMANENT\n',
      fdb: '02:00:00:09:01:77 dev vxlan0 dst 192.168.9.2 self permanent\n',
    },
    KNOWN_Y,
  ),
  tunnelled(
    'a VTEP that is not there',
    'ping -c 1 -W 4 10.9.0.2',
    { neigh: KNOWN_X.neigh ?? '', fdb: '02:00:00:09:01:02 dev vxlan0 dst 192.168.9.77 self permanent\n' },
    KNOWN_Y,
  ),
];
