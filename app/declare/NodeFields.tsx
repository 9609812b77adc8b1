// A node: its name, its address, its subnet for pods.
import type { Fields } from '../../engine/scenario/draft/draft.ts';
import { useWords } from '../state/language.ts';
import { TextField } from '../ui/Field.tsx';
import { setValues, useDrafting } from './draft.ts';
import {
  addressPath,
  nameOf,
  nodeNamePath,
  putAddress,
  putName,
  putPodCidr,
  putText,
  type Row,
  textAt,
} from './objects.ts';

export interface FieldsProps {
  readonly row: Row;
  readonly isNew: boolean;
}

/** Pods go with their node to its new name. */
function renamed(rows: readonly Row[], node: Row, name: string): ReadonlyMap<number, Fields> {
  const before = nameOf(node.value);
  const values = new Map([[node.id, putName(node.value, name)]]);
  for (const { id, value } of rows) {
    const path = nodeNamePath(value);
    if (id !== node.id && before !== '' && textAt(value, path) === before)
      values.set(id, putText(value, path, name));
  }
  return values;
}

export function NodeFields({ row, isNew }: FieldsProps) {
  const words = useWords('declare');
  const rows = useDrafting(({ work }) => work!.rows!);
  const given = useDrafting(({ work }) =>
    work!.good?.places.nodes.find(({ name }) => name === nameOf(row.value)),
  );
  const set = (value: Fields) => setValues(new Map([[row.id, value]]));
  return (
    <>
      <TextField
        label={words.name}
        value={nameOf(row.value)}
        autoFocus={isNew}
        onChange={(name) => setValues(renamed(rows, row, name))}
      />
      <TextField
        label={words.address}
        mono
        value={textAt(row.value, [...addressPath(row.value), 'address'])}
        placeholder={given?.address ?? ''}
        onChange={(address) => set(putAddress(row.value, address))}
      />
      <TextField
        label={words.podCIDR}
        mono
        value={textAt(row.value, ['spec', 'podCIDR'])}
        placeholder={given?.podCIDR ?? ''}
        onChange={(podCIDR) => set(putPodCidr(row.value, podCIDR))}
      />
    </>
  );
}
