// The fields of a form: each a text, a text with what is likely, or one of a few.
import { useId } from 'react';
import { useWords } from '../state/language.ts';
import styles from './Fields.module.css';
import type { Field, Values } from './forms/form.ts';

interface FieldsProps {
  readonly fields: readonly Field[];
  readonly values: Values;
  onChange(values: Values): void;
}

export function Fields({ fields, values, onChange }: FieldsProps) {
  return (
    <div className={styles.fields}>
      {fields.map((field, index) => (
        <OneField
          key={field.name}
          field={field}
          first={index === 0}
          value={values[field.name] ?? ''}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </div>
  );
}

interface OneFieldProps {
  readonly field: Field;
  readonly first: boolean;
  readonly value: string;
  onChange(value: string): void;
}

function OneField({
  field: { name, options, free = false, long = false },
  first,
  value,
  onChange,
}: OneFieldProps) {
  const words = useWords('edit');
  const id = useId();
  const change = (event: { readonly currentTarget: { readonly value: string } }) =>
    onChange(event.currentTarget.value);
  return (
    <div className={styles.field} data-long={long || undefined}>
      <label htmlFor={id}>{words.fields[name]}</label>
      {options && !free ? (
        <select id={id} value={value} onChange={change} data-first={first || undefined}>
          {options.map((option) => (
            <option key={option} value={option}>
              {option === '' ? words.none : option}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          list={options ? `${id}-likely` : undefined}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          data-first={first || undefined}
          onChange={change}
        />
      )}
      {options && free ? (
        <datalist id={`${id}-likely`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      ) : null}
    </div>
  );
}
