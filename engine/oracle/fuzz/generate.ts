// One network and the packets that are sent into it, all from one seed.
import type { Scenario, ScenarioNetns } from '../../scenario/schema.ts';
import type { Vocabulary } from './draft.ts';
import { Lots } from './lots.ts';
import { ECHO_PORT, type FuzzPacket, PORTS, randomPacket, type Sender } from './packets.ts';
import type { Plan, Space } from './plan.ts';
import { randomRules } from './rules.ts';
import { randomSets } from './sets.ts';
import { randomFdb, randomNeighbours, randomPolicy, randomSwitches } from './tables.ts';
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
    packets: randomPackets(lots, packets, senders, all),
  };
}

function randomPackets(lots: Lots, count: number, senders: readonly Sender[], all: readonly string[]) {
  const packets: FuzzPacket[] = [];
  for (let nth = 0; nth < count; nth++) packets.push(randomPacket(lots, nth, senders, all, packets));
  return packets;
}

/** Open ports of a namespace. One server in the whole network sends back, or two would never stop. */
function randomListeners(lots: Lots, first: boolean): ScenarioNetns['listeners'] {
  const open = lots.chance(35) ? [{ kind: 'tcp', port: lots.pick(PORTS.slice(0, 3)) } as const] : [];
  const heard = lots.chance(15) ? [{ kind: 'udp', port: lots.pick(PORTS.slice(0, 3)) } as const] : [];
  const echo = first && lots.chance(40) ? [{ kind: 'echo', port: ECHO_PORT } as const] : [];
  return [...open, ...heard, ...echo];
}

const addressesOf = ({ subnets }: Plan, space: Space) =>
  subnets.flatMap(({ members }) =>
    members.filter((member) => member.space === space).map(({ address }) => address),
  );

/** Sets, some of the time, and rules. */
function filters(
  lots: Lots,
  { links }: Space,
  words: Omit<Vocabulary, 'devices' | 'sets'>,
): Pick<ScenarioNetns, 'ipset' | 'iptables'> {
  const sets = lots.chance(30) ? randomSets(lots, words) : null;
  const devices = links.map(({ name }) => name);
  const iptables = randomRules(lots, { ...words, devices, sets: sets?.names ?? [] });
  return sets ? { ipset: sets.text, iptables } : { iptables };
}

function scenarioOf(plan: Plan, lots: Lots, seed: number): Scenario {
  const words = {
    addresses: [...plan.subnets.flatMap(({ members }) => members.map(({ address }) => address)), '10.99.1.1'],
    macs: plan.subnets.flatMap(({ members }) => members.map(({ mac }) => mac)).concat('02:00:00:00:ff:ff'),
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
    ...randomPolicy(plan, space, lots),
    neigh: randomNeighbours(plan, space, lots, known),
    fdb: randomFdb(plan, space, lots),
    listeners: randomListeners(lots, space === plan.spaces[1]) ?? [],
    ...(lots.chance(65) ? filters(lots, space, words) : {}),
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
