// A pod, or what makes pods: where it runs, what it is called by services, on which ports it listens.
import type { Fields } from '../../engine/scenario/draft/draft.ts';
import { useWords } from '../state/language.ts';
import { Field, TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { setValue, useDrafting } from './draft.ts';
import styles from './Group.module.css';
import { LineField } from './LineField.tsx';
import { labelsLine, parseLabels, parsePorts, portsLine } from './lines.ts';
import type { FieldsProps } from './NodeFields.tsx';
import {
  containerPorts,
  groupOf,
  isWorkload,
  kindOf,
  labelsOf,
  nameOf,
  namespaceOf,
  nodeNamePath,
  putContainerPorts,
  putLabels,
  putName,
  putNumber,
  putPodIp,
  putText,
  type Row,
  textAt,
} from './objects.ts';

export function PodFields({ row, isNew }: FieldsProps) {
  const words = useWords('declare');
  const { value } = row;
  const set = (next: Fields) => setValue(row, next);
  const ports = containerPorts(value);
  return (
    <>
      <div className={styles.named}>
        <TextField
          label={words.name}
          value={nameOf(value)}
          autoFocus={isNew}
          onChange={(name) => set(putName(value, name))}
        />
        <Belongs value={value} />
      </div>
      {kindOf(value) === 'DaemonSet' ? (
        <EveryNode />
      ) : isWorkload(value) ? (
        <Replicas row={row} />
      ) : (
        <NodeChoice row={row} />
      )}
      <LineField
        label={words.labels}
        mono
        value={labelsOf(value)}
        print={labelsLine}
        parse={parseLabels}
        onChange={(labels) => set(putLabels(value, labels))}
      />
      {ports === null ? (
        <TextField label={words.ports} value={words.severalContainers} disabled onChange={() => undefined} />
      ) : (
        <LineField
          label={words.ports}
          mono
          value={ports}
          print={portsLine}
          parse={(line) => parsePorts(line, ports)}
          onChange={(next) => set(putContainerPorts(value, next))}
        />
      )}
      {isWorkload(value) ? <span /> : <Address row={row} />}
    </>
  );
}

/** What is not as usual: its kind, its namespace. */
function Belongs({ value }: { readonly value: Fields }) {
  const namespace = namespaceOf(value);
  const said = [
    ...(isWorkload(value) ? [kindOf(value)] : []),
    ...(namespace === 'default' ? [] : [namespace]),
  ];
  return said.length > 0 ? <span className={styles.belongs}>{said.join(', ')}</span> : null;
}

const EveryNode = () => {
  const words = useWords('declare');
  return <TextField label={words.node} value={words.everyNode} disabled onChange={() => undefined} />;
};

function Replicas({ row }: { readonly row: Row }) {
  const words = useWords('declare');
  return (
    <TextField
      label={words.replicas}
      inputMode="numeric"
      value={textAt(row.value, ['spec', 'replicas'])}
      placeholder="1"
      onChange={(text) => setValue(row, putNumber(row.value, ['spec', 'replicas'], text))}
    />
  );
}

const usePlaced = ({ value }: Row) =>
  useDrafting(({ work }) =>
    work!.good?.places.pods.find(
      ({ name, namespace }) => name === nameOf(value) && namespace === namespaceOf(value),
    ),
  );

function NodeChoice({ row }: { readonly row: Row }) {
  const words = useWords('declare');
  const rows = useDrafting(({ work }) => work!.rows!);
  const placed = usePlaced(row);
  const path = nodeNamePath(row.value);
  const chosen = textAt(row.value, path);
  const names = rows.filter(({ value }) => groupOf(value) === 'node').map(({ value }) => nameOf(value));
  const options = chosen === '' || names.includes(chosen) ? names : [chosen, ...names];
  return (
    <Field label={words.node}>
      <Select
        label={words.node}
        value={chosen}
        onChange={(name) => setValue(row, putText(row.value, path, name))}
      >
        <option value="">{words.anyNode(chosen === '' ? (placed?.node ?? null) : null)}</option>
        {options.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Address({ row }: { readonly row: Row }) {
  const words = useWords('declare');
  const placed = usePlaced(row);
  return (
    <TextField
      label={words.address}
      mono
      value={textAt(row.value, ['status', 'podIP'])}
      placeholder={placed?.address ?? ''}
      onChange={(address) => setValue(row, putPodIp(row.value, address))}
    />
  );
}
