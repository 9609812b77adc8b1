// What is sent through the cluster: from where, to what, by which command.
import type { Surveyed } from '../../engine/scenario/draft/survey.ts';
import { useWords } from '../state/language.ts';
import { Field, TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { setProbe, useDrafting } from './draft.ts';
import styles from './Form.module.css';
import { startsOf } from './probe.ts';

const KINDS = ['service', 'nodePort', 'pod', 'node'] as const;
const OWN = '';

export function Sent() {
  const words = useWords('declare');
  const good = useDrafting(({ work }) => work!.good);
  return (
    <section className={styles.sent} aria-label={words.probe}>
      <h3>{words.probe}</h3>
      {good ? <Command good={good} /> : null}
    </section>
  );
}

function Command({ good }: { readonly good: Surveyed }) {
  const words = useWords('declare');
  const typed = useDrafting(({ work }) => work!.draft.probe);
  const probe = typed ?? good.scenario.probe;
  const starts = startsOf(good.places);
  const target = good.targets.find(({ run }) => run === probe.run);
  return (
    <div className={styles.probe}>
      <Field label={words.from}>
        <Select
          label={words.from}
          mono
          value={probe.in}
          onChange={(place) => setProbe({ ...probe, in: place })}
        >
          {(starts.includes(probe.in) ? starts : [probe.in, ...starts]).map((place) => (
            <option key={place} value={place}>
              {place}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.to}>
        <Select
          label={words.to}
          value={target?.run ?? OWN}
          onChange={(run) => run !== OWN && setProbe({ ...probe, run })}
        >
          {target ? null : <option value={OWN}>{words.ownCommand}</option>}
          {KINDS.map((kind) => (
            <optgroup key={kind} label={words.targets[kind]}>
              {good.targets
                .filter((each) => each.kind === kind)
                .map(({ name, address, run }) => (
                  <option key={`${name} ${address} ${run}`} value={run}>
                    {`${name}  ${address}`}
                  </option>
                ))}
            </optgroup>
          ))}
        </Select>
      </Field>
      <TextField
        label={words.command}
        mono
        value={probe.run}
        onChange={(run) => setProbe({ ...probe, run })}
      />
    </div>
  );
}
