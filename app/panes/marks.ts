// What a step says about the rows of a table: which decided, which lost and why, which rules were tried.

import type { Level, Trace } from '../../engine/trace/events.ts';
import { type Did, failedPartName, type TraceEvent, type Walk } from '../../engine/trace/events.ts';
import type { TableKind } from '../../engine/trace/rows.ts';
import { eventAt, ruleOffset } from '../../engine/trace/steps.ts';
import { formatIpv4 } from '../../engine/wire/address.ts';
import { scopeAt } from '../state/panes.ts';
import type { Words } from '../words/catalogue.ts';

export interface Mark {
  /**
   * decided: this row settled it. lost: it could have. out: it does not apply. tried: a rule that did not match. alone: another
   * network has no such row.
   */
  readonly look: 'decided' | 'lost' | 'out' | 'tried' | 'alone';
  readonly note: string;
}

type Said = Words['panes']['marks'];

export type Marks = ReadonlyMap<string, Mark>;
export const NO_MARKS: Marks = new Map();

type DidOf<K extends Did['kind']> = Extract<Did, { kind: K }>;

/** Index of the last event of some kinds in a namespace among those a step tells of; -1 if there is none. */
export function lastOf(
  trace: Trace,
  zoom: Level,
  tick: number,
  ns: number,
  kinds: readonly Did['kind'][],
): number {
  const { first, last } = scopeAt(trace, zoom, tick);
  for (let index = last; index >= first; index--) {
    const event = trace.events[index]!;
    if (event.ns === ns && kinds.includes(event.did.kind)) return index;
  }
  return -1;
}

export interface RouteMarks {
  /** Of the rows that contain the destination. */
  readonly marks: Marks;
  /** Of all others. */
  readonly out: Mark;
  /** rtnetlink table id of the row that won; null when none did. */
  readonly wonIn: number | null;
}

export function routeMarks(words: Said, did: DidOf<'route'>): RouteMarks {
  const marks = new Map<string, Mark>();
  let wonIn: number | null = null;
  for (const { table, candidates } of did.lookups) {
    for (const { key, lost } of candidates) {
      marks.set(
        key,
        lost === null ? { look: 'decided', note: words.wins } : { look: 'lost', note: words.lost[lost] },
      );
      if (lost === null) wonIn = table;
    }
  }
  return { marks, out: { look: 'out', note: words.notContaining(formatIpv4(did.daddr)) }, wonIn };
}

export function decidedMark(words: Said, event: TraceEvent): Marks {
  const { did } = event;
  switch (did.kind) {
    case 'neigh':
      return one(did.key, words.nexthop(formatIpv4(did.nexthop)));
    case 'bridge':
      return one(did.entry, did.up ? words.thisHost : words.to(did.to));
    case 'fdb':
      return one(did.entry, did.remote === null ? '' : words.remote(formatIpv4(did.remote)));
    case 'timer':
      return one(did.key, did.asks ? words.arpRequest(did.asks.nth, did.asks.of) : words.timer);
    case 'conntrack':
      return one(did.key, did.action === 'confirm' ? words.confirmed : did.state);
    case 'nat':
      return one(did.key, words.rewritten(did.manip, did.from, did.to));
    default:
      return NO_MARKS;
  }
}

const one = (key: string | null, note: string): Marks =>
  key === null ? NO_MARKS : new Map([[key, { look: 'decided', note }]]);

/** The table of iptables that a namespace has last been through. */
export function iptablesTableAt(trace: Trace, tick: number, ns: number): TableKind {
  for (let index = eventAt(trace, tick); index >= 0; index--) {
    const { ns: own, did } = trace.events[index]!;
    if (own === ns && (did.kind === 'table' || did.kind === 'walk')) return did.table;
  }
  return 'filter';
}

/** What came of trying one rule of a walk, or of its end (behind the last rule). */
function ruleMark(words: Said, walk: Walk, offset: number): Mark {
  const code = walk.failed[offset];
  if (code === 0)
    return { look: 'decided', note: walk.outcome.kind === 'continue' ? words.goesOn : words.matches };
  if (code !== undefined) return { look: 'tried', note: words.fails(failedPartName(code)) };
  return { look: 'decided', note: walk.outcome.kind === 'policy' ? words.policy : words.chainEnds };
}

export interface RuleMarks {
  markOf(key: string): Mark | null;
  /** Key of the rule (or chain, for its policy) that was tried last. */
  readonly current: string | null;
}

export const NO_RULE_MARKS: RuleMarks = { markOf: () => null, current: null };

interface Tried {
  readonly walk: Walk;
  /** How many of its positions have been. */
  readonly count: number;
}

/** Rules tried so far among the events a step tells of. Nothing is made for a rule before somebody asks for its mark. */
export function ruleMarks(words: Said, trace: Trace, zoom: Level, tick: number, ns: number): RuleMarks {
  const { first, last } = scopeAt(trace, zoom, tick);
  const chains = new Map<string, Tried[]>();
  let current: string | null = null;
  for (let index = first; index <= last; index++) {
    const { ns: own, did: walk } = trace.events[index]!;
    if (own !== ns || walk.kind !== 'walk') continue;
    const all = trace.ticks[index + 1]! - trace.ticks[index]!;
    const count = index === last ? ruleOffset(trace, index, tick) + 1 : all;
    const chain = `${walk.table}:${walk.chain}`;
    const tried = chains.get(chain);
    if (tried) tried.push({ walk, count });
    else chains.set(chain, [{ walk, count }]);
    current = `${chain}:${count > walk.tried ? 0 : walk.first + count - 1}`;
  }
  return current === null ? NO_RULE_MARKS : { markOf: (key) => markIn(words, chains, key), current };
}

/** A chain may have been walked more than once; the last time counts. */
function markIn(words: Said, chains: ReadonlyMap<string, readonly Tried[]>, key: string): Mark | null {
  const colon = key.lastIndexOf(':');
  const num = Number(key.slice(colon + 1));
  const found = chains.get(key.slice(0, colon))?.findLast(({ walk, count }) => {
    const offset = num === 0 ? walk.tried : num - walk.first;
    return offset >= 0 && offset < count;
  });
  return found ? ruleMark(words, found.walk, num === 0 ? found.walk.tried : num - found.walk.first) : null;
}
