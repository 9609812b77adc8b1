// A row of tabs. The panel of the chosen one is the caller's; `panelProps` joins the two.
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import { keepFocus } from './keepFocus.ts';
import styles from './Tabs.module.css';

interface Tab<Id extends string> {
  readonly id: Id;
  readonly name: string;
}

export interface TabsProps<Id extends string> {
  /** Makes the ids of this row its own. */
  readonly group: string;
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly selected: Id;
  onSelect(id: Id): void;
}

const tabOf = (group: string, id: string) => `${group}-${id}-tab`;
const panelOf = (group: string, id: string) => `${group}-${id}-panel`;

/** What the element of a tab's panel needs. */
export function panelProps(group: string, id: string) {
  return { id: panelOf(group, id), role: 'tabpanel', 'aria-labelledby': tabOf(group, id) } as const;
}

const MOVES: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** Where there is not room for all, the chosen one is in sight. */
function useInSight(list: RefObject<HTMLElement | null>, selected: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another place.
  useLayoutEffect(() => {
    const tab = list.current?.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
    const view = list.current?.getBoundingClientRect();
    if (!tab || !view || !list.current) return;
    list.current.scrollLeft += Math.max(0, tab.right - view.right) - Math.max(0, view.left - tab.left);
  }, [list, selected]);
}

export function Tabs<Id extends string>({ group, label, tabs, selected, onSelect }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  useInSight(list, selected);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next =
      tabs[
        move(
          tabs.findIndex(({ id }) => id === selected),
          tabs.length,
        )
      ]!;
    onSelect(next.id);
    document.getElementById(tabOf(group, next.id))?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className={styles.tabs} onKeyDown={onKeyDown}>
      {tabs.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabOf(group, id)}
          aria-selected={id === selected}
          aria-controls={id === selected ? panelOf(group, id) : undefined}
          tabIndex={id === selected ? 0 : -1}
          className={styles.tab}
          onMouseDown={keepFocus}
          onClick={() => onSelect(id)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
