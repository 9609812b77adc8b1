// Which of the things a sentence points at the page can show.
import type { Target } from '../../engine/explain/index.ts';
import { PANE_OF_TABLE } from '../state/panes.ts';

export function isShown(to: Target): boolean {
  return to.kind !== 'row' || PANE_OF_TABLE[to.table] !== null;
}
