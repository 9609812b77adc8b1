// The keys of the page, and which of them an element under the focus keeps for itself.
import { goToNextStop, goToPreviousStop } from '../state/breakpoints.ts';
import { goToEnd, goToStart, setZoom, stepBy, togglePlay } from '../state/playback.ts';
import { usePreferences } from '../state/preferences.ts';
import { TYPES_TEXT } from '../ui/typing.ts';

/** The page's keys; what each does is said in the words of the same name. */
export const KEYS = [
  { keys: ['→'], does: 'forward' },
  { keys: ['←'], does: 'back' },
  { keys: ['Space'], does: 'play' },
  { keys: ['Home'], does: 'start' },
  { keys: ['End'], does: 'end' },
  { keys: ['1', '2', '3'], does: 'zoom' },
  { keys: ['J', 'K'], does: 'stops' },
  { keys: ['↑', '↓'], does: 'list' },
  { keys: ['?'], does: 'keys' },
] as const;

const ACTIONS: Readonly<Record<string, () => void>> = {
  ArrowRight: () => stepBy(1),
  ArrowLeft: () => stepBy(-1),
  ' ': togglePlay,
  Home: goToStart,
  End: goToEnd,
  '1': () => setZoom('hop'),
  '2': () => setZoom('stage'),
  '3': () => setZoom('rule'),
  j: goToNextStop,
  k: goToPreviousStop,
};

/** Elements that move with the arrows themselves. */
const MOVES = 'input, [role="tab"], [role="separator"], [data-keys="own"]';
const PRESSED = 'button, a[href], summary, input:not([type="range"]), [role="button"]';

/** A scroller reached with Tab scrolls sideways by the arrows; it has no other way. */
function scrollsSideways(element: Element): boolean {
  return element.matches(':focus-visible') && element.scrollWidth > element.clientWidth + 1;
}

function isTheirs(element: Element, key: string): boolean {
  if (element.closest(TYPES_TEXT)) return true;
  if (key === ' ') return element.closest(PRESSED) !== null;
  if (key === 'ArrowLeft' || key === 'ArrowRight')
    return element.closest(MOVES) !== null || scrollsSideways(element);
  if (key === 'Home' || key === 'End') return element.closest(MOVES) !== null;
  return false;
}

/** Shift is part of how some characters are typed; with all other keys it asks for something else. */
const TYPED_WITH_SHIFT = /^[?+/]$/;

function keyOf({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): string | null {
  // A Mac has ⌘ where others have Ctrl.
  if (ctrlKey || metaKey) return shiftKey || (ctrlKey && metaKey) ? null : `Ctrl+${key}`;
  if (shiftKey && !TYPED_WITH_SHIFT.test(key)) return null;
  const isCharacter = key.length === 1 && key !== ' ';
  if (isCharacter && !usePreferences.getState().characterKeys) return null;
  return isCharacter ? key.toLowerCase() : key;
}

/** Listens on the whole page, to keys of the caller's besides its own. Returns a way to stop. */
export function listenToKeys(others: Readonly<Record<string, () => void>>): () => void {
  const actions = { ...ACTIONS, ...others };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey) return;
    if (document.querySelector('dialog[open]')) return;
    const key = keyOf(event);
    const action = key === null ? undefined : actions[key];
    if (!action || (event.target instanceof Element && isTheirs(event.target, event.key))) return;
    event.preventDefault();
    // A key held down steps on and on, but does not start and stop.
    if (!event.repeat || event.key !== ' ') action();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}
