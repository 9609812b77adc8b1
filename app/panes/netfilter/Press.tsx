// Something drawn that can be pressed. Of all of them one is reached by Tab; from there up and down lead to the others.
import { createContext, type KeyboardEvent, type ReactNode, use } from 'react';
import { keepFocus } from '../../ui/keepFocus.ts';
import type { State } from './moment.ts';
import styles from './Netfilter.module.css';

export interface Roving {
  /** The key of the one that Tab reaches. */
  readonly stop: string | null;
  onStop(key: string): void;
}

export const RovingContext = createContext<Roving>({ stop: null, onStop: () => undefined });

export interface PressProps {
  readonly id: string;
  readonly label: string;
  readonly state: State;
  readonly className?: string | undefined;
  /** null: there is nothing to show. */
  readonly onPress: (() => void) | null;
  readonly children: ReactNode;
}

export function Press({ id, label, state, className, onPress, children }: PressProps) {
  const { stop, onStop } = use(RovingContext);
  const shared = { 'aria-current': state === 'now' ? ('step' as const) : undefined, 'data-state': state };
  if (!onPress)
    return (
      <g {...shared} className={className}>
        <title>{label}</title>
        {children}
      </g>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    onPress();
  };
  // SVG has no button: all that makes one.
  const button = {
    role: 'button',
    'aria-label': label,
    tabIndex: stop === id ? 0 : -1,
    'data-stop': id,
    onMouseDown: keepFocus,
    onFocus: () => onStop(id),
    onClick: onPress,
    onKeyDown,
  } as const;
  return (
    <g {...button} {...shared} className={`${styles.press} ${className ?? ''}`}>
      <title>{label}</title>
      {children}
    </g>
  );
}

/** Up and down go from one to the next, in the order in which they are drawn. */
export function walkPresses(event: KeyboardEvent<SVGElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const all = [...event.currentTarget.querySelectorAll<SVGElement>('[data-stop]')];
  const at = all.indexOf(document.activeElement as SVGElement);
  const next = at < 0 ? undefined : all[at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
