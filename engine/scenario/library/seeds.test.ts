// The networks of document 001, and those without Kubernetes in the others: what the library's machines print, against what the documents print.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ScenarioCommand } from '../schema.ts';
import { at, documentsOf, type Row } from './documents.fixture.ts';
import { open, shown, tcpdump } from './shown.fixture.ts';

const FILE = join(import.meta.dirname, '../../../../shared/seeds/walkthroughs.json');
const present = existsSync(FILE);
const { commands, printed } = documentsOf(present ? readFileSync(FILE, 'utf8') : null);

/** Every line of the document is printed, and no other. */
const WHOLE: readonly Row[] = [
  ['001.c01', 'same-node', 'k8s-1', 'brctl show'],
  ['001.c16', 'same-node', 'k8s-1', 'brctl show'],
  ['001.c38', 'bridge', 'k8s-2/ns1', 'ping -c 2 10.1.1.3'],
  ['001.c39', 'bridge', 'k8s-2', 'brctl show'],
  ['001.c59', 'ip-forward', 'k8s-1/ns1', 'route -n'],
  ['001.c60', 'ip-forward', 'k8s-1/ns1', 'ping -c 1 10.1.2.2'],
  ['001.c73', 'fault-missing-route', 'k8s-1', 'route -n'],
  ['001.c77', 'docker-routes', 'k8s-1', 'route -n'],
  ['001.c77', 'fault-asymmetric-reply', 'k8s-1', 'route -n'],
  ['001.c78', 'fault-asymmetric-reply', 'k8s-2', 'route -n'],
  ['001.c80', 'docker-routes', 'k8s-2/c2', 'route -n'],
  ['001.c81', 'fault-asymmetric-reply', 'k8s-2', 'route -n'],
  ['001.c83', 'docker-routes', 'k8s-2', 'route -n'],
  ['001.c86', 'docker-routes', 'k8s-1/c1', 'ping -c 2 172.18.0.2'],
  ['001.c89', 'host-gw-k8s', 'k8s-1', 'route -n'],
  ['001.c90', 'host-gw-k8s', 'k8s-2', 'route -n'],
  ['001.c91', 'host-gw-k8s', 'k8s-1/cni-vmntp', 'ping -c 1 10.244.1.6'],
];

/** The document stops in the middle. */
const BEGUN: readonly Row[] = [['001.c11', 'veth-pair', 'k8s-1/ns1', 'ping -c 1 10.1.1.3']];

/** What tcpdump caught: the frames in their order, with their MAC addresses and lengths. */
const CAUGHT: readonly (readonly [
  id: string,
  scenario: string,
  place: string,
  device: string,
  probe: string,
])[] = [
  ['001.c20', 'same-node', 'k8s-2/cni-svtwf', 'eth0', 'ping -c 1 10.244.1.10'],
  // The person watched for more than five seconds after one echo request; a second one keeps our ping waiting as long.
  ['001.c62', 'ip-forward', 'k8s-1/ns1', 'v1', 'ping -c 2 -i 6 10.1.2.2'],
];

const once = (lines: readonly string[]) => [...new Set(lines)];
const TWICE =
  'the author’s kernel keeps the bridge’s own addresses twice, with and without VLAN 1; one without VLAN filtering keeps them once';

/** Index, name, MTU and addresses of devices, as `ip addr` or `ifconfig` print them. */
const facts = (lines: readonly string[]) =>
  lines
    .flatMap((line) => line.match(/^\d+: [^<]+|mtu \d+|link\/ether \S+|inet [\d.]+|state \w+/g) ?? [])
    .sort();
const addresses = (lines: readonly string[]) =>
  facts(
    lines
      .map((line) => line.replace(/ *HWaddr (\S+)/, (_, mac: string) => ` link/ether ${mac.toLowerCase()}`))
      .map((line) => line.replace('inet addr:', 'inet ').replace('MTU:', 'mtu ')),
  ).filter((fact) => !/^\d|^state/.test(fact));

/** The document differs, for a reason; `same` leaves what does not. */
const DELIBERATE: readonly {
  readonly row: Row;
  /** Before the command. */
  readonly typed?: readonly ScenarioCommand[];
  readonly why: string;
  readonly same: (lines: readonly string[]) => string[];
}[] = [
  {
    row: ['001.c15', 'same-node', 'k8s-1', 'ip a'],
    why: 'no IPv6 here, and no broadcast addresses; queues are those of a kernel of today',
    same: facts,
  },
  { row: ['001.c21', 'same-node', 'k8s-2', 'brctl showmacs cni0'], why: TWICE, same: once },
  {
    row: ['001.c40', 'bridge', 'k8s-2', 'brctl showmacs br0'],
    typed: [at('k8s-2/ns1', 'ping -c 2 10.1.1.3')],
    why: `the document prints ca:b6:7e:6:c2:bf and, in its next line, ca:b6:7e:06:c2:bf: a digit was lost. And ${TWICE}`,
    same: (lines) => once(lines.map((line) => line.replace('7e:6:', '7e:06:'))),
  },
  {
    row: ['001.c66', 'docker-routes', 'k8s-1/c1', 'ip addr'],
    why: 'the document asks ifconfig, whose counters no two runs have in common',
    same: addresses,
  },
  {
    row: ['001.c71', 'docker-routes', 'k8s-2/c2', 'ip addr'],
    why: 'the document asks ifconfig, whose counters no two runs have in common',
    same: addresses,
  },
];

