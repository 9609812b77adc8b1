// Writes a trace while the network runs. The code that decides is the code that calls this.
import type { Frame } from '../wire/frame.ts';
import type { Did, Level, Outcome, Trace, TraceEvent, Walk } from './events.ts';
import type { Change, Rows, TableName } from './rows.ts';

/** Whose doing an event is: namespace, device and packet of the moment. */
export interface Scene {
  readonly ns: number;
  readonly dev: number;
  readonly skb: number;
  readonly frame: Frame | null;
}

type Draft = { -readonly [K in keyof TraceEvent]: TraceEvent[K] };

/** An event is one tick; a walk one per rule tried, and one more for the end of the chain. */
function ticksOf(did: Did): number {
  return did.kind === 'walk' ? walkTicks(did) : 1;
}

function walkTicks({ tried, matched }: Walk): number {
  return tried + (matched ? 0 : 1);
}

/** What most events change. */
const NOTHING: readonly Change[] = [];

export class Recorder {
  private events: Draft[] = [];
  private readonly open: number[] = [];
  private pending: Change[] | null = null;
  private begun = 0;
  private isRecording = false;
  /** A rule was reached of which nobody knows what it decides. */
  unsure = false;

  /** Virtual time of the events to come, microseconds. */
  now = 0;

  /** From here on, what happens is recorded; before, the network was only being built, or another probe was on its way. */
  start(): void {
    this.isRecording = true;
    this.events = [];
    this.pending = null;
  }

  /** What happens in here has always been so, and is no part of the trace. */
  aside(work: () => void): void {
    const { isRecording } = this;
    this.isRecording = false;
    work();
    this.isRecording = isRecording;
  }

  get recording(): boolean {
    return this.isRecording;
  }

  /** How many events there have been, recorded or not, since the last program began. */
  get length(): number {
    return this.begun;
  }

  /** Counts anew: another program begins. */
  recount(): void {
    this.begun = 0;
  }

  /** The devices of the last so many events, each once, the first first. */
  lately(count: number): number[] {
    return [...new Set(this.events.slice(-count).map(({ dev }) => dev))].filter((dev) => dev >= 0);
  }

  /** Index of the last event: the cause of what is being scheduled now. */
  get last(): number {
    return this.events.length - 1;
  }

  /** Is an event open, in which what happens now takes place? */
  get inHop(): boolean {
    return this.open.length > 0;
  }

  /** A row changed. The next event to be written carries the change. */
  change<T extends TableName>(
    ns: number,
    table: T,
    key: string,
    before: Rows[T] | null,
    after: Rows[T] | null,
  ): void {
    if (!this.isRecording) return;
    const change = { ns, table, key, before, after } as Change;
    // Most events bring one change: an array that is pushed to would keep room for more than a dozen.
    if (this.pending) this.pending.push(change);
    else this.pending = [change];
  }

  /** Writes an event without children. */
  leaf(level: Level, scene: Scene, fn: string, did: Did): void {
    this.begin(level, scene, fn, did, -1);
    if (this.isRecording) this.open.pop();
  }

  /** Opens an event that will have children. */
  begin(level: Level, scene: Scene, fn: string, did: Did, cause: number): void {
    this.begun++;
    if (did.kind === 'walk' && did.outcome.kind === 'unsure') this.unsure = true;
    if (!this.isRecording) return;
    const parent = this.open[this.open.length - 1] ?? -1;
    const index = this.events.length;
    this.events.push({
      parent,
      end: index,
      level,
      time: this.now,
      ns: scene.ns,
      dev: scene.dev,
      skb: scene.skb,
      frame: scene.frame,
      fn,
      cause,
      did,
      changes: this.pending ?? NOTHING,
    });
    this.pending = null;
    this.open.push(index);
  }

  /** Closes the innermost open event; `did` replaces what it said when more is known now. */
  finish(did?: Did): void {
    if (!this.isRecording) return;
    const index = this.open.pop();
    if (index === undefined) throw new Error('finish without begin');
    const event = this.events[index]!;
    event.end = this.events.length - 1;
    if (did) event.did = did;
    if (!this.pending) return;
    const lastInside = this.events[event.end]!;
    lastInside.changes = [...lastInside.changes, ...this.pending];
    this.pending = null;
  }

  /** The finished trace. */
  trace(outcome: Outcome): Trace {
    const ticks = new Int32Array(this.events.length + 1);
    this.events.forEach((event, index) => {
      ticks[index + 1] = ticks[index]! + ticksOf(event.did);
    });
    return { events: this.events, ticks, outcome };
  }
}
