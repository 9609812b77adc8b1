// A named part of the page: a heading line with tools, and a body that scrolls.
import { type ReactNode, useId } from 'react';
import styles from './Section.module.css';

export interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, aside, tools, children }: SectionProps) {
  const heading = useId();
  return (
    <section className={styles.section} aria-labelledby={heading}>
      <header className={styles.head}>
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
        <span className={styles.aside}>{aside}</span>
        {tools}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
