// A line to type in, or another control, under its name. Where a row of a table has names of its own, style sheets hide these.
import type { ReactNode } from 'react';
import styles from './Field.module.css';

export interface FieldProps {
  readonly label: string;
  readonly children: ReactNode;
}

export function Field({ label, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: what is inside is the control.
    <label className={styles.field}>
      <span className={styles.label} data-label>
        {label}
      </span>
      {children}
    </label>
  );
}

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly invalid?: boolean;
  /** Id of what says why it is invalid. */
  readonly describedBy?: string | undefined;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
  readonly inputMode?: 'text' | 'numeric';
  onChange(value: string): void;
}

export function TextField({
  label,
  describedBy,
  mono,
  invalid,
  inputMode = 'text',
  onChange,
  ...rest
}: TextFieldProps) {
  return (
    <Field label={label}>
      <input
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        className={`${styles.input} ${mono ? styles.mono : ''}`}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        inputMode={inputMode}
        onChange={(event) => onChange(event.currentTarget.value)}
        {...rest}
      />
    </Field>
  );
}
