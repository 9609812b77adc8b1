// Ctrl+Z takes the last edit back, Ctrl+Shift+Z and Ctrl+Y do it again; where text is typed they are the text's.
import { redo, undo } from '../state/edits.ts';
import { TYPES_TEXT } from '../ui/typing.ts';

function actionOf({ key, shiftKey }: KeyboardEvent): (() => Promise<void>) | undefined {
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? redo : undo;
  return letter === 'y' && !shiftKey ? redo : undefined;
}

/** Listens on the whole page. Returns a way to stop. */
export function listenToUndo(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.target instanceof Element && event.target.closest(TYPES_TEXT)) return;
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    void action();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}
