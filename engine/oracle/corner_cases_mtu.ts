// What is too long: for a bridge's port, for the other end of a cable, for a NIC on the same segment; and bridges that are down.
import type { Scenario, ScenarioCommand, ScenarioLink, ScenarioMachine } from '../scenario/schema.ts';
import { bridged, type CornerCase, filter } from './corner_cases.ts';

const TRACKED = { iptables: filter('-A FORWARD -m conntrack --ctstate NEW -j ACCEPT') };
const UNSEEN = { sysctl: { 'net.bridge.bridge-nf-call-iptables': '0' } };

/** The same, after something was typed. */
const typed = ({ name, scenario }: CornerCase, ...commands: readonly ScenarioCommand[]): CornerCase => ({
  name,
  scenario: { ...scenario, commands: [...commands] },
});

const set = (place: string, dev: string, mtu: number): ScenarioCommand => ({
  in: place,
  run: `ip link set ${dev} mtu ${mtu}`,
});

/** Both ends of b's pair. */
const NARROW = [set('n', 'pb', 1400), set('n/b', 'eth0', 1400)];

/** Two hosts on one segment, whose NICs take frames of different lengths. */
function jumbo(name: string, run: string): CornerCase {
  const nic = (index: number, mtu: number): ScenarioLink => ({
    kind: 'nic',
    name: 'eth0',
    mac: `02:00:00:00:07:0${index}`,
    mtu,
    addresses: [`10.7.0.${index}/24`],
  });
  const machines: Scenario['machines'] = { h: { links: [nic(1, 9000)] }, k: { links: [nic(2, 1500)] } };
  const segments = { lan: { ports: ['h/eth0', 'k/eth0'] } };
  return {
    name,
    scenario: { version: 1, title: name, seed: 7, machines, segments, probe: { in: 'h', run } },
  };
}

/** Two hosts with a pod on a bridge each, and the bridges joined by VXLAN that knows no device below it and so no MTU. */
function stretched(name: string, run: string, iptables?: string): CornerCase {
  const host = (own: 1 | 2): ScenarioMachine => ({
    links: [
      { kind: 'nic', name: 'eth0', mac: `02:00:00:09:00:0${own}`, addresses: [`192.168.9.${own}/24`] },
      {
        kind: 'vxlan',
        name: 'vx0',
        mac: `02:00:00:09:01:0${own}`,
        mtu: 1500,
        vni: 5,
        local: `192.168.9.${own}`,
        master: 'br0',
      },
      { kind: 'bridge', name: 'br0', mac: `02:00:00:09:02:0${own}` },
      { kind: 'veth', name: 'p0', mac: `02:00:00:09:03:0${own}`, master: 'br0' },
    ],
    fdb: `00:00:00:00:00:00 dev vx0 dst 192.168.9.${3 - own} self permanent\n`,
    ...(iptables !== undefined && { iptables }),
    netns: {
      pod: {
        links: [
          {
            kind: 'veth',
            name: 'eth0',
            mac: `02:00:00:09:04:0${own}`,
            peer: './p0',
            addresses: [`10.9.0.${own}/24`],
          },
        ],
      },
    },
  });
  const machines = { x: host(1), y: host(2) };
  const segments = { lan: { ports: ['x/eth0', 'y/eth0'] } };
  const probe = { in: 'x/pod', run };
  return { name, scenario: { version: 1, title: name, seed: 7, machines, segments, probe } };
}

export const mtuCases: readonly CornerCase[] = [
  bridged(
    'what a bridge has put together for conntrack it cuts again',
    'ping -c 1 -W 1 -s 2000 10.2.0.3',
    TRACKED,
  ),
  typed(
    bridged(
      'a bridge that tracks cuts what is too long for a port',
      'ping -c 1 -W 1 -M dont -s 1472 10.2.0.3',
      TRACKED,
    ),
    ...NARROW,
  ),
  typed(
    bridged(
      'a bridge that tracks drops what may not be cut',
      'ping -c 1 -W 1 -M do -s 1472 10.2.0.3',
      TRACKED,
    ),
    ...NARROW,
  ),
  typed(
    bridged(
      'a bridge that tracks drops what came in pieces longer than its own',
      'ping -c 1 -W 1 -s 2000 10.2.0.3',
      TRACKED,
    ),
    ...NARROW,
  ),
  typed(
    bridged(
      'a bridge alone drops what is too long for a port',
      'ping -c 1 -W 1 -M dont -s 1472 10.2.0.3',
      UNSEEN,
    ),
    ...NARROW,
  ),
  typed(
    bridged('a cable whose ends differ: too long for the other end', 'ping -c 1 -W 1 -s 1377 10.2.0.3'),
    set('n', 'pa', 1400),
  ),
  typed(
    bridged('a cable whose ends differ: with room for a VLAN tag', 'ping -c 1 -W 1 -s 1376 10.2.0.3'),
    set('n', 'pa', 1400),
  ),
  jumbo('NICs of one segment: too long for the other one', 'ping -c 1 -W 1 -s 2000 10.7.0.2'),
  jumbo('NICs of one segment: not too long', 'ping -c 1 -W 1 -s 1472 10.7.0.2'),
  stretched('a tunnel on a bridge answers what is too long for it', 'ping -c 1 -W 1 -M do -s 1472 10.9.0.2'),
  stretched(
    'a tunnel on a bridge that tracks answers, too',
    'ping -c 1 -W 1 -M do -s 1472 10.9.0.2',
    TRACKED.iptables,
  ),
  stretched('a tunnel on a bridge sends what may be cut', 'ping -c 1 -W 1 -M dont -s 1472 10.9.0.2'),
  typed(bridged('a bridge that is down takes nothing from its ports', 'ping -c 1 -W 1 10.2.0.3'), {
    in: 'n',
    run: 'ip link set br0 down',
  }),
  typed(
    bridged('a bridge that was down has forgotten who is behind its ports', 'ping -c 1 -W 1 10.2.0.3'),
    { in: 'n/a', run: 'ping -c 1 10.2.0.3' },
    { in: 'n', run: 'ip link set br0 down' },
    { in: 'n', run: 'ip link set br0 up' },
  ),
];
