// run(world, probe): lets virtual time pass until the probe has ended and every frame has come to rest.
// A world may run several programs one after the other; the trace begins with the one that is recorded.

import { ip_send } from '../kernel/ipv4/ip_output.ts';
import { hop } from '../kernel/report.ts';
import { alloc_skb, ROOT } from '../kernel/skbuff.ts';
import type { Outcome, Trace } from '../trace/events.ts';
import type { Process, ProcessContext } from './process.ts';
import type { Namespace, World } from './world.ts';

/** A probe that makes more events than this goes round in circles. */
const MAX_EVENTS = 200_000;
/** Longest a probe may take, microseconds of virtual time. */
const MAX_TIME = 600_000_000;
/** How many events tell where a loop is, and how many devices of it are named. */
const LATELY = 200;
const MOST_NAMED = 12;

/** Runs a program and records what happens, `budget` events at most. */
export function run(world: World, namespace: Namespace, process: Process, budget = MAX_EVENTS): Trace {
  world.rec.start();
  return world.rec.trace(execute(world, namespace, process, budget));
}

/** Runs a program to its end, as part of what was before the probe. */
export function execute(world: World, { net }: Namespace, process: Process, budget = MAX_EVENTS): Outcome {
  const lines: string[] = [];
  let ended: { failure: Outcome['failure'] } | null = null;
  const context: ProcessContext = {
    net,
    now: () => world.now,
    timer: (delay, work) => world.env.timer(delay, work),
    random: world.random,
    print: (line) => void lines.push(line),
    send(packet, { txhash, oif } = {}) {
      const skb = alloc_skb(world.env.nextSkb(), packet);
      skb.uid = ROOT;
      skb.hash = txhash ?? null;
      let sent = false;
      hop(net, null, skb, 'inet_sendmsg', -1, { kind: 'send', by: process.name }, () => {
        sent = ip_send(net, skb, { daddr: packet.dst, saddr: packet.src, oif: oif ?? null }) === null;
      });
      return sent;
    },
    exit(failure) {
      ended ??= { failure };
    },
  };
  world.rec.recount();
  process.start(context);
  const drained = drain(world, () => ended, budget);
  if (drained === 'budget') lines.push(budgetText(world));
  const failure = world.rec.unsure ? 'unsure' : drained;
  return { answered: failure === null, output: lines.join('\n'), failure };
}

/** Where it was when the budget was spent: what goes round in circles is named. */
function budgetText({ rec, devices }: World): string {
  const round = rec.lately(LATELY).map((id) => `${devices[id]!.net.name} ${devices[id]!.name}`);
  const where = round.length === 0 ? '' : `, going round by ${round.slice(0, MOST_NAMED).join(', ')}`;
  return `stopped after ${rec.length.toLocaleString('en')} events${where}`;
}

/** Runs the queue dry: until the probe has ended and no frame is on its way, or a budget is spent. */
function drain(
  world: World,
  ended: () => { failure: Outcome['failure'] } | null,
  budget: number,
): Outcome['failure'] {
  const deadline = world.now + MAX_TIME;
  for (;;) {
    for (let call = world.calls.next(); call; call = world.calls.next()) {
      if (world.rec.length > budget) return 'budget';
      call();
    }
    const end = ended();
    if (end && !world.queue.hasFrames) return end.failure;
    const next = world.queue.pop();
    if (!next) return end ? end.failure : 'timeout';
    if (world.rec.length > budget || next.time > deadline) return 'budget';
    world.advance(next.time);
    next.work();
  }
}
