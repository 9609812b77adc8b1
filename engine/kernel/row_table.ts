// A table of a namespace: the only place where its rows are written, so that every change is recorded.
import type { Recorder } from '../trace/recorder.ts';
import type { Rows, TableName } from '../trace/rows.ts';

export class RowTable<T extends TableName> {
  private readonly rows = new Map<string, Rows[T]>();
  private readonly rec: Recorder;
  private readonly ns: number;
  private readonly name: T;

  constructor(rec: Recorder, ns: number, name: T) {
    this.rec = rec;
    this.ns = ns;
    this.name = name;
  }

  get(key: string): Rows[T] | undefined {
    return this.rows.get(key);
  }

  set(key: string, row: Rows[T]): void {
    this.rec.change(this.ns, this.name, key, this.rows.get(key) ?? null, row);
    this.rows.set(key, row);
  }

  delete(key: string): void {
    const before = this.rows.get(key);
    if (before === undefined) return;
    this.rec.change(this.ns, this.name, key, before, null);
    this.rows.delete(key);
  }

  entries(): IterableIterator<[string, Rows[T]]> {
    return this.rows.entries();
  }

  values(): IterableIterator<Rows[T]> {
    return this.rows.values();
  }

  /** A copy of the rows as they stand. */
  snapshot(): Map<string, Rows[T]> {
    return new Map(this.rows);
  }
}
