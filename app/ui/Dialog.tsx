// A modal dialog by the browser's own means: it traps the focus, closes with Escape and by a click beside it. Where somebody
// is to begin is marked with `data-first`.
import {
  type MouseEvent,
  type ReactNode,
  type RefObject,
  use,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
} from 'react';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';
import { UiWords } from './words.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  /** For what has several columns. */
  readonly wide?: boolean;
  /** What it is about, on the screen: where there is room the dialog stands beside it and leaves the page in sight. */
  readonly near?: Pick<DOMRect, 'left' | 'top' | 'bottom'> | null;
  onClose(): void;
  readonly children: ReactNode;
}

const GAP = 6;
const MARGIN = 12;

/** Below what it is about, or above, wherever it fits better; style sheets decide where there is no room at all. */
function useNear(dialog: RefObject<HTMLDialogElement | null>, near: DialogProps['near']): void {
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element || !near) return;
    const place = () => {
      const { offsetWidth: width, offsetHeight: height } = element;
      const below = near.bottom + GAP;
      const above = near.top - GAP - height;
      const top = below + height + MARGIN <= innerHeight || above < MARGIN ? below : above;
      const clamp = (at: number, size: number, room: number) =>
        Math.max(MARGIN, Math.min(at, room - size - MARGIN));
      element.style.setProperty('--left', `${clamp(near.left, width, innerWidth)}px`);
      element.style.setProperty('--top', `${clamp(top, height, innerHeight)}px`);
    };
    const observer = new ResizeObserver(place);
    observer.observe(element);
    return () => observer.disconnect();
  }, [dialog, near]);
}

export function Dialog({ open, title, wide = false, near = null, onClose, children }: DialogProps) {
  const words = use(UiWords);
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useNear(ref, near);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // Who is asked to type begins there; otherwise the browser chooses.
      const first = dialog.querySelector<HTMLElement>('[data-first]');
      (first ?? dialog.querySelector<HTMLElement>('input, textarea'))?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  // Closed before it is gone, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current;
    return () => dialog?.close();
  }, []);
  const besides = (event: MouseEvent) => {
    if (event.target === ref.current) onClose();
  };
  const look = near ? styles.near : wide ? styles.wide : '';
  return (
    <dialog
      ref={ref}
      className={`${styles.dialog} ${look}`}
      aria-labelledby={heading}
      onClose={onClose}
      onMouseDown={besides}
    >
      {open ? (
        <div className={styles.body}>
          <div className={styles.head}>
            <h2 id={heading}>{title}</h2>
            <Button icon="close" label={words.close} onClick={onClose} />
          </div>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}
