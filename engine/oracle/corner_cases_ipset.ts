// Rules that ask sets, each made to show one thing; two namespaces on both sides of a router, which has the sets.
import type { ScenarioLink } from '../scenario/schema.ts';
import type { CornerCase } from './corner_cases.ts';

const filter = (...rules: string[]) =>
  [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ...rules,
    'COMMIT',
    '',
  ].join('\n');

function veth(name: string, mac: string, address: string, peer?: string): ScenarioLink {
  return {
    kind: 'veth',
    name,
    mac: `02:00:00:00:${mac}`,
    addresses: [address],
    ...(peer === undefined ? {} : { peer }),
  };
}

/** a (10.1.1.2), a router, b (10.1.2.2). */
function between(name: string, run: string, sets: readonly string[], rules: readonly string[]): CornerCase {
  const router = {
    sysctl: { 'net.ipv4.ip_forward': '1' },
    ipset: `${sets.join('\n')}\n`,
    iptables: filter(...rules),
    links: [veth('v1', '01:01', '10.1.1.1/24'), veth('v2', '02:01', '10.1.2.1/24')],
    netns: {
      a: {
        links: [veth('eth0', '01:02', '10.1.1.2/24', './v1')],
        routes: 'default via 10.1.1.1 dev eth0\n',
        tools: run.startsWith('traceroute') ? ('busybox' as const) : ('iputils' as const),
      },
      b: {
        links: [veth('eth0', '02:02', '10.1.2.2/24', './v2')],
        routes: 'default via 10.1.2.1 dev eth0\n',
      },
    },
  };
  return {
    name: `sets: ${name}`,
    scenario: { version: 1, title: name, seed: 7, machines: { r: router }, probe: { in: 'r/a', run } },
  };
}

const HASH = 'family inet hashsize 1024 maxelem 65536';
const TAIL = 'bucketsize 12 initval 0x11111111';
const hash = (name: string, type: string, extensions = '') =>
  `create ${name} ${type} ${HASH}${extensions} ${TAIL}`;

/** A rule that only counts, for each way to ask. */
const ask = (set: string, ...flags: readonly string[]) =>
  flags.flatMap((each) => [
    `-A FORWARD -m set --match-set ${set} ${each}`,
    `-A FORWARD -m set ! --match-set ${set} ${each}`,
  ]);

const ONE = ['src', 'dst', 'src,dst', 'dst,src,src'];
const TWO = ['src', 'src,src', 'src,dst', 'dst,src', 'dst,dst', 'src,dst,dst'];
const THREE = ['src,dst', 'src,src,dst', 'src,dst,dst', 'dst,src,src', 'dst,dst,src', 'src,dst,src'];

const PING = 'ping -c 2 -W 1 10.1.2.2';
const FRAGMENTS = 'ping -c 1 -W 1 -s 2000 10.1.2.2';
const UDP = 'traceroute -n -q 1 -w 1 10.1.2.2';

const ADDRESSES = [
  hash('one', 'hash:ip'),
  'add one 10.1.1.2',
  hash('wide', 'hash:ip', ' netmask 24'),
  'add wide 10.1.2.0',
  hash('nets', 'hash:net'),
  'add nets 10.0.0.0/8',
  'add nets 10.1.0.0/16 nomatch',
  'add nets 10.1.2.0/24',
  'create area bitmap:ip range 10.1.1.0-10.1.1.255',
  'add area 10.1.1.2',
];

const PORTS = [
  hash('pairs', 'hash:ip,port'),
  'add pairs 10.1.2.2,icmp:echo-request',
  'add pairs 10.1.2.2,udp:33434',
  'add pairs 10.1.2.2,udp:33435',
  hash('netpairs', 'hash:net,port'),
  'add netpairs 10.1.2.0/24,icmp:echo-request',
  'add netpairs 10.1.0.0/16,icmp:echo-reply',
  'add netpairs 10.1.2.2,icmp:echo-reply nomatch',
  'add netpairs 10.1.0.0/16,udp:33435',
  'add netpairs 10.1.2.0/24,tcp:33435',
  'create bits bitmap:port range 33000-34000',
  ...Array.from({ length: 8 }, (_, at) => `add bits ${33434 + at}`),
];

const FLOWS = [
  hash('triples', 'hash:ip,port,ip'),
  'add triples 10.1.1.2,icmp:echo-request,10.1.2.2',
  'add triples 10.1.1.2,udp:33435,10.1.2.2',
  'add triples 10.1.2.2,icmp:echo-reply,10.1.1.2',
  hash('flows', 'hash:ip,port,net'),
  'add flows 10.1.1.2,icmp:echo-request,10.1.0.0/16',
  'add flows 10.1.1.2,icmp:echo-request,10.1.2.0/24 nomatch',
  'add flows 10.1.1.2,udp:33435,10.0.0.0/8',
  'add flows 10.1.2.2,icmp:echo-reply,10.1.1.0/24',
];

