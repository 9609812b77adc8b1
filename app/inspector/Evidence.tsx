// What stands behind the sentences: everything that was weighed, with what became of it; and of a packet's end, what would have
// to be different.
import { useMemo, useState } from 'react';
import { type Answer, evidenceAt, type Weighed, type WeighedKind } from '../../engine/explain/evidence.ts';
import type { Sentence } from '../../engine/explain/index.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { tablesAt } from '../../engine/trace/state.ts';
import { eventOfStep } from '../../engine/trace/steps.ts';
import { type } from '../state/edits.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { useSession } from '../state/session.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import styles from './Evidence.module.css';
import { Told, type ToldProps } from './Told.tsx';
import type { ReasonProps } from './Why.tsx';

const ICONS: Readonly<Record<Answer, IconName | null>> = { yes: 'check', no: 'cross', unasked: null };

interface WeighedListProps extends Pick<ToldProps, 'onFollow'> {
  readonly kind: WeighedKind;
  readonly weighed: readonly Weighed[];
}

function WeighedList({ kind, weighed, onFollow }: WeighedListProps) {
  const { kinds, answers } = useWords('inspector').evidence;
  const said = kind === 'rule' ? answers.rule : answers.row;
  return (
    <section className={styles.part} aria-label={kinds[kind]}>
      <h4>{kinds[kind]}</h4>
      <ul className={styles.weighed}>
        {weighed.map(({ what, answer, why }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule may ask the same twice; its place is what it is
          <li key={at} data-answer={answer}>
            <span className={styles.answer}>
              {ICONS[answer] ? <Icon name={ICONS[answer]} size={12} /> : null}
              {said[answer]}
            </span>
            <span className={styles.what}>
              <Told sentence={[what]} onFollow={onFollow} />
            </span>
            <span className={styles.why}>
              <Told sentence={why} onFollow={onFollow} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The commands of a sentence, each with the place it is for: `node-a# ip route …`. */
const commandsIn = (sentence: Sentence): ScenarioCommand[] =>
  sentence.flatMap((fragment) => {
    const [, place, run] =
      /^(\S+)# (.+)$/.exec(typeof fragment !== 'string' && 'code' in fragment ? fragment.code : '') ?? [];
    return place === undefined || run === undefined ? [] : [{ in: place, run }];
  });

function DoIt({ command }: { readonly command: ScenarioCommand }) {
  const words = useWords('inspector').evidence;
  const [refusal, setRefusal] = useState('');
  const typeIt = async () => {
    const typed = await type([command]);
    setRefusal(typed?.kind === 'refused' ? typed.output : '');
  };
  return (
    <>
      {' '}
      <button
        type="button"
        className={styles.doIt}
        aria-label={words.doThis(`${command.in}# ${command.run}`)}
        onClick={() => void typeIt()}
      >
        {words.doIt}
      </button>{' '}
      <span role="status">{refusal}</span>
    </>
  );
}

export function Evidence({ opened, zoom, tick, tables: base, onFollow }: ReasonProps) {
  const words = useWords('inspector').evidence;
  const speech = useSpeech();
  const history = useSession((session) => session.history);
  const { kind, weighed, remedies } = useMemo(() => {
    const { ns } = opened.trace.events[eventOfStep(opened.trace, zoom, tick)]!;
    return evidenceAt(speech, opened, zoom, tick, base && tablesAt(base, history, ns, tick));
  }, [speech, opened, zoom, tick, base, history]);
  return (
    <>
      {remedies.length > 0 ? (
        <section className={styles.part} aria-label={words.different}>
          <h4>{words.different}</h4>
          {remedies.map((sentence, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no names but their places
            <p key={at}>
              <Told sentence={sentence} onFollow={onFollow} />
              {commandsIn(sentence).map((command) => (
                <DoIt key={command.run} command={command} />
              ))}
            </p>
          ))}
        </section>
      ) : null}
      {weighed.length > 0 ? <WeighedList kind={kind} weighed={weighed} onFollow={onFollow} /> : null}
    </>
  );
}
