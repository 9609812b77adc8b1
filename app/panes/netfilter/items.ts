// What is written at each hook: what is registered there, and below it what the packet met.

import type { HookName, Trace, TraceEvent, WalkOutcome } from '../../../engine/trace/events.ts';
import { HOOK_NAMES } from '../../../engine/trace/hooks.ts';
import type { Pass } from '../../../engine/trace/passes.ts';
import type { Words } from '../../words/catalogue.ts';
import type { Hooks, Part, Registered } from './registered.ts';
import { chainKey } from './registered.ts';
import { builtinWalks, type ChainWalk, type Rewrite, type Span, settling, type Visit } from './walked.ts';
import type { Spot, Stop } from './way.ts';

type Said = Words['netfilter'];

/** good: lets it pass. bad: ends it. change: writes into it. */
export interface Result {
  readonly text: string;
  /** What is said of it where the text is only a sign. */
  readonly name?: string;
  readonly look: 'good' | 'bad' | 'change' | 'plain';
}

/** What is shown where it is pressed. */
export type Opens =
  | { readonly kind: 'chain'; readonly key: string }
  | { readonly kind: 'conntrack'; readonly key: string | null }
  | { readonly kind: 'tick'; readonly tick: number };

export interface Item {
  readonly key: string;
  readonly kind: 'part' | 'chain' | 'note';
  readonly depth: number;
  /** When the packet is there; null: it never is. */
  readonly span: Span | null;
  /** When something of it begins. */
  readonly ticks: readonly number[];
  readonly text: string;
  readonly rules: number | null;
  /** What came of it in the end. */
  readonly result: Result | null;
  /** Walks of the chain, to tell which rule is tried. */
  readonly walks: readonly number[];
  readonly opens: Opens | null;
  /** The packet came by and was not asked about. */
  readonly skipped: boolean;
}

export type Items = Readonly<Record<HookName, readonly Item[]>>;

/** What a way is drawn from. */
export interface Drawn {
  readonly trace: Trace;
  readonly hooks: Hooks;
  /** Rules of each chain, by its row's key. */
  readonly counts: ReadonlyMap<string, number>;
  readonly pass: Pass | undefined;
  readonly way: readonly Stop[];
  readonly visits: readonly Visit[];
}

/** Where the packet ends, if it does not get through. */
export function dropOf({ trace, pass, way }: Drawn): { readonly spot: Spot; readonly tick: number } | null {
  const index = pass?.events.find((each) => trace.events[each]!.did.kind === 'drop');
  const last = way.at(-1);
  return index === undefined || !last ? null : { spot: last.spot, tick: trace.ticks[index]! };
}

export function verdictOf(outcome: WalkOutcome | undefined, said: Said): Result | null {
  switch (outcome?.kind) {
    case 'verdict':
    case 'policy':
      return outcome.verdict === 'ACCEPT'
        ? { text: 'ACCEPT', look: 'good' }
        : { text: `✕ ${outcome.verdict}`, look: 'bad' };
    case 'nat':
      return { text: outcome.target, look: 'change' };
    case 'return':
      return { text: '↩', name: said.returns, look: 'plain' };
    case 'end':
      return { text: '↩', name: said.ends, look: 'plain' };
    default:
      return null;
  }
}

function resultOf(trace: Trace, visit: Visit, said: Said): Result | null {
  const { did } = trace.events[visit.event]!;
  switch (did.kind) {
    case 'table':
      return verdictOf(settling(trace, visit)?.outcome, said);
    case 'conntrack':
      if (visit.dropped) return { text: `✕ ${said.dropped}`, look: 'bad' };
      return { text: did.action === 'confirm' ? said.kept : did.state, look: 'plain' };
    case 'nat':
      return { text: said.skipped, look: 'plain' };
    case 'ipvs':
      if (did.action === 'refused') return { text: `✕ ${said.refused}`, look: 'bad' };
      if (did.action === 'translated') return { text: said.reply, look: 'change' };
      return { text: did.action === 'found' ? said.found : (did.scheduler ?? ''), look: 'change' };
    default:
      return null;
  }
}