/** Printed in these parts of the documents, and not by a network. */
const NOT_HELD: Readonly<Record<string, string>> = {
  '001.c12': 'kubectl',
  '001.c13': 'counters of a driver; which device is the peer of which is in `ip addr`',
  '001.c14': 'the shell says goodbye',
  '001.c17': 'kubectl',
  '001.c19': 'kubectl',
  '001.c64': 'docker ps',
  '001.c68': 'docker network list',
  '001.c88': 'kubectl',
};

const PARTS = [
  '001-veth-pair',
  '001-same-node-k8s-1',
  '001-same-node-k8s-2',
  '001-bridge-netns',
  '001-kernel-forward',
  '001-docker-routing',
  '001-flannel-hostgw',
  '002-docker-modes',
];

/** Parts that a person can type on an empty host, the network of the library that comes of it, and what proves it. */
const TYPED = [
  ['001-veth-pair', 'veth-pair', 'k8s-1', '10.1.1.3'],
  ['001-bridge-netns', 'bridge', 'k8s-2', '10.1.1.3'],
  ['001-kernel-forward', 'ip-forward', 'k8s-1', '10.1.2.2'],
] as const;

const skipped = present ? '' : ' (skipped: the walkthroughs are not here)';

describe.skipIf(!present)(`the library and the documents${skipped}`, () => {
  it.each(WHOLE)(
    '%s: %s, %s prints for "%s" what the document prints',
    async (id, scenario, place, command) => {
      expect(await shown(scenario, at(place, command))).toEqual(printed(id));
    },
  );

  it.each(BEGUN)('%s: %s, %s begins for "%s" as the document does', async (id, scenario, place, command) => {
    const lines = await shown(scenario, at(place, command));
    expect(lines.slice(0, printed(id).length)).toEqual(printed(id));
  });

  it.each(CAUGHT)(
    '%s: %s, tcpdump in %s on %s shows the frames of the document',
    async (id, scenario, place, device, probe) => {
      const frames = printed(id).filter((line) => line.includes('ethertype'));
      const caught = tcpdump(await open(scenario, at(place, probe)), place, device);
      expect(frames.length).toBeGreaterThan(1);
      expect(caught.slice(0, frames.length)).toEqual(frames);
    },
  );

  it.each(DELIBERATE.map((each) => [each.row[0], each.why, each] as const))(
    '%s differs: %s',
    async (id, _why, { row: [, scenario, place, command], typed, same }) => {
      const lines = await shown(scenario, at(place, command), typed);
      expect(lines).not.toEqual(printed(id));
      expect(same(lines)).toEqual(same(printed(id)));
      expect(same(lines).length).toBeGreaterThan(2);
    },
  );

  it.each(TYPED)('%s, typed on an empty host, is %s', async (part, id, machine, target) => {
    const typed = commands
      .filter(
        (each) => each.scenario === part && each.kind === 'mutation' && !each.command.includes('arp -d'),
      )
      .map(({ command }) => at(machine, command));
    const empty = {
      version: 1,
      title: 'an empty host',
      machines: { [machine]: {} },
      probe: at(machine, 'ip link'),
    } as const;
    const asked = [
      at(machine, 'ip route'),
      at(`${machine}/ns1`, 'ip route'),
      at(`${machine}/ns2`, 'ip route'),
      at(`${machine}/ns1`, `ping -c 1 ${target}`),
    ];
    expect(typed.length).toBeGreaterThan(8);
    for (const each of asked) expect(await shown(empty, each, typed)).toEqual(await shown(id, each));
  });

  it('leaves out nothing that these parts of the documents print, but with a reason', () => {
    const held = [...WHOLE, ...BEGUN, ...CAUGHT, ...DELIBERATE.map(({ row }) => row)].map(([id]) => id);
    const shows = commands.filter(({ scenario, output }) => PARTS.includes(scenario) && output.length > 0);
    const known = [...new Set([...held, ...Object.keys(NOT_HELD)])].sort();
    expect(shows.map(({ id }) => id).sort()).toEqual(known);
  });
});
