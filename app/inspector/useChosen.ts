// The fields a person chose, where they are in the packet on show.
import { type RefObject, useLayoutEffect, useMemo } from 'react';
import { type Bits, useSelection } from '../state/selection.ts';
import { scrollWithin } from '../ui/scrollWithin.ts';
import { bitsOf } from './bits.ts';
import type { Comparison } from './compare.ts';

export function useChosen(comparison: Comparison | null): Bits | null {
  const chosen = useSelection((selection) => selection.chosen);
  return useMemo(() => bitsOf(comparison?.layers ?? [], chosen), [comparison, chosen]);
}

/** What is chosen in one view comes into sight in the other. */
export function useChosenInView(root: RefObject<HTMLElement | null>): void {
  const chosen = useSelection((selection) => selection.chosen);
  useLayoutEffect(() => {
    const element = chosen && root.current?.querySelector<HTMLElement>('[aria-pressed="true"]');
    const scroller = root.current?.parentElement;
    if (!element || !scroller) return;
    element.closest('details')?.setAttribute('open', '');
    scrollWithin(scroller, element);
  }, [root, chosen]);
}