const note = (key: string, span: Span | null, text: string): Item => ({
  key,
  kind: 'note',
  depth: 1,
  span,
  ticks: [],
  text,
  rules: null,
  result: null,
  walks: [],
  opens: null,
  skipped: false,
});

const rewriteNotes = (key: string, { to }: Span, rewrites: readonly Rewrite[]): Item[] =>
  rewrites.flatMap(({ tick, manip, from, to: written }, nth) => {
    const span = { from: tick, to: Math.max(tick, to) };
    return [
      note(`${key} ${nth} from`, span, `${manip} ${from}`),
      note(`${key} ${nth} to`, span, `→ ${written}`),
    ];
  });

/** `10.42.1.9:80` of `TCP 10.43.6.58:80 -> 10.42.1.9:80`. */
const serverOf = (destination: string) => destination.slice(destination.indexOf(' -> ') + 4);

/** Who let the packet end, in words that lead to it. */
function deciderNote(trace: Trace, key: string, visit: Visit, said: Said): Item[] {
  const did = visit.dropped && visit.asked ? settling(trace, visit) : undefined;
  if (!did) return [];
  const num = did.matched ? did.first + did.tried - 1 : 0;
  const by = num === 0 ? said.policyOf(did.chain) : said.ruleOf(num, did.chain);
  return [{ ...note(`${key} by`, { from: visit.to, to: visit.to }, by), result: { text: by, look: 'bad' } }];
}

function notesOf({ trace, visits }: Drawn, key: string, visit: Visit, said: Said): Item[] {
  const { did } = trace.events[visit.event]!;
  const chosen =
    did.kind === 'ipvs' && visit.rewrites.length === 0 && 'destination' in did
      ? [note(`${key} server`, visit, `→ ${serverOf(did.destination)}`)]
      : [];
  const settled =
    did.kind === 'nat' ? [note(`${key} settled`, visit, settledBefore(trace, visits, visit, said))] : [];
  return [
    ...settled,
    ...deciderNote(trace, key, visit, said),
    ...chosen,
    ...rewriteNotes(key, visit, visit.rewrites),
  ];
}

/** What conntrack has said of the packet by a tick: why the nat table need not be asked. */
function settledBefore(trace: Trace, visits: readonly Visit[], { from }: Span, said: Said): string {
  const seen = visits.findLast((visit) => visit.part === 'conntrack' && visit.from <= from);
  const did = seen && trace.events[seen.event]!.did;
  return did?.kind === 'conntrack' && did.state !== 'UNTRACKED' ? said.settled(did.state) : said.untracked;
}

const chainItem = (drawn: Drawn, key: string, chain: ChainWalk, said: Said): Item => ({
  key: `${key} ${chain.key} ${chain.from}`,
  kind: 'chain',
  depth: chain.depth,
  span: chain,
  ticks: chain.walks.map((index) => drawn.trace.ticks[index]!),
  text: chain.chain,
  rules: drawn.counts.get(chain.key) ?? 0,
  result: verdictOf(lastOutcome(drawn.trace, chain.walks), said),
  walks: chain.walks,
  opens: { kind: 'chain', key: chain.key },
  skipped: false,
});

function lastOutcome(trace: Trace, walks: readonly number[]): WalkOutcome | undefined {
  const did: TraceEvent['did'] | undefined = trace.events[walks.at(-1) ?? -1]?.did;
  return did?.kind === 'walk' ? did.outcome : undefined;
}

const NAMES: Readonly<Partial<Record<Part, string>>> = { ipvs: 'IPVS' };

function opensOf(trace: Trace, { part, hook }: Registered, visit: Visit | undefined): Opens | null {
  switch (part) {
    case 'conntrack':
    case 'confirm': {
      const did = visit && trace.events[visit.event]!.did;
      return { kind: 'conntrack', key: did?.kind === 'conntrack' ? did.key : null };
    }
    case 'ipvs':
      return visit ? { kind: 'tick', tick: visit.from } : null;
    default:
      return { kind: 'chain', key: chainKey(part, hook) };
  }
}

