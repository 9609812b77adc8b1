// A hash table of tuples, chained as nf_conntrack_hash is: a tuple is found by a number, without a text made for each question.
import type { Tuple } from '../../trace/rows.ts';

interface Entry<V> {
  readonly tuple: Tuple;
  readonly value: V;
  next: Entry<V> | undefined;
}

/** What a table goes by: the whole tuple, or a part of it. Equal tuples have equal hashes. */
export interface TupleOrder {
  readonly hash: (tuple: Tuple) => number;
  readonly same: (a: Tuple, b: Tuple) => boolean;
}

export class TupleTable<V> {
  private readonly buckets = new Map<number, Entry<V>>();
  private readonly order: TupleOrder;

  constructor(order: TupleOrder) {
    this.order = order;
  }

  get(tuple: Tuple): V | undefined {
    const { hash, same } = this.order;
    for (let entry = this.buckets.get(hash(tuple)); entry; entry = entry.next)
      if (same(entry.tuple, tuple)) return entry.value;
    return undefined;
  }

  /** Adds a tuple, or puts another value in its place. */
  set(tuple: Tuple, value: V): void {
    this.delete(tuple);
    const hash = this.order.hash(tuple);
    this.buckets.set(hash, { tuple, value, next: this.buckets.get(hash) });
  }

  delete(tuple: Tuple): void {
    const hash = this.order.hash(tuple);
    let before: Entry<V> | undefined;
    for (let entry = this.buckets.get(hash); entry; before = entry, entry = entry.next) {
      if (!this.order.same(entry.tuple, tuple)) continue;
      if (before) before.next = entry.next;
      else if (entry.next) this.buckets.set(hash, entry.next);
      else this.buckets.delete(hash);
      return;
    }
  }
}
