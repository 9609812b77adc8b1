// A table of a namespace: the only place where its rows are written, so that every change is recorded.
import type { Recorder } from '../trace/recorder.ts';
import type { Rows, TableName } from '../trace/rows.ts';

/** Rows that several namespaces begin with. */
export interface SharedRows<Row> extends Iterable<[string, Row]> {
  get(key: string): Row | undefined;
}

export class RowTable<T extends TableName> {
  /** Null: a row of the shared ones that is gone here. */
  private readonly rows = new Map<string, Rows[T] | null>();
  /** Rows that other namespaces begin with as well; those of its own stand before them. */
  private shared: SharedRows<Rows[T]> | null = null;
  private readonly rec: Recorder;
  private readonly ns: number;
  private readonly name: T;

  constructor(rec: Recorder, ns: number, name: T) {
    this.rec = rec;
    this.ns = ns;
    this.name = name;
  }

  get(key: string): Rows[T] | undefined {
    const row = this.rows.get(key);
    if (row === undefined && this.shared) return this.shared.get(key);
    return row ?? undefined;
  }

  set(key: string, row: Rows[T]): void {
    this.rec.change(this.ns, this.name, key, this.get(key) ?? null, row);
    this.rows.set(key, row);
  }

  delete(key: string): void {
    const before = this.get(key);
    if (before === undefined) return;
    this.rec.change(this.ns, this.name, key, before, null);
    this.forget(key);
  }

  /** Begins with the rows of others, too, but for some. */
  share(rows: SharedRows<Rows[T]>, but: readonly string[]): void {
    this.shared = rows;
    for (const key of but) this.rows.set(key, null);
  }

  *entries(): Generator<[string, Rows[T]]> {
    yield* entriesOf(this.rows, this.shared);
  }

  *values(): Generator<Rows[T]> {
    for (const [, row] of entriesOf(this.rows, this.shared)) yield row;
  }

  /** The rows as they stand, whenever they are asked for. */
  hold(): () => Map<string, Rows[T]> {
    const { shared } = this;
    const rows = new Map(this.rows);
    return () => new Map(entriesOf(rows, shared));
  }

  snapshot(): Map<string, Rows[T]> {
    return new Map(this.entries());
  }

  private forget(key: string): void {
    if (this.shared?.get(key)) this.rows.set(key, null);
    else this.rows.delete(key);
  }
}

function* entriesOf<R>(
  own: ReadonlyMap<string, R | null>,
  shared: SharedRows<R> | null,
): Generator<[string, R]> {
  for (const [key, row] of own) if (row !== null) yield [key, row];
  for (const [key, row] of shared ?? []) if (!own.has(key)) yield [key, row];
}
