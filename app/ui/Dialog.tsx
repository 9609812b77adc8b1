// A modal dialog by the browser's own means: it traps the focus, closes with Escape and by a click beside it.
import { type MouseEvent, type ReactNode, use, useEffect, useId, useRef } from 'react';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';
import { UiWords } from './words.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  /** For what has several columns. */
  readonly wide?: boolean;
  onClose(): void;
  readonly children: ReactNode;
}

export function Dialog({ open, title, wide = false, onClose, children }: DialogProps) {
  const words = use(UiWords);
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // Who is asked to type begins there; otherwise the browser chooses.
      dialog.querySelector<HTMLElement>('input, textarea')?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  const besides = (event: MouseEvent) => {
    if (event.target === ref.current) onClose();
  };
  return (
    <dialog
      ref={ref}
      className={wide ? `${styles.dialog} ${styles.wide}` : styles.dialog}
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
