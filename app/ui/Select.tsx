// A native list to choose from.
import type { ReactNode } from 'react';
import { leave, leaveAfterPointer } from './keepFocus.ts';
import styles from './Select.module.css';

export interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly mono?: boolean;
  onChange(value: string): void;
  readonly children: ReactNode;
}

export function Select({ label, value, mono = false, onChange, children }: SelectProps) {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      className={`${styles.select} ${mono ? styles.mono : ''}`}
      {...leaveAfterPointer}
      onChange={(event) => {
        onChange(event.currentTarget.value);
        leave(event);
      }}
    >
      {children}
    </select>
  );
}
