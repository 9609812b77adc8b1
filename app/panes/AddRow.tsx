// A row that is not there yet.
import { askEdit } from '../state/editing.ts';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import type { edit } from '../words/en/edit.ts';

export interface AddRowProps {
  readonly ns: number;
  readonly table: keyof typeof edit.adds;
  /** Of a row beside which the new one shall stand. */
  readonly beside?: string;
}

export function AddRow({ ns, table, beside }: AddRowProps) {
  const words = useWords('edit');
  return (
    <Button
      icon="plus"
      label={words.adds[table]}
      onClick={({ currentTarget }) =>
        askEdit({ act: 'add', ns, table, key: beside ?? null, near: currentTarget.getBoundingClientRect() })
      }
    />
  );
}
