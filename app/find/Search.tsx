// A field, and below it what was found: the arrows go through it, Enter goes there. The focus stays in the field.
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Finding, FindingGroup } from '../../engine/find.ts';
import { useWords } from '../state/language.ts';
import hidden from '../ui/hidden.module.css';
import styles from './Find.module.css';
import { Option } from './Option.tsx';
import { useFindings } from './useFindings.ts';

interface SearchProps {
  /** `first`: to the first step there. */
  onChoose(finding: Finding, first: boolean): void;
}

const MOVES: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

function useActive(groups: readonly FindingGroup[]) {
  const all = useMemo(() => groups.flatMap(({ found }) => found), [groups]);
  const [state, setState] = useState({ groups, index: 0 });
  const index = state.groups === groups ? Math.min(state.index, Math.max(0, all.length - 1)) : 0;
  return { all, index, setIndex: (next: number) => setState({ groups, index: next }) };
}

/** What is chosen is in view. */
function useInView(id: string, index: number) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${index}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [id, index]);
  return list;
}

/** Enter is for what was typed: pressed before its answer is there, it chooses the first of what comes. */
function useEnter(awaited: boolean, first: Finding | undefined, onChoose: SearchProps['onChoose']) {
  const [pressed, setPressed] = useState<{ readonly shift: boolean } | null>(null);
  useEffect(() => {
    if (!pressed || awaited) return;
    setPressed(null);
    if (first) onChoose(first, pressed.shift);
  }, [pressed, awaited, first, onChoose]);
  return { press: (shift: boolean) => setPressed({ shift }), forget: () => setPressed(null) };
}

export function Search({ onChoose }: SearchProps) {
  const words = useWords('find');
  const id = useId();
  const [text, setText] = useState('');
  const { groups, answered, awaited } = useFindings(text);
  const { all, index, setIndex } = useActive(groups);
  const enter = useEnter(awaited, all[0], onChoose);
  const list = useInView(id, index);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.nativeEvent.isComposing) return;
    const move = MOVES[event.key];
    const chosen = all[index];
    if (move === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (move !== undefined && all.length > 0)
      setIndex(
        Math.abs(move) === 1 ? (index + move + all.length) % all.length : clamp(index + move, all.length),
      );
    else if (event.key === 'Enter' && awaited) enter.press(event.shiftKey);
    else if (event.key === 'Enter' && chosen) onChoose(chosen, event.shiftKey);
  };
  let before = 0;
  return (
    <>
      <input
        type="text"
        role="combobox"
        className={styles.field}
        aria-label={words.title}
        aria-expanded={all.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={all.length > 0 ? `${id}-${index}` : undefined}
        aria-autocomplete="list"
        placeholder={words.placeholder}
        value={text}
        maxLength={200}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        data-first
        onChange={(event) => {
          enter.forget();
          setText(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={words.results} className={styles.results}>
        {answered && all.length === 0 ? <p className={styles.nothing}>{words.nothing}</p> : null}
        {groups.map(({ kind, found, more }) => {
          const from = before;
          before += found.length;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a list box has groups of options, not of fields
            <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
              <div id={`${id}-${kind}`} className={styles.group}>
                {words.groups[kind]}
                {more ? <span>{words.more(found.length)}</span> : null}
              </div>
              {found.map((finding, nth) => (
                <Option
                  key={`${finding.ns} ${finding.device} ${finding.key}`}
                  id={`${id}-${from + nth}`}
                  finding={finding}
                  typed={text}
                  active={from + nth === index}
                  onPoint={() => setIndex(from + nth)}
                  onChoose={(first) => onChoose(finding, first)}
                />
              ))}
            </div>
          );
        })}
      </div>
      <Foot answered={answered} count={all.length} />
    </>
  );
}

const clamp = (index: number, count: number) => Math.max(0, Math.min(count - 1, index));

/** What the keys do, and how much was found, for those who do not see it. */
function Foot({ answered, count }: { readonly answered: boolean; readonly count: number }) {
  const words = useWords('find');
  return (
    <div className={styles.foot}>
      <p>{words.hint}</p>
      <p className={styles.keys} aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd> {words.show} <kbd>Shift</kbd>+<kbd>Enter</kbd>{' '}
        {words.goToFirst}
      </p>
      <span role="status" className={hidden.hidden}>
        {answered ? words.found(count) : ''}
      </span>
    </div>
  );
}
