// Ways: what routers tell hosts about them, and who answers for whom.
import type { Scenario, ScenarioLink, ScenarioNetns } from '../scenario/schema.ts';
import { type CornerCase, filter, nat, routed } from './corner_cases.ts';

const forward = { 'net.ipv4.ip_forward': '1' };

/** a and b behind a router whose far side takes at most 1400 octets. */
const narrow = (name: string, run: string, router = {}, b: Partial<ScenarioNetns> = {}): CornerCase => {
  const made = routed(name, run, router, b);
  const machine = made.scenario.machines.r!;
  const links = machine.links!.map((link) => (link.name === 'v2' ? { ...link, mtu: 1400 } : link));
  const far = machine.netns!.b!;
  const netns = {
    ...machine.netns,
    b: { ...far, links: far.links!.map((link) => ({ ...link, mtu: 1400 })) },
  };
  return { name, scenario: { ...made.scenario, machines: { r: { ...machine, links, netns } } } };
};

/** Hosts h, r1 and r2 on one segment; behind r2 is 10.9.0.0/24. h knows only r1. */
function threeOnASegment(
  name: string,
  run: string,
  h: Partial<ScenarioNetns> = {},
  r1: Partial<ScenarioNetns> = {},
): CornerCase {
  const nic = (index: number): ScenarioLink => ({
    kind: 'nic',
    name: 'eth0',
    mac: `02:00:00:00:07:0${index}`,
    addresses: [`10.7.0.${index}/24`],
  });
  const machines: Scenario['machines'] = {
    h: { links: [nic(1)], routes: 'default via 10.7.0.2 dev eth0\n', ...h },
    r1: { links: [nic(2)], routes: '10.9.0.0/24 via 10.7.0.3 dev eth0\n', sysctl: forward, ...r1 },
    r2: {
      links: [nic(3), { kind: 'bridge', name: 'br9', mac: '02:00:00:00:09:01', addresses: ['10.9.0.1/24'] }],
      sysctl: forward,
    },
  };
  const segments = { lan: { ports: ['h/eth0', 'r1/eth0', 'r2/eth0'] } };
  return {
    name,
    scenario: { version: 1, title: name, seed: 7, machines, segments, probe: { in: 'h', run } },
  };
}

/** A pod with a /32 and a gateway that is nobody's, as Calico makes them. */
const proxied = (name: string, run: string, delay: string): CornerCase => ({
  name,
  scenario: {
    version: 1,
    title: name,
    seed: 7,
    machines: {
      n: {
        sysctl: {
          ...forward,
          'net.ipv4.conf.cali0.proxy_arp': '1',
          'net.ipv4.neigh.cali0.proxy_delay': delay,
        },
        links: [
          { kind: 'veth', name: 'cali0', mac: 'ee:ee:ee:ee:ee:ee' },
          { kind: 'veth', name: 'up0', mac: '02:00:00:00:05:01', addresses: ['10.5.0.1/24'] },
        ],
        routes: '10.6.0.2 dev cali0 scope link\ndefault via 10.5.0.9 dev up0\n',
        netns: {
          pod: {
            links: [
              {
                kind: 'veth',
                name: 'eth0',
                mac: '02:00:00:00:06:02',
                peer: './cali0',
                addresses: ['10.6.0.2/32'],
              },
            ],
            routes: '169.254.1.1 dev eth0 scope link\ndefault via 169.254.1.1 dev eth0\n',
          },
          world: {
            links: [
              {
                kind: 'veth',
                name: 'eth0',
                mac: '02:00:00:00:05:09',
                peer: './up0',
                addresses: ['10.5.0.9/24'],
              },
            ],
            routes: 'default via 10.5.0.1 dev eth0\n',
          },
        },
      },
    },
    probe: { in: 'pod', run },
  },
});

export const layer3Cases: readonly CornerCase[] = [
  narrow('the path has a smaller MTU: the second ping is cut', 'ping -c 2 -s 1450 10.1.2.2'),
  narrow('the path has a smaller MTU, and nothing may be cut', 'ping -c 2 -M do -s 1450 10.1.2.2'),
  narrow('what may be cut is cut by the router', 'ping -c 1 -M dont -s 1450 10.1.2.2'),
  narrow('too large for the own device', 'ping -c 1 -M do -s 1480 10.1.2.2'),
  narrow('news of a smaller MTU comes back through NAT', 'ping -c 2 -s 1450 10.9.9.9', {
    iptables: nat('-A PREROUTING -d 10.9.9.9/32 -j DNAT --to-destination 10.1.2.2'),
  }),
  routed('ping from an address', 'ping -c 1 -I 10.1.1.2 10.1.2.2'),
  routed('ping from a device', 'ping -c 1 -I eth0 10.1.2.2'),
  routed('ping from an address that is another’s', 'ping -c 1 -I 10.1.1.9 10.1.2.2'),
  threeOnASegment('a redirect: the second packet goes by the better gateway', 'ping -c 3 10.9.0.1'),
  threeOnASegment('redirects are not listened to', 'ping -c 2 10.9.0.1', {
    sysctl: { 'net.ipv4.conf.all.accept_redirects': '0', 'net.ipv4.conf.eth0.accept_redirects': '0' },
  }),
  threeOnASegment(
    'no redirects are sent',
    'ping -c 2 10.9.0.1',
    {},
    {
      sysctl: {
        ...forward,
        'net.ipv4.conf.all.send_redirects': '0',
        'net.ipv4.conf.eth0.send_redirects': '0',
      },
    },
  ),
  threeOnASegment(
    'a redirect uses up what a REJECT would need',
    'ping -c 1 10.9.0.1',
    {},
    {
      iptables: filter('-A FORWARD -j REJECT'),
    },
  ),
  threeOnASegment(
    'where NAT may yet happen no redirect gets out',
    'ping -c 2 10.9.0.1',
    {},
    {
      iptables: nat('-A POSTROUTING -d 10.8.0.0/16 -j MASQUERADE'),
    },
  ),
  threeOnASegment(
    'a redirect from a router that tracks',
    'ping -c 2 10.9.0.1',
    {},
    {
      iptables: filter('-A FORWARD -m conntrack --ctstate NEW -j ACCEPT'),
    },
  ),
  proxied('proxy_arp answers for a gateway that is nobody’s', 'ping -c 1 10.5.0.9', '0'),
  proxied('proxy_arp after a pause', 'ping -c 1 10.5.0.9', '10'),
];
