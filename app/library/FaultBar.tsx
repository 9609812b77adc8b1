// A fault as a game: the symptom is told, who likes finds the cause and mends it, and is told when the probe is answered.
import { useEffect, useState } from 'react';
import type { Opened } from '../../engine/protocol.ts';
import { library } from '../../engine/scenario/library/index.ts';
import { useScenarioText, useWords } from '../state/language.ts';
import { chooseScenario } from '../state/link.ts';
import { goToTick, pause, usePlayback } from '../state/playback.ts';
import { useScenario } from '../state/scenario.ts';
import { useSession } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Cause } from './Fault.tsx';
import styles from './FaultBar.module.css';

const FAULTS: readonly string[] = library.filter(({ group }) => group === 'Faults').map(({ id }) => id);

/** Where the probe's packet was dropped last; -1: nowhere. */
const endOf = ({ trace }: Opened) => trace.events.findLastIndex(({ did }) => did.kind === 'drop');

/** Shows the drop itself, whatever one steps by. */
function goToEnd({ trace }: Opened, end: number): void {
  pause();
  usePlayback.setState({ zoom: 'rule' });
  goToTick(trace.ticks[end]!);
}

export function FaultBar() {
  const opened = useSession((session) => session.opened);
  const { scenario, probe, commands } = useScenario();
  const fault = opened?.scenario.fault;
  const [left, setLeft] = useState<unknown>(null);
  // Whoever comes back to it is asked again.
  useEffect(() => {
    if (left !== scenario) setLeft(null);
  }, [left, scenario]);
  if (!opened || !fault || left === scenario) return null;
  // The scenario's own probe is what has to be answered.
  const mended = probe === null && commands.length > 0 && opened.trace.outcome.answered;
  return (
    <Bar
      key={opened.scenario.title}
      opened={opened}
      fault={fault}
      mended={mended}
      onLeave={() => setLeft(scenario)}
    />
  );
}

interface BarProps {
  readonly opened: Opened;
  readonly fault: NonNullable<Opened['scenario']['fault']>;
  readonly mended: boolean;
  readonly onLeave: () => void;
}

function Bar({ opened, fault, mended, onLeave }: BarProps) {
  const words = useWords('library');
  const scenario = useScenario((state) => state.scenario);
  const text = { ...fault, ...useScenarioText(scenario)?.fault };
  const [told, setTold] = useState(false);
  const end = endOf(opened);
  const place = typeof scenario === 'string' ? FAULTS.indexOf(scenario) : -1;
  const next = FAULTS[(place + 1) % FAULTS.length]!;
  return (
    <section className={styles.bar} data-mended={mended || undefined} aria-label={words.game.title}>
      <Icon name={mended ? 'check' : 'question'} />
      <div className={styles.text}>
        <p role="status">{mended ? words.game.mended : `${text.symptom} ${words.game.task}`}</p>
        {told ? <Cause {...text} /> : null}
      </div>
      <div className={styles.tools}>
        {mended ? (
          <Button look="outlined" onClick={() => void chooseScenario(next)}>
            {words.game.next}
          </Button>
        ) : end >= 0 ? (
          <Button look="outlined" onClick={() => goToEnd(opened, end)}>
            {words.game.end}
          </Button>
        ) : null}
        <Button aria-expanded={told} onClick={() => setTold(!told)}>
          {words.game.tell}
        </Button>
        <Button icon="close" label={words.game.leave} onClick={onLeave} />
      </div>
    </section>
  );
}