const LISTS = [
  ...ADDRESSES,
  ...PORTS,
  'create all list:set size 8 counters',
  'add all bits',
  'add all pairs',
  'add all one',
  'create exceptions list:set size 8',
  'add exceptions nets',
];

const PORT_RULES = [
  ...ask('pairs', ...TWO),
  ...ask('netpairs', ...TWO, 'src,src --return-nomatch', 'dst,dst --return-nomatch'),
  ...ask('bits', 'src', 'dst', 'dst,src'),
];
const FLOW_RULES = [
  ...ask('triples', ...THREE),
  ...ask('flows', ...THREE, 'src,dst,dst --return-nomatch', 'src,src,dst --return-nomatch'),
];

export const ipsetCornerCases: readonly CornerCase[] = [
  between('addresses and networks', PING, ADDRESSES, [
    ...ask('one', ...ONE),
    ...ask('wide', ...ONE),
    ...ask('nets', ...ONE, 'src --return-nomatch', 'dst --return-nomatch'),
    ...ask('area', ...ONE),
  ]),
  between('type and code of ICMP as ports', PING, PORTS, PORT_RULES),
  between('ports of UDP', UDP, PORTS, PORT_RULES),
  // Every line of the kernel's log holds the packet, and its buffer is small: fewer rules for big packets.
  between('fragments have no ports but the first', FRAGMENTS, PORTS, ask('pairs', 'dst,dst', 'src,src')),
  between('fragments and networks with ports', FRAGMENTS, PORTS, ask('netpairs', 'dst,dst', 'src,src')),
  between('three parts, of ICMP', PING, FLOWS, FLOW_RULES),
  between('three parts, of UDP', UDP, FLOWS, FLOW_RULES),
  between('three parts, of fragments', FRAGMENTS, FLOWS, ask('triples', 'src,dst,dst', 'src,src,dst')),
  between('lists of sets', UDP, LISTS, [
    ...ask('all', 'src', 'dst', 'src,dst', 'dst,dst'),
    ...ask('exceptions', 'src', 'dst --return-nomatch'),
  ]),
  between(
    'members count what they match',
    PING,
    [
      hash('seen', 'hash:net', ' counters'),
      'add seen 10.1.1.0/24 packets 5 bytes 500',
      'add seen 10.1.2.2 nomatch packets 0 bytes 0',
      'create both list:set size 8 counters',
      'add both seen packets 0 bytes 0',
    ],
    [
      '-A FORWARD -m set --match-set seen src',
      '-A FORWARD -m set --match-set seen src ! --update-counters',
      '-A FORWARD -m set --match-set both dst',
      '-A FORWARD -m set --match-set both dst ! --update-subcounters',
    ],
  ),
  between(
    'a rule fills sets, and the next one asks them',
    PING,
    [
      hash('hosts', 'hash:ip', ' timeout 0 counters'),
      hash('again', 'hash:ip', ' timeout 600 counters'),
      hash('ports', 'hash:ip,port', ' comment'),
      hash('short', 'hash:ip,port'),
      hash('nets', 'hash:net'),
      'add nets 10.9.0.0/24',
      'add nets 10.9.0.0/16',
      hash('flows', 'hash:ip,port,net'),
      hash('full', 'hash:ip').replace('65536', '1'),
      'create bits bitmap:port range 0-10',
      'create first list:set size 8',
      'add first full',
      'add first nets',
    ],
    [
      '-A FORWARD -m set --match-set hosts src',
      '-A FORWARD -j SET --add-set hosts src',
      '-A FORWARD -m set --match-set hosts src',
      '-A FORWARD -j SET --add-set again src --exist --timeout 900',
      '-A FORWARD -j SET --add-set ports dst,dst',
      '-A FORWARD -j SET --add-set short src',
      '-A FORWARD -j SET --add-set nets dst',
      '-A FORWARD -j SET --add-set flows src,dst,dst',
      '-A FORWARD -j SET --add-set bits dst',
      '-A FORWARD -j SET --add-set first src',
      '-A FORWARD -j SET --add-set full dst',
    ],
  ),
  between(
    'a rule takes out of a set what another has put in',
    PING,
    [hash('in', 'hash:ip'), 'add in 10.1.1.2', hash('out', 'hash:ip'), 'add out 10.1.1.2'],
    [
      '-A FORWARD -m set --match-set in src -j SET --add-set out dst --del-set in src',
      '-A FORWARD -m set --match-set in src',
      '-A FORWARD -m set --match-set out dst -j SET --del-set out src',
    ],
  ),
  between(
    'a member goes when its time is up',
    'ping -c 4 -i 2 -W 1 10.1.2.2',
    [hash('fresh', 'hash:ip', ' timeout 3')],
    ['-A FORWARD -m set ! --match-set fresh src -j SET --add-set fresh src', '-A FORWARD -j ACCEPT'],
  ),
  between(
    'who is in the set may not pass',
    PING,
    [hash('banned', 'hash:net,port'), 'add banned 10.1.1.0/24,icmp:echo-request'],
    ['-A FORWARD -m set --match-set banned src,dst -j DROP'],
  ),
];
