// What the network on show can be held against: itself without edits or with another probe, what is worth a look, and the whole library.
import type { ReactNode } from 'react';
import { LIBRARY_GROUPS, library } from '../../engine/scenario/library/index.ts';
import type { Against } from '../../engine/scenario/link.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { isSameCommand } from '../state/commands.ts';
import { useWords } from '../state/language.ts';
import { compareWith } from '../state/link.ts';
import { useScenario } from '../state/scenario.ts';
import { useOpened } from '../state/session.ts';
import styles from './Chooser.module.css';
import { useTitles } from './sides.ts';
import { suggestionsFor } from './suggestions.ts';

interface ChoiceProps {
  readonly title: string;
  readonly children?: ReactNode;
  onChoose(): void;
}

function Choice({ title, children, onChoose }: ChoiceProps) {
  return (
    <li>
      <button type="button" className={styles.choice} onClick={onChoose}>
        <b>{title}</b>
        {children ? <span>{children}</span> : null}
      </button>
    </li>
  );
}

interface PartProps {
  readonly title: string;
  readonly small?: boolean;
  readonly children: ReactNode;
}

function Part({ title, small = false, children }: PartProps) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      <ul className={small ? styles.pills : styles.choices}>{children}</ul>
    </section>
  );
}

const prompt = ({ in: place, run }: ScenarioCommand) => `${place}# ${run}`;

interface ChooserProps {
  onChosen(): void;
}

export function Chooser({ onChosen }: ChooserProps) {
  const choose = (against: Against) => () => {
    onChosen();
    void compareWith(against);
  };
  return (
    <div className={styles.chooser}>
      <Itself choose={choose} />
      <Suggested choose={choose} />
      <Probes choose={choose} />
      <Whole choose={choose} />
    </div>
  );
}

interface ChooseProps {
  choose(against: Against): () => void;
}

function Itself({ choose }: ChooseProps) {
  const words = useWords('compare');
  const commands = useScenario((scenario) => scenario.commands);
  const last = commands.at(-1);
  if (!last) return null;
  return (
    <Part title={words.here}>
      <Choice title={words.withoutEdits} onChoose={choose({ kind: 'base' })}>
        {words.edits(commands.length)}
      </Choice>
      {commands.length > 1 ? (
        <Choice title={words.withoutLast} onChoose={choose({ kind: 'before' })}>
          <code>{prompt(last)}</code>
        </Choice>
      ) : null}
    </Part>
  );
}

function Suggested({ choose }: ChooseProps) {
  const words = useWords('compare');
  const scenario = useScenario((state) => state.scenario);
  const titleOf = useTitles();
  const { probe } = useOpened();
  const suggestions = suggestionsFor(scenario, probe);
  if (suggestions.length === 0) return null;
  return (
    <Part title={words.suggested}>
      {suggestions.map(({ against, aspect }) => {
        const title = against.kind === 'library' ? titleOf(against.id) : against.probe.run;
        return (
          <Choice key={title} title={title} onChoose={choose(against)}>
            {words.aspects[aspect]}
          </Choice>
        );
      })}
    </Part>
  );
}

function Probes({ choose }: ChooseProps) {
  const words = useWords('compare');
  const { scenario, probe } = useOpened();
  const others = [scenario.probe, ...(scenario.alternatives ?? [])].filter(
    (command) => !isSameCommand(command, probe),
  );
  if (others.length === 0) return null;
  return (
    <Part title={words.probes} small>
      {others.map((command) => (
        <li key={prompt(command)}>
          <button type="button" className={styles.pill} onClick={choose({ kind: 'probe', probe: command })}>
            <code>{prompt(command)}</code>
          </button>
        </li>
      ))}
    </Part>
  );
}

function Whole({ choose }: ChooseProps) {
  const words = useWords('compare');
  const { groups } = useWords('library');
  const titleOf = useTitles();
  const own = useScenario((state) => state.scenario);
  return (
    <section className={styles.part}>
      <h3>{words.library}</h3>
      {LIBRARY_GROUPS.map((group) => (
        <section key={group} className={styles.group}>
          <h4>{groups[group]}</h4>
          <ul className={styles.pills}>
            {library
              .filter((each) => each.group === group && each.id !== own)
              .map(({ id }) => (
                <li key={id}>
                  <button
                    type="button"
                    className={styles.pill}
                    onClick={choose({ kind: 'library', id, probe: null })}
                  >
                    {titleOf(id)}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
