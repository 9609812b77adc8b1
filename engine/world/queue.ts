// The event queue of virtual time: what happens next, and of what happens at the same moment, what was asked for first.

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly kind: 'frame' | 'timer';
  readonly work: () => void;
  cancelled: boolean;
}

const before = (a: Entry, b: Entry) => a.time < b.time || (a.time === b.time && a.order < b.order);

/**
 * A binary heap by time, then by order of arrival; and in front of it a lane for frames that come in the order they leave in, as
 * nearly all do.
 */
export class EventQueue {
  private readonly heap: Entry[] = [];
  private lane: Entry[] = [];
  /** Where the lane begins. */
  private head = 0;
  private order = 0;
  private frames = 0;

  /** Adds work at a time; what it returns can be cancelled. */
  push(time: number, kind: 'frame' | 'timer', work: () => void): { cancelled: boolean } {
    const entry: Entry = { time, order: this.order++, kind, work, cancelled: false };
    if (kind === 'frame') this.frames++;
    if (kind === 'frame' && this.isLast(time)) this.lane.push(entry);
    else {
      this.heap.push(entry);
      this.rise(this.heap.length - 1);
    }
    return entry;
  }

  /** Is any frame on its way? */
  get hasFrames(): boolean {
    return this.frames > 0;
  }

  /** Takes out what is next; undefined when nothing is left. */
  pop(): { readonly time: number; readonly work: () => void } | undefined {
    for (;;) {
      const first = this.lane[this.head];
      const top = this.heap[0];
      const next = first && (!top || before(first, top)) ? this.shift(first) : this.take();
      if (!next) return undefined;
      if (next.kind === 'frame') this.frames--;
      if (!next.cancelled) return next;
    }
  }

  /** Is nothing in the lane later? */
  private isLast(time: number): boolean {
    return this.head === this.lane.length || this.lane[this.lane.length - 1]!.time <= time;
  }

  private shift(first: Entry): Entry {
    this.head++;
    if (this.head === this.lane.length) {
      this.lane = [];
      this.head = 0;
    }
    return first;
  }

  private take(): Entry | undefined {
    const top = this.heap[0];
    const last = this.heap.pop();
    if (last && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink();
    }
    return top;
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
