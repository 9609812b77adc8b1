// What there is to say of a cluster besides its objects.
import type { DraftSettings } from '../../engine/scenario/draft/draft.ts';
import { useWords } from '../state/language.ts';
import { Field, TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { setSettings, useDrafting } from './draft.ts';
import styles from './Form.module.css';
import { VERDICT } from './Verdict.tsx';

/** Releases whose rules differ, and what is between them. */
const OLDEST = 16;
const NEWEST = 34;
const RELEASES = Array.from({ length: NEWEST - OLDEST + 1 }, (_, at) => `1.${NEWEST - at}`);

/** What flannel carries in user space has no tables to look at: nobody would choose it. */
const UNSEEN = 'flannel-udp';

export function Settings() {
  const words = useWords('declare');
  const settings = useDrafting(({ work }) => work!.draft.settings);
  const wrong = useDrafting(({ work }) => {
    const outcome = work?.survey?.outcome;
    return outcome && !outcome.ok ? outcome.problem.where : null;
  });
  const text = (name: 'title' | 'podCIDR' | 'serviceCIDR', label: string) => (
    <TextField
      label={label}
      value={settings[name]}
      mono={name !== 'title'}
      invalid={wrong === name}
      describedBy={wrong === name ? VERDICT : undefined}
      onChange={(value) => setSettings({ [name]: value })}
    />
  );
  const releases = RELEASES.includes(settings.kubernetes) ? RELEASES : [settings.kubernetes, ...RELEASES];
  const networks = Object.entries(words.networks).filter(
    ([id]) => id !== UNSEEN || settings.network === UNSEEN,
  );
  return (
    <fieldset className={styles.settings} aria-label={words.settings}>
      {text('title', words.name)}
      <Field label={words.network}>
        <Select
          label={words.network}
          value={settings.network}
          onChange={(network) => setSettings({ network: network as DraftSettings['network'] })}
        >
          {networks.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.proxy}>
        <Select
          label={words.proxy}
          value={settings.mode}
          onChange={(mode) => setSettings({ mode: mode as DraftSettings['mode'] })}
        >
          <option value="iptables">iptables</option>
          <option value="ipvs">IPVS</option>
        </Select>
      </Field>
      <Field label={words.kubernetes}>
        <Select
          label={words.kubernetes}
          value={settings.kubernetes}
          onChange={(kubernetes) => setSettings({ kubernetes })}
        >
          {releases.map((release) => (
            <option key={release} value={release}>
              {release}
            </option>
          ))}
        </Select>
      </Field>
      {text('podCIDR', words.podCIDR)}
      {text('serviceCIDR', words.serviceCIDR)}
    </fieldset>
  );
}
