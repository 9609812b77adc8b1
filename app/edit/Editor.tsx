// A row's editor: its fields, the command that they come to, and what the machine says to it.
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { type Asked, doneEditing, nameOf } from '../state/editing.ts';
import { type Typed, type } from '../state/edits.ts';
import { useWords } from '../state/language.ts';
import { IN_CLUSTER } from '../state/rows.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './Editor.module.css';
import { Fields } from './Fields.tsx';
import type { Form } from './forms/form.ts';
import { formOf, linesOf } from './place.ts';

/** Where a line for the cluster is said to be typed: whoever has access to it is on no machine of it. */
const CLUSTER = 'cluster';

/** What is typed in a namespace; null when something else was asked for meanwhile. */
const run = (namespace: string, lines: readonly string[]): Promise<Typed | null> =>
  type(lines.map((line) => ({ in: namespace, run: line })));

const linesIn = (text: string) =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

export default function Editor({ asked }: { readonly asked: Asked }) {
  const [form] = useState(() => formOf(asked));
  return form ? <Asking asked={asked} form={form} /> : <AtOnce asked={asked} />;
}

/** Where the lines are typed. */
function useWhere({ ns }: Asked): string {
  const { outline } = useOpened();
  return ns === IN_CLUSTER ? CLUSTER : outline.namespaces[ns]!.name;
}

/** What needs no question is done; only when it is refused there is something to say. */
function AtOnce({ asked }: { readonly asked: Asked }) {
  const name = useWhere(asked);
  const [refused, setRefused] = useState<string | null>(null);
  const [lines] = useState(() => linesOf(asked));
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void run(name, lines).then((typed) => {
      if (typed?.kind === 'refused') setRefused(typed.output);
      else doneEditing(asked);
    });
  }, [asked, name, lines]);
  return refused === null ? null : <Asking asked={asked} form={null} first={{ lines, refused }} />;
}

interface AskingProps {
  readonly asked: Asked;
  /** null: there is only the command. */
  readonly form: Form | null;
  /** What was tried already. */
  readonly first?: { readonly lines: readonly string[]; readonly refused: string };
}

function Asking({ asked, form, first }: AskingProps) {
  const words = useWords('edit');
  const name = useWhere(asked);
  const [values, setValues] = useState(form?.values ?? {});
  const [typed, setTyped] = useState<string | null>(form ? null : (first?.lines.join('\n') ?? ''));
  const [said, setSaid] = useState<Pick<Typed, 'kind' | 'output'> | null>(
    first ? { kind: 'refused', output: first.refused } : null,
  );
  const [busy, setBusy] = useState(false);
  const lines = typed === null ? (form?.commands(values) ?? []) : linesIn(typed);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (lines.length === 0 || busy) return;
    setBusy(true);
    const answer = await run(name, lines);
    setBusy(false);
    if (answer?.kind === 'changed') doneEditing(asked);
    else setSaid(answer);
  };
  const what = words.titles[asked.table as keyof typeof words.titles];
  const about = (asked.act === 'edit' || asked.act === 'move') && asked.key !== null;
  const which = about ? nameOf(asked.table, asked.key!) : '';
  return (
    <Dialog
      open
      near={asked.near}
      title={words.inNamespace(`${what} ${which}`.trim(), name)}
      onClose={() => doneEditing(asked)}
    >
      <form onSubmit={(event) => void submit(event)} aria-busy={busy}>
        {form && typed === null ? (
          <Fields fields={form.fields(values)} values={values} onChange={setValues} />
        ) : null}
        <Command
          namespace={name}
          first={form === null}
          text={typed ?? lines.join('\n')}
          onChange={(text) => {
            setTyped(text);
            setSaid(null);
          }}
        />
        {form && typed !== null ? (
          <p className={styles.byHand}>
            {words.byHand}{' '}
            <Button look="outlined" onClick={() => setTyped(null)}>
              {words.backToFields}
            </Button>
          </p>
        ) : null}
        {said ? <Said said={said} /> : null}
        <footer className={styles.foot}>
          <Button onClick={() => doneEditing(asked)}>{words.cancel}</Button>
          <button type="submit" className={styles.apply} disabled={lines.length === 0}>
            {words.apply}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** The line that is typed: it follows the fields, and may be written by hand. */
function Command({
  namespace,
  first,
  text,
  onChange,
}: {
  readonly namespace: string;
  /** Nothing is asked before it. */
  readonly first: boolean;
  readonly text: string;
  onChange(text: string): void;
}) {
  const words = useWords('edit');
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  };
  return (
    <div className={styles.command}>
      <label htmlFor={id}>
        {words.command} <code>{namespace}#</code>
      </label>
      <textarea
        id={id}
        value={text}
        data-first={first || undefined}
        maxLength={4096}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onKeyDown={onKeyDown}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

/** Why not, in the words of the machine. */
function Said({ said: { kind, output } }: { readonly said: Pick<Typed, 'kind' | 'output'> }) {
  const words = useWords('edit');
  return (
    <div role="alert" className={styles.said}>
      <p>{kind === 'refused' ? words.refused : words.nothing}</p>
      {output === '' ? null : <pre lang="en">{output}</pre>}
    </div>
  );
}
