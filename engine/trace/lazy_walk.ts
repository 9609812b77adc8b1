// A walk whose evidence is gathered when somebody looks at it: most walks pass over rules that nobody ever asks about.
import type { Trace, TraceEvent, Walk } from './events.ts';

type Told = Omit<Walk, 'failed' | 'kind'>;

/** Who can say why each rule tried did not match. */
interface Witness {
  codes(tried: number, matched: boolean): Uint8Array;
}

export class LazyWalk implements Walk {
  readonly kind = 'walk';
  readonly table: Walk['table'];
  readonly chain: string;
  readonly first: number;
  readonly tried: number;
  readonly matched: boolean;
  readonly outcome: Walk['outcome'];
  readonly record: Walk['record'];
  readonly traced: boolean;
  readonly mark: number;
  private readonly witness: Witness;
  private codes: Uint8Array | null = null;

  constructor(told: Told, witness: Witness) {
    this.table = told.table;
    this.chain = told.chain;
    this.first = told.first;
    this.tried = told.tried;
    this.matched = told.matched;
    this.outcome = told.outcome;
    this.record = told.record;
    this.traced = told.traced;
    this.mark = told.mark;
    this.witness = witness;
  }

  get failed(): Uint8Array {
    this.codes ??= this.witness.codes(this.tried, this.matched);
    return this.codes;
  }
}

function plainWalk(walk: Walk): Walk {
  const { kind, table, chain, first, tried, matched, failed, outcome, record, traced, mark } = walk;
  return { kind, table, chain, first, tried, matched, failed, outcome, record, traced, mark };
}

/** The trace as plain data, for doors that carry nothing else: every walk's evidence is gathered. */
export function plainTrace(trace: Trace): Trace {
  const plain = (event: TraceEvent): TraceEvent =>
    event.did.kind === 'walk' ? { ...event, did: plainWalk(event.did) } : event;
  return { ...trace, events: trace.events.map(plain) };
}
