// A line as one would type it on a machine: an edit changes the network and the probe runs again; a probe is sent; all else prints.
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { type Typed, type } from '../state/edits.ts';
import { useWords } from '../state/language.ts';
import { useFocus } from '../state/selection.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './Composer.module.css';

const PROGRAMS = ['ip', 'iptables', 'ipset', 'bridge', 'sysctl', 'ping', 'curl', 'nc', 'dig', '…'];
const EXAMPLES = [
  'ip route',
  'iptables -t nat -nvL',
  'ip link set cni0 down',
  'sysctl -w net.ipv4.ip_forward=0',
];

export function Composer({ children }: { readonly children: ReactNode }) {
  const words = useWords('composer');
  const [shown, setShown] = useState(false);
  return (
    <>
      <Button icon="terminal" title={words.title} label={words.title} onClick={() => setShown(true)} />
      <Dialog open={shown} title={words.title} onClose={() => setShown(false)}>
        <Line />
        {children}
      </Dialog>
    </>
  );
}

interface Said extends Typed {
  readonly command: ScenarioCommand;
}

/** Who copies a line from the page has its prompt in front of it: `node-a# ip route`. */
function promptTaken({ namespaces }: Outline, { in: place, run }: ScenarioCommand): ScenarioCommand {
  const [, before = '', line = ''] = /^(\S+)#\s+(.+)$/.exec(run) ?? [];
  return namespaces.some(({ name }) => name === before) ? { in: before, run: line } : { in: place, run };
}

function Line() {
  const words = useWords('composer');
  const { outline } = useOpened();
  const focus = useFocus();
  /** null: what is looked at. */
  const [chosen, setWhere] = useState<string | null>(null);
  const [run, setRun] = useState('');
  const [said, setSaid] = useState<Said | null>(null);
  const { namespaces } = outline;
  const place = namespaces.some(({ name }) => name === chosen) ? chosen! : namespaces[focus]!.name;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (run.trim() === '') return;
    const command = promptTaken(outline, { in: place, run: run.trim() });
    const typed = await type([command]);
    if (!typed) return;
    setSaid({ ...typed, command });
    if (typed.kind === 'changed') setRun('');
  };
  return (
    <>
      <form className={styles.line} onSubmit={(event) => void submit(event)}>
        <Select label={words.where} mono value={place} onChange={setWhere}>
          {outline.namespaces.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
        <input
          aria-label={words.command}
          className={styles.input}
          value={run}
          maxLength={4096}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          placeholder="ip route del default"
          onChange={(event) => setRun(event.currentTarget.value)}
        />
        <button type="submit" className={styles.run}>
          {words.run}
        </button>
      </form>
      {said ? <Output said={said} /> : <Hint />}
    </>
  );
}

function Hint() {
  const words = useWords('composer');
  return (
    <div className={styles.hint}>
      <p>{words.hint}</p>
      <Lines title={words.programs} lines={PROGRAMS} />
      <Lines title={words.examples} lines={EXAMPLES} />
    </div>
  );
}

const Lines = ({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) => (
  <p className={styles.lines}>
    {title}
    {lines.map((line) => (
      <code key={line}>{line}</code>
    ))}
  </p>
);

function Output({ said: { command, kind, output } }: { readonly said: Said }) {
  const words = useWords('composer');
  return (
    <div className={styles.said} data-kind={kind}>
      <pre>
        <span className={styles.prompt}>{`${command.in}# ${command.run}`}</span>
        {output === '' ? '' : `\n${output}`}
      </pre>
      <p role="status">{words.results[kind]}</p>
    </div>
  );
}
