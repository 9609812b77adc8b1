// Which command sends the packet, and what it printed.
import { useState } from 'react';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { isSameCommand } from '../state/commands.ts';
import { useWords } from '../state/language.ts';
import { chooseProbe } from '../state/link.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './Probe.module.css';

export function Probe() {
  const words = useWords('library');
  const { scenario, probe, trace } = useOpened();
  const [shown, setShown] = useState(false);
  const own = [scenario.probe, ...(scenario.alternatives ?? [])];
  const commands = own.some((command) => isSameCommand(command, probe)) ? own : [...own, probe];
  const { answered, failure, output } = trace.outcome;
  const prompt = ({ in: ns, run }: ScenarioCommand) => `${ns}# ${run}`;
  return (
    <div className={styles.probe}>
      <Select
        label={words.probe}
        mono
        value={String(commands.findIndex((command) => isSameCommand(command, probe)))}
        onChange={(value) => {
          const command = commands[Number(value)]!;
          void chooseProbe(isSameCommand(command, scenario.probe) ? null : command);
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
        title={words.printed}
        onClick={() => setShown(true)}
      >
        {failure ? words.failures[failure] : words.answered}
      </Button>
      <Dialog open={shown} title={words.printed} onClose={() => setShown(false)}>
        <pre className={styles.output}>
          <span className={styles.prompt}>{prompt(probe)}</span>
          {`\n${output}`}
        </pre>
      </Dialog>
    </div>
  );
}
