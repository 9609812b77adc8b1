// One of a few, side by side: native radio buttons dressed as one control.
import { useId } from 'react';
import styles from './Choice.module.css';
import { leave, leaveAfterPointer } from './keepFocus.ts';

export interface ChoiceProps<Value extends string> {
  readonly label: string;
  /** Is the label seen in front, or only heard? */
  readonly seen?: boolean;
  readonly options: readonly { readonly value: Value; readonly name: string; readonly hint?: string }[];
  readonly value: Value;
  onChange(value: Value): void;
}

export function Choice<Value extends string>({
  label,
  seen = false,
  options,
  value,
  onChange,
}: ChoiceProps<Value>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles.choice}>
      {seen ? (
        <span className={styles.label} aria-hidden="true">
          {label}
        </span>
      ) : null}
      <div className={styles.options}>
        {options.map((option) => (
          <label key={option.value} className={styles.option} title={option.hint}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              {...leaveAfterPointer}
              onChange={(event) => {
                onChange(option.value);
                leave(event);
              }}
            />
            <span>{option.name}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
