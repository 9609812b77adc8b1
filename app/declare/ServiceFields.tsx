// A service: its address, its ports, and the pods behind it.
import type { Fields } from '../../engine/scenario/draft/draft.ts';
import { useWords } from '../state/language.ts';
import { Field, TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { setValue, useDrafting } from './draft.ts';
import { Endpoints } from './Endpoints.tsx';
import styles from './Group.module.css';
import { LineField } from './LineField.tsx';
import { labelsLine, parseLabels } from './lines.ts';
import type { FieldsProps } from './NodeFields.tsx';
import {
  nameOf,
  namespaceOf,
  putClusterIp,
  putName,
  putSelector,
  putType,
  selectorOf,
  textAt,
} from './objects.ts';
import { ServicePorts } from './ServicePorts.tsx';

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];

export function ServiceFields({ row, isNew }: FieldsProps) {
  const words = useWords('declare');
  const { value } = row;
  const namespace = namespaceOf(value);
  const given = useDrafting(({ work }) =>
    work!.good?.places.services.find((each) => each.name === nameOf(value) && each.namespace === namespace),
  );
  const set = (next: Fields) => setValue(row, next);
  return (
    <>
      <div className={styles.named}>
        <TextField
          label={words.name}
          value={nameOf(value)}
          autoFocus={isNew}
          onChange={(name) => set(putName(value, name))}
        />
        {namespace === 'default' ? null : <span className={styles.belongs}>{namespace}</span>}
      </div>
      <Field label={words.type}>
        <Select
          label={words.type}
          value={textAt(value, ['spec', 'type']) || 'ClusterIP'}
          onChange={(type) => set(putType(value, type))}
        >
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </Select>
      </Field>
      <TextField
        label={words.clusterIP}
        mono
        value={textAt(value, ['spec', 'clusterIP'])}
        placeholder={given?.address ?? ''}
        onChange={(address) => set(putClusterIp(value, address))}
      />
      <LineField
        label={words.selector}
        mono
        value={selectorOf(value)}
        print={labelsLine}
        parse={parseLabels}
        onChange={(selector) => set(putSelector(value, selector))}
      />
      <ServicePorts row={row} given={given?.ports ?? []} />
      <Endpoints row={row} />
    </>
  );
}
