// The ports of a service, a line each.
import type { ServicePort } from '../../engine/cluster/objects.ts';
import type { Fields } from '../../engine/scenario/draft/draft.ts';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import { Field, TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { setValue } from './draft.ts';
import styles from './Group.module.css';
import { opensNodePorts, portsOf, putNumber, putText, type Row, textAt } from './objects.ts';
import { type Path, put } from './paths.ts';

export interface ServicePortsProps {
  readonly row: Row;
  /** As they are once node ports are given out. */
  readonly given: readonly ServicePort[];
}

export function ServicePorts({ row, given }: ServicePortsProps) {
  const words = useWords('declare');
  const { value } = row;
  const ports = portsOf(value);
  return (
    <div className={styles.ports}>
      {ports.map((_, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a port is its place in the list; it may have no name, and its number changes.
        <PortLine key={nth} row={row} nth={nth} count={ports.length} given={given[nth]} />
      ))}
      <Button
        icon="plus"
        title={words.addLong.port}
        label={words.addLong.port}
        onClick={() => setValue(row, withPort(value))}
      >
        {words.add.port}
      </Button>
    </div>
  );
}

/** Several ports need names. */
function withPort(service: Fields): Fields {
  const ports = portsOf(service);
  const more = put(service, ['spec', 'ports', ports.length], { port: 80 + ports.length });
  if (ports.length === 0) return more;
  return [...ports.keys(), ports.length].reduce((sum, nth) => {
    const path = ['spec', 'ports', nth, 'name'];
    return textAt(sum, path) === '' ? putText(sum, path, `port-${nth + 1}`) : sum;
  }, more);
}

interface PortLineProps {
  readonly row: Row;
  readonly nth: number;
  readonly count: number;
  readonly given: ServicePort | undefined;
}

function PortLine({ row, nth, count, given }: PortLineProps) {
  const words = useWords('declare');
  const { value } = row;
  const path = (field: string): Path => ['spec', 'ports', nth, field];
  const line = (field: string, label: string, placeholder = '') => (
    <TextField
      label={label}
      mono
      inputMode="numeric"
      value={textAt(value, path(field))}
      placeholder={placeholder}
      onChange={(text) => setValue(row, putNumber(value, path(field), text))}
    />
  );
  const node = given?.nodePort ? String(given.nodePort) : '';
  return (
    <fieldset className={styles.port} aria-label={words.portOf(nth + 1)}>
      {line('port', words.port)}
      {line('targetPort', words.targetPort, textAt(value, path('port')))}
      <Field label={words.protocol}>
        <Select
          label={words.protocol}
          value={textAt(value, path('protocol')) || 'TCP'}
          onChange={(protocol) =>
            setValue(row, putText(value, path('protocol'), protocol === 'TCP' ? '' : protocol))
          }
        >
          <option value="TCP">TCP</option>
          <option value="UDP">UDP</option>
          <option value="SCTP">SCTP</option>
        </Select>
      </Field>
      {count > 1 || textAt(value, path('name')) !== '' ? (
        <TextField
          label={words.portName}
          value={textAt(value, path('name'))}
          onChange={(name) => setValue(row, putText(value, path('name'), name))}
        />
      ) : null}
      {opensNodePorts(value) ? line('nodePort', words.nodePort, node) : null}
      {count > 1 ? (
        <Button
          icon="close"
          label={words.remove(words.portOf(nth + 1))}
          onClick={() => setValue(row, put(value, ['spec', 'ports', nth], undefined))}
        />
      ) : null}
    </fieldset>
  );
}
