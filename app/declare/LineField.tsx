// A line that stands for several values: what cannot be read of it yet stays in the field and changes nothing.
import { useState } from 'react';
import { TextField } from '../ui/Field.tsx';

export interface LineFieldProps<T> {
  readonly label: string;
  readonly value: T;
  readonly mono?: boolean;
  readonly placeholder?: string;
  print(value: T): string;
  /** null: it cannot be read. */
  parse(line: string): T | null;
  onChange(value: T): void;
}

export function LineField<T>({ value, print, parse, onChange, ...field }: LineFieldProps<T>) {
  const [typed, setTyped] = useState<string | null>(null);
  const printed = print(value);
  const read = typed === null ? value : parse(typed);
  // What was typed counts as long as it says what the value is, or nothing that can be read.
  const line = typed !== null && (read === null || print(read) === printed) ? typed : printed;
  return (
    <TextField
      {...field}
      value={line}
      invalid={line === typed && read === null}
      onChange={(text) => {
        setTyped(text);
        const next = parse(text);
        if (next !== null) onChange(next);
      }}
    />
  );
}
