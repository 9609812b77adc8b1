// include/linux/netfilter/x_tables.h: what rules are made of, and what a match or target sees of a packet.
import type { HookName, MatchName } from '../../trace/events.ts';
import type { TableKind } from '../../trace/rows.ts';
import type { Ipv4Address } from '../../wire/address.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import type { SkBuff } from '../skbuff.ts';

/** struct xt_action_param, with the packet taken apart once. */
export interface HookState {
  readonly net: Net;
  readonly hook: HookName;
  readonly table: TableKind;
  readonly skb: SkBuff;
  readonly packet: Ipv4;
  readonly in: NetDevice | null;
  readonly out: NetDevice | null;
}

/** The words behind `-m NAME` or `-j NAME`, option by option, as one extension reads them. */
export interface Option {
  readonly name: string;
  readonly inverted: boolean;
  readonly values: readonly string[];
}

/** An extension refuses an option with the reason. */
export class OptionError extends Error {}

/** What the namespace of a rule that is being read has. */
export interface ParseContext {
  hasSet(name: string): boolean;
}

export interface MatchExtension<P> {
  /** Options it takes, and how many values each has. */
  readonly options: Readonly<Record<string, number>>;
  parse(options: readonly Option[], context: ParseContext): P;
  match(params: P, state: HookState): boolean;
  /** As iptables-save prints it, without `-m NAME`. */
  save(params: P): string;
  /** As iptables -L prints it. */
  list(params: P): string;
  /** Does it make the namespace track connections? */
  readonly tracks?: boolean;
  /** Sets it holds a reference to. */
  sets?(params: P): readonly string[];
}

export type TargetVerdict = 'CONTINUE' | 'ACCEPT' | 'DROP';

export interface TargetExtension<P> {
  readonly options: Readonly<Record<string, number>>;
  parse(options: readonly Option[], context: ParseContext): P;
  act(params: P, state: HookState): TargetVerdict;
  /** What the target does besides, after the rule has been logged. */
  afterwards?(params: P, state: HookState): void;
  save(params: P): string;
  list(params: P): string;
  readonly tracks?: boolean;
  sets?(params: P): readonly string[];
  /** Tables in which it may stand; undefined: any. */
  readonly tables?: readonly TableKind[];
}

/** `-s`, `-d`: a network, perhaps inverted. */
export interface AddressPart {
  readonly address: Ipv4Address;
  readonly length: number;
  readonly inverted: boolean;
}

/** `-i`, `-o`: a device name, `eth+` for a prefix. */
export interface InterfacePart {
  readonly name: string;
  readonly inverted: boolean;
}

export interface ProtocolPart {
  readonly protocol: number;
  readonly inverted: boolean;
}

/** A match or target of a rule with its parameters bound. */
export interface BoundMatch {
  readonly name: MatchName;
  match(state: HookState): boolean;
  readonly save: string;
  readonly list: string;
  readonly tracks: boolean;
  readonly sets: readonly string[];
}

export type Target =
  | { readonly kind: 'verdict'; readonly verdict: 'ACCEPT' | 'DROP' | 'RETURN' }
  | { readonly kind: 'jump'; readonly chain: string; readonly goto: boolean }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'extension';
      readonly name: string;
      act(state: HookState): TargetVerdict;
      afterwards(state: HookState): void;
      readonly save: string;
      readonly list: string;
      readonly tracks: boolean;
      readonly sets: readonly string[];
    };

export interface Rule {
  readonly source: AddressPart | null;
  readonly destination: AddressPart | null;
  readonly in: InterfacePart | null;
  readonly out: InterfacePart | null;
  readonly protocol: ProtocolPart | null;
  readonly matches: readonly BoundMatch[];
  readonly target: Target;
}

export interface Chain {
  readonly name: string;
  /** Policy of a built-in chain; null for a user chain. */
  policy: 'ACCEPT' | 'DROP' | null;
  readonly rules: Rule[];
}

export interface XtTable {
  readonly kind: TableKind;
  readonly chains: Map<string, Chain>;
}
