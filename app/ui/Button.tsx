// A button: an icon, a text, or both. `label` is its accessible name where the text does not say enough.
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { Icon, type IconName } from './Icon.tsx';
import { keepFocus } from './keepFocus.ts';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'> {
  readonly icon?: IconName;
  readonly label?: string;
  readonly look?: 'plain' | 'outlined' | 'primary';
  readonly ref?: Ref<HTMLButtonElement>;
  readonly children?: ReactNode;
}

export function Button({ icon, label, look = 'plain', className, children, ...rest }: ButtonProps) {
  const shape = children === undefined ? styles.square : '';
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onMouseDown={keepFocus}
      className={`${styles.button} ${styles[look]} ${shape} ${className ?? ''}`}
      {...rest}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}
