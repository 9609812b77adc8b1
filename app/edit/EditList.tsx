// The edits of this network in their order, each to be taken back, or all.
import { useState } from 'react';
import type { Problem } from '../../engine/problem.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { takeAllBack, takeBack } from '../state/edits.ts';
import { useWords } from '../state/language.ts';
import { useScenario } from '../state/scenario.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import styles from './EditList.module.css';

interface Kept {
  /** The edits when it was tried to take one back. */
  readonly among: readonly ScenarioCommand[];
  readonly index: number;
  readonly problem: Problem;
}

/** `titled`: it stands among other things. */
export function EditList({ titled = false }: { readonly titled?: boolean }) {
  const words = useWords('edit');
  const commands = useScenario((scenario) => scenario.commands);
  const [kept, setKept] = useState<Kept | null>(null);
  if (commands.length === 0) return null;
  const take = async (index: number) => {
    const problem = await takeBack(index);
    setKept(problem && { among: commands, index, problem });
  };
  return (
    <section className={styles.edits} aria-label={words.edits}>
      {titled ? <h3>{words.editsOf}</h3> : null}
      <ol>
        {commands.map((command, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same line may be typed twice, and its place is what it is.
          <li key={index}>
            <code>
              <span className={styles.host}>{command.in}#</span> {command.run}
            </code>
            <Button icon="close" label={words.takeBack(command.run)} onClick={() => void take(index)} />
            {kept?.among === commands && kept.index === index ? <Needed kept={kept} /> : null}
          </li>
        ))}
      </ol>
      <footer>
        <Button look="outlined" onClick={() => void takeAllBack()}>
          {words.takeAllBack}
        </Button>
      </footer>
    </section>
  );
}

/** Which of the later edits cannot be without this one, and what its program says. */
function Needed({ kept: { among, index, problem } }: { readonly kept: Kept }) {
  const words = useWords('edit');
  const { scenario } = useOpened();
  const own = (scenario.commands?.length ?? 0) - among.length;
  const [, number] = /^commands\.(\d+)/.exec(problem.where) ?? [];
  const left = among.filter((_each, at) => at !== index);
  const command = number === undefined ? undefined : left[Number(number) - own];
  return (
    <div role="alert" className={styles.needed}>
      {command ? <p>{words.needed(command.run)}</p> : null}
      <pre lang="en">{problem.what}</pre>
    </div>
  );
}
