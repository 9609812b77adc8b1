// The engine's side: one world, one packet after the other, and what its traces tell of each.
import { problemText } from '../../problem.ts';
import { compile } from '../../scenario/compile.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { decodeIpv4, encodeIpv4 } from '../../wire/ipv4.ts';
import { outlineOf } from '../../world/outline.ts';
import { run } from '../../world/run.ts';
import type { World } from '../../world/world.ts';
import type { Seen, SeenNamespace } from '../seen.ts';
import { seenByEngine } from '../seen_by_engine.ts';
import { areTablesRead, type FuzzPacket, namesFor } from './packets.ts';
import { rawSender } from './raw_socket.ts';

/** Microseconds until the network has come to rest, failed neighbours included. */
const REST = 250_000;

/** Then nothing happens for `rest` microseconds. */
function send(world: World, sent: FuzzPacket, rest: number): Promise<Seen> {
  const read = decodeIpv4(encodeIpv4(sent.packet));
  if (!read.ok) throw new Error(problemText(read.problem));
  const base = world.namespaces.map(({ net }) => net.tables());
  const outline = outlineOf(world, '');
  const trace = run(
    world,
    world.namespaces.find(({ net }) => net.name === sent.in)!,
    rawSender(read.value, rest),
  );
  return seenByEngine(
    { tables: async (ns) => base[ns]! },
    { outline, trace },
    { names: namesFor(sent), order: 'turns' },
  );
}

const withoutLasting = (space: SeenNamespace): SeenNamespace => ({ ...space, routes: [], iptables: [] });
const withoutTables = (space: SeenNamespace): SeenNamespace => ({
  ...withoutLasting(space),
  neighbours: [],
  fdb: [],
  conntrack: [],
  ipset: [],
});

/** What was seen of each packet, sent at its time in microseconds; tables after some, routes and counters after the last one only. */
export async function observeEngine(
  scenario: Scenario,
  packets: readonly FuzzPacket[],
  times: readonly number[],
): Promise<Seen[]> {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(problemText(compiled.problem));
  const seen: Seen[] = [];
  for (const [index, packet] of packets.entries()) {
    const time = times[index]!;
    seen.push(await send(compiled.value, packet, (times[index + 1] ?? time + REST) - time));
  }
  return seen.map((each, index) => {
    if (index === packets.length - 1) return each;
    const less = areTablesRead(index, packets) ? withoutLasting : withoutTables;
    const spaces = Object.entries(each.namespaces).map(([name, space]) => [name, less(space)] as const);
    return { ...each, namespaces: Object.fromEntries(spaces) };
  });
}
