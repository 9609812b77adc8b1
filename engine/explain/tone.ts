// How a step goes for the packet: on as before, past a rule that does not match, or to its end.
import type { Trace, TraceEvent } from '../trace/events.ts';

export type Tone = 'plain' | 'drop' | 'miss';

/** The tone of an event, or of the rule tried in it at a tick. */
export function toneOf(trace: Trace, index: number, tick: number): Tone {
  const { did, end, skb } = trace.events[index]!;
  if (did.kind === 'drop') return 'drop';
  if (did.kind === 'walk') {
    if ((did.failed[tick - trace.ticks[index]!] ?? 0) !== 0) return 'miss';
    const lost = did.outcome.kind === 'verdict' && did.outcome.verdict !== 'ACCEPT';
    return lost || (did.outcome.kind === 'policy' && did.outcome.verdict === 'DROP') ? 'drop' : 'plain';
  }
  if (did.kind === 'table' && did.verdict === 'DROP') return 'drop';
  // A hop in which the packet ends badly says so at zoom hop; what it may have set off besides (a redirect, say) has no say in it.
  const whole = tick === trace.ticks[end + 1]! - 1;
  const isOwn = (event: TraceEvent) => skb < 0 || event.skb === skb;
  const dropped =
    whole && trace.events.slice(index, end + 1).some((event) => event.did.kind === 'drop' && isOwn(event));
  return dropped ? 'drop' : 'plain';
}
