// What languages are given to make sentences from, where it is more than an event's own fields.
import type { RouteLost } from '../trace/events.ts';
import type { Fragment, Sentence, Target } from './sentence.ts';

/** A bridge that does not know where to. */
export interface Flood {
  readonly to: readonly Fragment[];
  /** A multicast or broadcast address. */
  readonly group: boolean;
  readonly up: boolean;
}

export interface RouteDecided {
  readonly daddr: string;
  /** The row that won. */
  readonly row: Fragment | null;
  /** Did others lose because their prefix is shorter? */
  readonly longest: boolean;
  readonly gateway: string | null;
  readonly device: Fragment;
}

export interface RouteLoser {
  readonly row: Fragment;
  readonly why: RouteLost;
}

export interface FdbFound {
  readonly entry: Target;
  readonly device: Fragment;
  readonly mac: string;
  readonly remote: string;
  /** Whose address that is. */
  readonly host: string | null;
}

/** A rule, or with number 0 the policy of its chain. */
export interface Rule {
  readonly num: number;
  readonly chain: string;
  readonly to: Target;
}

/** A set a rule asks, and of what: `src 10.42.1.6`. */
export interface SetAsked {
  readonly name: string;
  readonly inverted: boolean;
  readonly sides: readonly string[];
}

/** What the packet has where a rule wants something else. */
export type Found =
  | { readonly of: 'source' | 'destination' | 'protocol' | 'mark'; readonly value: string }
  /** A device, or what conntrack said; null: none. */
  | { readonly of: 'in' | 'out' | 'state'; readonly value: string | null }
  | { readonly of: 'sets'; readonly sets: readonly SetAsked[] };

export interface TableWalked {
  readonly table: string;
  readonly hook: string;
  readonly verdict: string;
  /** null: no rule was there to decide. */
  readonly by: Rule | null;
}

/** unasked: another question had settled it. */
export type Answer = 'yes' | 'no' | 'unasked';

/** One thing that was weighed, and why it counted or did not. */
export interface Weighed {
  readonly what: Fragment;
  readonly answer: Answer;
  readonly why: Sentence;
}

/** What a part of a rule sees. nothing: it asks nothing. memory: what it remembers itself. elsewhere: what is not recorded. */
export interface Seen {
  readonly of:
    | 'source'
    | 'destination'
    | 'in'
    | 'out'
    | 'protocol'
    | 'fragment'
    | 'addresses'
    | 'nothing'
    | 'state'
    | 'icmp'
    | 'length'
    | 'memory'
    | 'mac'
    | 'mark'
    | 'ports'
    | 'uid'
    | 'physdev'
    | 'set'
    | 'tos'
    | 'ttl'
    | 'elsewhere';
  /** null: the packet has none. */
  readonly value: string | null;
}

/** Why a route counts: the only one, the longest prefix, the lowest metric, the first of several alike. */
export type RouteWon = 'only' | 'longest' | 'metric' | 'first';

export interface RouteWeighed {
  readonly length: number;
  readonly metric: number;
  readonly dev: string | null;
}
