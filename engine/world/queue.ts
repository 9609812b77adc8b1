// The event queue of virtual time: what happens next, and of what happens at the same moment, what was asked for first.

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly kind: 'frame' | 'timer';
  readonly work: () => void;
  cancelled: boolean;
}

const before = (a: Entry, b: Entry) => a.time < b.time || (a.time === b.time && a.order < b.order);

/** A binary heap by time, then by order of arrival. */
export class EventQueue {
  private readonly heap: Entry[] = [];
  private order = 0;
  private frames = 0;

  /** Adds work at a time; returns a way to call it off. */
  push(time: number, kind: 'frame' | 'timer', work: () => void): () => void {
    const entry: Entry = { time, order: this.order++, kind, work, cancelled: false };
    if (kind === 'frame') this.frames++;
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return () => {
      entry.cancelled = true;
    };
  }

  /** Is any frame on its way? */
  get hasFrames(): boolean {
    return this.frames > 0;
  }

  /** Takes out what is next; undefined when nothing is left. */
  pop(): { time: number; work: () => void } | undefined {
    for (;;) {
      const top = this.heap[0];
      if (!top) return undefined;
      const last = this.heap.pop()!;
      if (this.heap.length > 0) {
        this.heap[0] = last;
        this.sink();
      }
      if (top.kind === 'frame') this.frames--;
      if (!top.cancelled) return top;
    }
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (before(this.heap[parent]!, this.heap[at]!)) return;
      this.swap(parent, at);
      at = parent;
    }
  }

  private sink(): void {
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.heap.length && before(this.heap[child]!, this.heap[least]!)) least = child;
      }
      if (least === at) return;
      this.swap(least, at);
      at = least;
    }
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b]!, this.heap[a]!];
  }
}
