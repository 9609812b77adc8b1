// A button that opens a short list of things to do: a popover of the browser's own, closed by Escape and by a click beside it.
import { type KeyboardEvent, type ToggleEvent, useId, useRef } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import { keepFocus } from './keepFocus.ts';
import styles from './Menu.module.css';

export interface MenuItem {
  readonly name: string;
  readonly icon: IconName;
  /** The key that does the same. */
  readonly key?: string;
  onChoose(): void;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly className?: string;
}

const MOVES: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (Math.max(at, 0) + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

function onKeyDown(event: KeyboardEvent<HTMLElement>) {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const move = MOVES[event.key];
  if (event.key === 'Tab') event.currentTarget.hidePopover();
  if (!move) return;
  event.preventDefault();
  const at = items.findIndex((item) => item.matches(':focus'));
  items[move(at, items.length)]?.focus();
}

export function Menu({ label, items, className = '' }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const place = (event: ToggleEvent<HTMLElement>) => {
    if (event.newState !== 'open' || !button.current) return;
    const { bottom, right } = button.current.getBoundingClientRect();
    const { style } = event.currentTarget;
    style.top = `${bottom + 4}px`;
    style.right = `${Math.max(8, document.documentElement.clientWidth - right)}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        popoverTarget={id}
        className={`${styles.button} ${className}`}
        onMouseDown={keepFocus}
      >
        <Icon name="down" size={14} />
      </button>
      <div
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        className={styles.menu}
        onBeforeToggle={place}
        onToggle={({ newState, currentTarget }) => {
          if (newState !== 'open') return;
          const byKey = button.current?.matches(':focus-visible');
          const first = currentTarget.querySelector<HTMLElement>('[role="menuitem"]');
          (byKey ? first : currentTarget)?.focus();
        }}
        onKeyDown={onKeyDown}
      >
        {items.map(({ name, icon, key, onChoose }) => (
          <button
            key={name}
            type="button"
            role="menuitem"
            className={styles.item}
            tabIndex={-1}
            onClick={() => {
              document.getElementById(id)?.hidePopover();
              onChoose();
            }}
          >
            <Icon name={icon} />
            <span>{name}</span>
            {key ? <kbd>{key}</kbd> : null}
          </button>
        ))}
      </div>
    </>
  );
}
