// Which command sends the packet, and what it printed.
import { useState } from 'react';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import type { Outcome } from '../../engine/trace/events.ts';
import { chooseProbe } from '../state/link.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './Probe.module.css';

const FAILURES: Readonly<Record<NonNullable<Outcome['failure']>, string>> = {
  timeout: 'no answer',
  unreachable: 'unreachable',
  budget: 'stopped: too many events',
  refused: 'refused',
  unsure: 'not sure: a rule is not supported',
};

const same = (a: ScenarioCommand, b: ScenarioCommand) => a.in === b.in && a.run === b.run;

export function Probe() {
  const { scenario, probe, trace } = useOpened();
  const [shown, setShown] = useState(false);
  const own = [scenario.probe, ...(scenario.alternatives ?? [])];
  const commands = own.some((command) => same(command, probe)) ? own : [...own, probe];
  const { answered, failure, output } = trace.outcome;
  const prompt = ({ in: ns, run }: ScenarioCommand) => `${ns}# ${run}`;
  return (
    <div className={styles.probe}>
      <Select
        label="Probe"
        mono
        value={String(commands.findIndex((command) => same(command, probe)))}
        onChange={(value) => {
          const command = commands[Number(value)]!;
          void chooseProbe(same(command, scenario.probe) ? null : command);
        }}
      >
        {commands.map((command, index) => (
          <option key={prompt(command)} value={index}>
            {prompt(command)}
          </option>
        ))}
      </Select>
      <Button
        icon={answered ? 'check' : 'cross'}
        className={answered ? (styles.good ?? '') : (styles.bad ?? '')}
        title="What the command prints"
        onClick={() => setShown(true)}
      >
        {failure ? FAILURES[failure] : 'answered'}
      </Button>
      <Dialog open={shown} title="What the command prints" onClose={() => setShown(false)}>
        <pre className={styles.output}>
          <span className={styles.prompt}>{prompt(probe)}</span>
          {`\n${output}`}
        </pre>
      </Dialog>
    </div>
  );
}
