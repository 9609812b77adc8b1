// What a step says about the rows of a table: which decided, which lost and why, which rules were tried.

import type { Level, Trace } from '../../engine/trace/events.ts';
import {
  type Did,
  FAILED_MATCH,
  FAILED_PART,
  type RouteLost,
  type TraceEvent,
  type Walk,
  type WalkOutcome,
} from '../../engine/trace/events.ts';
import type { RuleRow, TableKind } from '../../engine/trace/rows.ts';
import { eventAt, ruleOffset } from '../../engine/trace/steps.ts';
import { formatIpv4 } from '../../engine/wire/address.ts';
import { scopeAt } from '../state/panes.ts';

export interface Mark {
  /** decided: this row settled it. lost: it could have. out: it does not apply. tried: a rule that did not match. */
  readonly look: 'decided' | 'lost' | 'out' | 'tried';
  readonly note: string;
}

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

const LOST: Readonly<Record<RouteLost, string>> = {
  'prefix-shorter': 'prefix shorter',
  'metric-higher': 'metric higher',
  'later-row': 'same prefix, listed later',
  'device-down': 'device down',
  'other-device': 'other device',
};

export interface RouteMarks {
  /** Of the rows that contain the destination. */
  readonly marks: Marks;
  /** Of all others. */
  readonly out: Mark;
  /** rtnetlink table id of the row that won; null when none did. */
  readonly wonIn: number | null;
}

export function routeMarks(did: DidOf<'route'>): RouteMarks {
  const marks = new Map<string, Mark>();
  let wonIn: number | null = null;
  for (const { table, candidates } of did.lookups) {
    for (const { key, lost } of candidates) {
      marks.set(key, lost === null ? { look: 'decided', note: 'wins' } : { look: 'lost', note: LOST[lost] });
      if (lost === null) wonIn = table;
    }
  }
  return { marks, out: { look: 'out', note: `does not contain ${formatIpv4(did.daddr)}` }, wonIn };
}

export function decidedMark(event: TraceEvent): Marks {
  const { did } = event;
  switch (did.kind) {
    case 'neigh':
      return one(did.key, `next hop ${formatIpv4(did.nexthop)}`);
    case 'bridge':
      return one(did.entry, did.up ? 'for this host itself' : `to ${did.to.join(', ')}`);
    case 'encap':
      return one(did.entry, `remote ${formatIpv4(did.remote)}`);
    case 'conntrack':
      return one(did.key, did.action === 'confirm' ? 'confirmed' : did.state);
    case 'nat':
      return one(did.key, `${did.manip === 'src' ? 'source' : 'destination'} ${did.from} → ${did.to}`);
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

/** How the i-th part of a rule is written. */
function failedPart(code: number, rule: RuleRow | undefined): string {
  if (code < FAILED_MATCH) return FAILED_PART[code] ?? `part ${code}`;
  return `-m ${rule?.matches[code - FAILED_MATCH] ?? code - FAILED_MATCH + 1}`;
}

function outcomeNote(outcome: WalkOutcome): string {
  switch (outcome.kind) {
    case 'jump':
      return `matches → ${outcome.chain}`;
    case 'verdict':
    case 'policy':
      return `matches → ${outcome.verdict}`;
    case 'continue':
      return outcome.target === '' ? 'matches, counts' : `matches → ${outcome.target}, goes on`;
    case 'nat':
      return `matches → ${outcome.target}`;
    case 'return':
    case 'end':
      return 'matches → RETURN';
  }
}

function walkMarks(
  into: Map<string, Mark>,
  walk: Walk,
  tried: number,
  rules: ReadonlyMap<string, RuleRow>,
): void {
  for (let offset = 0; offset < tried; offset++) {
    const key = `${walk.table}:${walk.chain}:${walk.first + offset}`;
    const code = walk.failed[offset];
    if (code === undefined) {
      const policy = walk.outcome.kind === 'policy' ? `policy ${walk.outcome.verdict}` : 'end of chain';
      into.set(`${walk.table}:${walk.chain}:0`, { look: 'decided', note: policy });
    } else if (code === 0) into.set(key, { look: 'decided', note: outcomeNote(walk.outcome) });
    else into.set(key, { look: 'tried', note: `no: ${failedPart(code, rules.get(key))}` });
  }
}

export interface RuleMarks {
  readonly marks: Marks;
  /** Key of the rule (or chain, for its policy) that was tried last. */
  readonly current: string | null;
}

/** Rules tried so far among the events a step tells of. */
export function ruleMarks(
  trace: Trace,
  zoom: Level,
  tick: number,
  ns: number,
  rules: ReadonlyMap<string, RuleRow>,
): RuleMarks {
  const { first, last } = scopeAt(trace, zoom, tick);
  const marks = new Map<string, Mark>();
  let current: string | null = null;
  for (let index = first; index <= last; index++) {
    const event = trace.events[index]!;
    if (event.ns !== ns || event.did.kind !== 'walk') continue;
    const walk = event.did;
    const all = trace.ticks[index + 1]! - trace.ticks[index]!;
    const tried = index === last ? ruleOffset(trace, index, tick) + 1 : all;
    walkMarks(marks, walk, tried, rules);
    const num = walk.failed[tried - 1] === undefined ? 0 : walk.first + tried - 1;
    current = `${walk.table}:${walk.chain}:${num}`;
  }
  return { marks, current };
}
