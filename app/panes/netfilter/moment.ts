// How things on the map stand at a tick: passed, passing, to come, or not on the way at all.
import type { Items } from './items.ts';
import type { Spot, Stop } from './way.ts';

export type State = 'off' | 'ahead' | 'past' | 'now';

export interface Moment {
  readonly tick: number;
  /** Key of the item or place where the packet is; null: it is not here now. */
  readonly now: string | null;
}

export const spotKey = (spot: Spot): string => `spot ${spot}`;

/** The last thing begun by a tick; what is told inside a hook comes before the hook itself. */
export function nowAt(items: Items, way: readonly Stop[], tick: number): string | null {
  let best: { key: string; from: number } | null = null;
  const offer = (key: string, from: number) => {
    if (from <= tick && from >= (best?.from ?? -1)) best = { key, from };
  };
  for (const { spot, from } of way) offer(spotKey(spot), from);
  for (const list of Object.values(items))
    for (const { key, kind, span, ticks } of list) {
      const left = kind === 'chain' && span !== null && span.to < tick;
      if (!left) for (const from of ticks) offer(key, from);
    }
  return (best as { key: string } | null)?.key ?? null;
}

/** `from`: the tick at which the packet comes there; null: it never does. */
export function stateOf(key: string, from: number | null, { tick, now }: Moment): State {
  if (from === null) return 'off';
  if (key === now) return 'now';
  return from <= tick ? 'past' : 'ahead';
}

/** A line is lit when the place it leads to has been reached by it. */
export function wireStates(way: readonly Stop[], tick: number): ReadonlyMap<string, 'past' | 'ahead'> {
  const states = new Map<string, 'past' | 'ahead'>();
  for (let index = 1; index < way.length; index++) {
    const { spot, from } = way[index]!;
    states.set(`${way[index - 1]!.spot} ${spot}`, from <= tick ? 'past' : 'ahead');
  }
  return states;
}
