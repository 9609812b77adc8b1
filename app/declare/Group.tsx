// Objects of one kind: a heading with what can be added, and a row for each.
import { type ReactNode, useRef, useState } from 'react';
import { problemText } from '../../engine/problem.ts';
import type { Fields } from '../../engine/scenario/draft/draft.ts';
import { useWords } from '../state/language.ts';
import { Button } from '../ui/Button.tsx';
import { addRow, removeRow, useDrafting } from './draft.ts';
import styles from './Group.module.css';
import { nameOf, type Row, subjectOf } from './objects.ts';

export interface Addition {
  readonly name: string;
  readonly label: string;
  make(rows: readonly Row[]): Fields;
}

export interface GroupProps {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly additions: readonly Addition[];
  /** Class that says which columns there are. */
  readonly columns: string | undefined;
  readonly hint?: string;
  /** The fields of a row; `isNew`: it has just been added. */
  children(row: Row, isNew: boolean): ReactNode;
}

export function Group({ title, rows, additions, columns, hint, children }: GroupProps) {
  const words = useWords('declare');
  const all = useDrafting(({ work }) => work?.rows);
  const [added, setAdded] = useState<number | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section className={styles.group} aria-label={title}>
      <header className={styles.head}>
        <h3 ref={heading} tabIndex={-1}>
          {title} <span className={styles.count}>{rows.length}</span>
        </h3>
        {additions.map(({ name, label, make }) => (
          <Button
            key={name}
            icon="plus"
            title={label}
            label={label}
            onClick={() => setAdded(addRow(make(all ?? [])))}
          >
            {name}
          </Button>
        ))}
      </header>
      {hint && rows.length > 0 ? <p className={styles.hint}>{hint}</p> : null}
      {rows.length === 0 ? <p className={styles.hint}>{words.none}</p> : null}
      <ul className={styles.rows}>
        {rows.map((row) => (
          <Item
            key={row.id}
            row={row}
            columns={columns}
            onRemove={() => {
              removeRow(row);
              heading.current?.focus();
            }}
          >
            {children(row, row.id === added)}
          </Item>
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  readonly row: Row;
  readonly columns: string | undefined;
  onRemove(): void;
  readonly children: ReactNode;
}

function Item({ row, columns, onRemove, children }: ItemProps) {
  const words = useWords('declare');
  const subject = subjectOf(row.value);
  const problem = useDrafting(({ work }) => {
    const outcome = work?.survey?.outcome;
    return outcome && !outcome.ok && outcome.problem.where.startsWith(`${subject},`) ? outcome.problem : null;
  });
  const name = nameOf(row.value) || subject;
  return (
    <li aria-label={name} className={styles.item} data-wrong={problem ? true : undefined}>
      <div className={`${styles.fields} ${columns ?? ''}`}>{children}</div>
      <Button icon="close" label={words.remove(name)} className={styles.remove ?? ''} onClick={onRemove} />
      {problem ? (
        <p lang="en" className={styles.problem}>
          {problemText(problem)}
        </p>
      ) : null}
    </li>
  );
}