/** From when on a hook has let the packet go on; null: it never did. What IPVS sends elsewhere leaves INPUT before its end. */
function leftAt(way: readonly Stop[], hook: HookName): number | null {
  const at = way.findIndex(({ spot }) => spot === hook);
  const next = at < 0 ? undefined : way[at + 1];
  return next && (hook !== 'INPUT' || next.spot === 'local') ? next.from : null;
}

/** The nat table is asked once for a connection. When a packet has passed it by; null where it was asked, or not reached. */
function passedBy({ way, visits }: Drawn, { hook, part }: Registered): Span | null {
  const left = part === 'nat' ? leftAt(way, hook) : null;
  if (left === null) return null;
  const last = visits.findLast((visit) => visit.hook === hook && visit.to < left);
  const from = last?.to ?? way.find(({ spot }) => spot === hook)!.from;
  return { from, to: from };
}

function partItems(drawn: Drawn, own: Registered, tick: number, said: Said): Item[] {
  const { trace, visits } = drawn;
  const { hook, part, rules } = own;
  const all = visits.filter((visit) => visit.hook === hook && visit.part === part);
  const visit = all.findLast(({ from }) => from <= tick) ?? all[0];
  const over = visit ? null : passedBy(drawn, own);
  const key = `${hook} ${part}`;
  const item: Item = {
    key,
    kind: 'part',
    depth: 0,
    span: visit ?? over,
    ticks: visit?.ticks ?? [],
    text: NAMES[part] ?? (part === 'confirm' ? said.confirm : part),
    rules,
    result: visit ? resultOf(trace, visit, said) : over ? { text: said.skipped, look: 'plain' } : null,
    walks: visit?.asked ? builtinWalks(trace, visit) : [],
    opens: opensOf(trace, own, visit),
    skipped: over !== null || (visit !== undefined && part === 'nat' && !visit.asked),
  };
  if (!visit) {
    const why = over ? [note(`${key} settled`, over, settledBefore(trace, visits, over, said))] : [];
    return [item, ...why];
  }
  const chains = visit.chains.map((chain) => chainItem(drawn, key, chain, said));
  return [item, ...chains, ...notesOf(drawn, key, visit, said)];
}

/** The bridge that calls a hook in place of the IP stack (br_netfilter); null: none does. */
function callerOf({ trace, pass, way }: Drawn, hook: HookName): string | null {
  const at = way.findIndex(({ spot }) => spot === hook);
  const isCalled =
    hook === 'PREROUTING' ? way[at + 1]?.spot === 'bridge' : at > 0 && onBridge(way.slice(0, at));
  const did =
    at < 0
      ? undefined
      : trace.events[pass?.events.find((index) => trace.events[index]!.did.kind === 'bridge') ?? -1]?.did;
  return isCalled && did?.kind === 'bridge' ? did.bridge : null;
}

/** A frame that was not handed up to the IP stack. */
const onBridge = (way: readonly Stop[]) =>
  way.some(({ spot }) => spot === 'bridge') && !way.some(({ spot }) => spot === 'routeIn');

function calledNote(drawn: Drawn, hook: HookName, said: Said): Item[] {
  const bridge = callerOf(drawn, hook);
  const stop = drawn.way.find(({ spot }) => spot === hook);
  return bridge === null || !stop
    ? []
    : [note(`${hook} called`, { from: stop.from, to: stop.from }, said.calledBy(bridge))];
}

/** `tick`: where a packet meets the same hook several times (it was flooded), which of them is told. */
export function itemsOf(drawn: Drawn, tick: number, said: Said): Items {
  const at = (hook: HookName) => {
    const own = drawn.hooks[hook].flatMap((each) => partItems(drawn, each, tick, said));
    return own.length > 0
      ? [...calledNote(drawn, hook, said), ...own]
      : [note(`${hook} none`, null, said.none)];
  };
  return Object.fromEntries(HOOK_NAMES.map((hook) => [hook, at(hook)])) as Record<HookName, Item[]>;
}
