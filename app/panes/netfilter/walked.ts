// What a packet met at each hook on its way: tables with the chains walked in them, conntrack, NAT, IPVS.
import type { Did, HookName, Trace, Walk } from '../../../engine/trace/events.ts';
import type { Pass } from '../../../engine/trace/passes.ts';
import { lastTick, ruleOffset } from '../../../engine/trace/steps.ts';
import { chainKey, type Part } from './registered.ts';

type DidOf<K extends Did['kind']> = Extract<Did, { kind: K }>;

/** From a tick to a tick. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A user chain that a packet was sent through. */
export interface ChainWalk extends Span {
  /** Key of the chain's row. */
  readonly key: string;
  readonly chain: string;
  /** 1: called by the built-in chain. */
  readonly depth: number;
  /** Events of the walks in it; there are several where it called others. */
  readonly walks: readonly number[];
}

/** An address that was written into the packet. */
export interface Rewrite {
  readonly tick: number;
  readonly manip: 'src' | 'dst';
  readonly from: string;
  readonly to: string;
}

export interface Visit extends Span {
  readonly hook: HookName;
  readonly part: Part;
  /** The event that tells most of it. */
  readonly event: number;
  /** The ticks at which something of it begins. */
  readonly ticks: readonly number[];
  /** Was a table walked? NAT also rewrites what was settled before. */
  readonly asked: boolean;
  readonly chains: readonly ChainWalk[];
  readonly rewrites: readonly Rewrite[];
  /** The packet ended here. */
  readonly dropped: boolean;
}

type Draft = { -readonly [K in keyof Visit]: Visit[K] };

function partOf(did: Did): Part | null {
  switch (did.kind) {
    case 'table':
      return did.table;
    case 'conntrack':
      return did.action === 'confirm' ? 'confirm' : 'conntrack';
    case 'nat':
      return 'nat';
    case 'ipvs':
      return 'ipvs';
    default:
      return null;
  }
}

/** The user chains of a table's walk, each where it was called: the chain that a walk is in is on the stack of callers. */
function chainsOf(trace: Trace, table: number): ChainWalk[] {
  const { end, did } = trace.events[table]!;
  const chains: { key: string; chain: string; depth: number; walks: number[]; from: number; to: number }[] =
    [];
  const stack: (typeof chains)[number][] = [];
  for (let index = table + 1; index <= end; index++) {
    const walk = trace.events[index]!.did;
    if (walk.kind !== 'walk' || trace.events[index]!.parent !== table) continue;
    const at = stack.findIndex(({ chain }) => chain === walk.chain);
    if (walk.chain === (did as DidOf<'table'>).hook) stack.length = 0;
    else if (at >= 0) stack.length = at + 1;
    else {
      const key = chainKey(walk.table, walk.chain);
      const made = {
        key,
        chain: walk.chain,
        depth: stack.length + 1,
        walks: [],
        from: trace.ticks[index]!,
        to: 0,
      };
      chains.push(made);
      stack.push(made);
    }
    const own = stack.at(-1);
    own?.walks.push(index);
    for (const open of stack) open.to = trace.ticks[index + 1]! - 1;
  }
  return chains;
}

function rewriteOf(trace: Trace, index: number, did: Did): Rewrite[] {
  if (did.kind !== 'nat' && !(did.kind === 'ipvs' && did.action === 'translated')) return [];
  const { manip, from, to } = did;
  return [{ tick: trace.ticks[index]!, manip, from, to }];
}

function visitOf(trace: Trace, index: number, hook: HookName, part: Part): Draft {
  const { did } = trace.events[index]!;
  return {
    hook,
    part,
    event: index,
    from: trace.ticks[index]!,
    to: lastTick(trace, index),
    ticks: [trace.ticks[index]!],
    asked: did.kind === 'table',
    chains: did.kind === 'table' ? chainsOf(trace, index) : [],
    rewrites: rewriteOf(trace, index, did),
    dropped: did.kind === 'table' && did.verdict === 'DROP',
  };
}

/** What a packet met, in order. What IPVS and NAT do in two strokes is one visit. */
export function visitsOf(trace: Trace, { events }: Pass): readonly Visit[] {
  const visits: Draft[] = [];
  for (const index of events) {
    const { did } = trace.events[index]!;
    const last = visits.at(-1);
    if (did.kind === 'drop' && did.reason === 'NETFILTER_DROP' && last) last.dropped = true;
    const part = partOf(did);
    if (part === null || !('hook' in did)) continue;
    const again = visits.findLast((visit) => visit.hook === did.hook && visit.part === part);
    if (again && did.kind !== 'table' && (part === 'nat' || part === 'ipvs')) {
      again.ticks = [...again.ticks, trace.ticks[index]!];
      again.rewrites = [...again.rewrites, ...rewriteOf(trace, index, did)];
    } else visits.push(visitOf(trace, index, did.hook, part));
  }
  return visits;
}

/** The walk of a chain that a tick is in; else the last before it. Undefined: it has not begun. */
function walkAt(
  trace: Trace,
  walks: readonly number[],
  tick: number,
): { walk: Walk; index: number } | undefined {
  const index = walks.findLast((each) => trace.ticks[each]! <= tick);
  if (index === undefined) return undefined;
  const { did } = trace.events[index]!;
  return did.kind === 'walk' ? { walk: did, index } : undefined;
}

/** The rule of a chain that is tried at a tick, or was the last that matched; null when the chain has ended. */
export function ruleAt(trace: Trace, walks: readonly number[], tick: number): number | null {
  const at = walkAt(trace, walks, tick);
  if (!at) return null;
  const { first, tried, matched } = at.walk;
  const offset = Math.min(ruleOffset(trace, at.index, tick), matched ? tried - 1 : tried);
  return offset < tried ? first + offset : null;
}

/** The walks of the built-in chain of a table. */
export function builtinWalks(trace: Trace, { event, hook }: Visit): readonly number[] {
  const walks: number[] = [];
  for (let index = event + 1; index <= trace.events[event]!.end; index++) {
    const { did, parent } = trace.events[index]!;
    if (did.kind === 'walk' && parent === event && did.chain === hook) walks.push(index);
  }
  return walks;
}

/** The walk that settled a table; what REJECT sends walks tables of its own inside. */
export function settling(trace: Trace, { event }: Visit): Walk | undefined {
  for (let index = trace.events[event]!.end; index > event; index--) {
    const { did, parent } = trace.events[index]!;
    if (did.kind === 'walk' && parent === event) return did;
  }
  return undefined;
}
