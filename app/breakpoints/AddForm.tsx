// A breakpoint somewhere else than at the step on show: what kind of place, in which namespace, and which.
import { type FormEvent, useEffect, useState } from 'react';
import { type Breakpoint, MAX_BREAKPOINTS } from '../../engine/trace/breakpoints.ts';
import { isSet, toggleBreakpoint, useBreakpoints } from '../state/breakpoints.ts';
import { useWords } from '../state/language.ts';
import { loadTables, useOpened, useSession } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './Breakpoints.module.css';
import { choicesOf, type PlaceKind, ruleText } from './choices.ts';

const KINDS: readonly PlaceKind[] = ['device', 'namespace', 'hook', 'chain', 'rule'];

/** `:PREROUTING` is a hook with all its tables. */
function placeText(at: string, everyTable: string): string {
  return at.startsWith(':') ? `${at.slice(1)} (${everyTable})` : at;
}

/** What the fields say; chains are known once the tables of the namespace are here. */
function useFields() {
  const { outline } = useOpened();
  const base = useSession((session) => session.base);
  const [kind, setKind] = useState<PlaceKind>('device');
  const [where, setWhere] = useState('');
  const [which, setWhich] = useState('');
  const [num, setNum] = useState(1);
  const named = outline.namespaces.find(({ name }) => name === where);
  const ns = kind === 'namespace' ? (named ?? outline.namespaces[0]!).name : (named?.name ?? '');
  const id = named?.id;
  useEffect(() => {
    if (id !== undefined) void loadTables(id);
  }, [id]);
  const choices = choicesOf({ outline, base }, kind, ns);
  const chosen = choices.includes(which) ? which : (choices[0] ?? '');
  const at = kind === 'rule' ? `${chosen}:${num}` : chosen;
  const wanted: Breakpoint | null = chosen === '' && kind !== 'namespace' ? null : { kind, ns, at };
  const text = wanted && ruleText({ outline, base }, wanted);
  return { kind, setKind, ns, setWhere, choices, chosen, setWhich, num, setNum, wanted, text };
}

export function AddForm() {
  const words = useWords('breakpoints');
  const { outline } = useOpened();
  const fields = useFields();
  const { kind, ns, choices, chosen, num, wanted, text } = fields;
  const breakpoints = useBreakpoints((state) => state.breakpoints);
  const useless = !wanted || isSet(breakpoints, wanted) || breakpoints.length >= MAX_BREAKPOINTS;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!useless) toggleBreakpoint(wanted);
  };
  return (
    <>
      <h3 className={styles.heading}>{words.another}</h3>
      <form className={styles.form} onSubmit={submit}>
        <Choice
          label={words.kind}
          options={KINDS.map((value) => ({ value, name: words.kinds[value] }))}
          value={kind}
          onChange={(value) => fields.setKind(value)}
        />
        <Select label={words.namespace} value={ns} onChange={fields.setWhere}>
          {kind === 'namespace' ? null : <option value="">{words.anywhere}</option>}
          {outline.namespaces.map(({ id, name }) => (
            <option key={id} value={name}>
              {name}
            </option>
          ))}
        </Select>
        {choices.length === 0 ? null : (
          <Select label={words.kinds[kind]} mono value={chosen} onChange={fields.setWhich}>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {placeText(choice, words.everyTable)}
              </option>
            ))}
          </Select>
        )}
        {kind === 'rule' ? (
          <input
            type="number"
            aria-label={words.number}
            className={styles.number}
            min={0}
            value={num}
            onChange={(event) =>
              fields.setNum(Math.max(0, Math.trunc(event.currentTarget.valueAsNumber || 0)))
            }
          />
        ) : null}
        <Button look="outlined" aria-disabled={useless} onClick={submit}>
          {words.add}
        </Button>
        {kind === 'rule' && text !== null ? <code className={styles.rule}>{text}</code> : null}
      </form>
    </>
  );
}
