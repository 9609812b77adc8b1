// One network and the packets that are sent into it, all from one seed.
import type { Scenario, ScenarioNetns } from '../../scenario/schema.ts';
import { Lots } from './lots.ts';
import { type FuzzPacket, PORTS, randomPacket, type Sender } from './packets.ts';
import type { Plan, Space } from './plan.ts';
import { randomRules, type Vocabulary } from './rules.ts';
import { randomFdb, randomNeighbours, randomRoutes, randomSwitches } from './tables.ts';
import { randomTopology } from './topology.ts';

export interface FuzzCase {
  readonly scenario: Scenario;
  readonly packets: readonly FuzzPacket[];
}

/** Addresses nobody has: off every subnet, in one, its broadcast, and nobody's at all. */
const STRANGERS = [
  '10.99.1.1',
  '10.99.2.2',
  '10.0.0.77',
  '10.0.1.77',
  '10.0.0.255',
  '10.0.1.255',
  '172.16.0.1',
];

export function generate(seed: number, packets: number): FuzzCase {
  const lots = new Lots(seed);
  const plan = randomTopology(lots);
  const scenario = scenarioOf(plan, lots, seed);
  const own = plan.subnets.flatMap(({ members }) => members.map(({ address }) => address));
  const all = [...own, ...own, ...own, ...STRANGERS];
  const senders = plan.spaces.map(
    (space): Sender => ({ name: space.name, addresses: addressesOf(plan, space) }),
  );
  return {
    scenario,
    packets: Array.from({ length: packets }, (_, nth) => randomPacket(lots, nth, senders, all)),
  };
}

const addressesOf = ({ subnets }: Plan, space: Space) =>
  subnets.flatMap(({ members }) =>
    members.filter((member) => member.space === space).map(({ address }) => address),
  );

function scenarioOf(plan: Plan, lots: Lots, seed: number): Scenario {
  const words: Omit<Vocabulary, 'devices'> = {
    addresses: [...plan.subnets.flatMap(({ members }) => members.map(({ address }) => address)), '10.99.1.1'],
    ports: PORTS,
  };
  const known = lots.weighted([
    [7, 100],
    [2, 50],
    [1, 0],
  ]);
  const content = (space: Space): ScenarioNetns => ({
    links: space.links,
    sysctl: randomSwitches(space, lots),
    routes: randomRoutes(plan, space, lots),
    neigh: randomNeighbours(plan, space, lots, known),
    fdb: randomFdb(plan, space, lots),
    ...(lots.chance(65)
      ? { iptables: randomRules(lots, { ...words, devices: space.links.map(({ name }) => name) }) }
      : {}),
  });
  const roots = plan.spaces.filter(({ netns }) => netns === null);
  const machines = roots.map((root) => {
    const inner = plan.spaces.filter(({ machine, netns }) => machine === root.machine && netns !== null);
    return [
      root.machine,
      { ...content(root), netns: Object.fromEntries(inner.map((space) => [space.netns, content(space)])) },
    ] as const;
  });
  return {
    version: 1,
    title: `network ${seed}, by lot`,
    seed,
    machines: Object.fromEntries(machines),
    ...(plan.plugged.length === 0 ? {} : { segments: { wire: { ports: plan.plugged } } }),
    probe: { in: 'm0', run: 'ping -c 1 127.0.0.1' },
  };
}
