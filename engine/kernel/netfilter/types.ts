// include/linux/netfilter/x_tables.h: what rules are made of, and what a match or target sees of a packet.
import type { HookName, LogLine, MatchName } from '../../trace/events.ts';
import type { CounterRow, TableKind } from '../../trace/rows.ts';
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

/** struct xt_option_entry: what an option takes and with what it goes together. */
export interface OptionSpec {
  /** How many values it has. */
  readonly takes: number;
  /** The option it is another name of; extensions see that name. */
  readonly as?: string;
  readonly mandatory?: boolean;
  readonly invertible?: boolean;
  readonly excludes?: readonly string[];
  readonly needs?: readonly string[];
}

/** A number alone: how many values, and nothing is checked. */
export type OptionTable = Readonly<Record<string, number | OptionSpec>>;

/** An extension refuses an option with the reason; `code` is the exit status of the tool (enum xtables_exittype). */
export class OptionError extends Error {
  readonly code: number;
  /** The tool's name does not stand in front. */
  readonly bare: boolean;
  constructor(message: string, code = 2, bare = false) {
    super(message);
    this.code = code;
    this.bare = bare;
  }
}

/** Linux has this, the engine has not: the rule is kept as it was typed. */
export class Unsupported extends Error {}

/** The parts of a rule an extension may ask for while it is read. */
export interface RuleHead {
  readonly protocol: ProtocolPart | null;
  /** A line for the person, that refuses nothing. */
  note(text: string): void;
  /** Is there an ipset of that name? */
  hasSet(name: string): boolean;
}

/** struct xt_mtchk_param: where a rule can be reached from, when the kernel checks it. */
export interface CheckPlace {
  readonly table: TableKind;
  readonly rule: Rule;
  readonly hooks: ReadonlySet<HookName>;
}

/** What the kernel's log says; what it answers, where that is not `Invalid argument`. */
export type CheckRefusal = string | { readonly errno: string; readonly dmesg: string };

/** What x_tables.c checks of any extension before it comes to the extension's own check. */
export interface Where {
  readonly tables?: readonly TableKind[];
  readonly hooks?: readonly HookName[];
  readonly protocol?: number;
}

interface Extension<P> extends Where {
  readonly options: OptionTable;
  parse(options: readonly Option[], head: RuleHead): P;
  /** checkentry: why the kernel refuses the rule; null if it does not. */
  check?(params: P, place: CheckPlace): CheckRefusal | null;
  /** As iptables-save prints it, without `-m NAME` or `-j NAME`. */
  save(params: P): string;
  /** As iptables -L prints it; `numeric`: with -n. */
  list(params: P, numeric: boolean): string;
  /** Does it make the namespace track connections? */
  readonly tracks?: boolean;
  /** The ipsets it names. */
  sets?(params: P): readonly string[];
}

export interface MatchExtension<P> extends Extension<P> {
  /** The one destination port it wants, whatever else; null if it may want another. */
  dport?(params: P): number | null;
  match(params: P, state: HookState): boolean;
}

export type TargetVerdict = 'CONTINUE' | 'ACCEPT' | 'DROP';

export interface TargetExtension<P> extends Extension<P> {
  act(params: P, state: HookState): TargetVerdict;
  /** What the target does besides, after the rule has been logged. */
  afterwards?(params: P, state: HookState): void;
  /** What it writes into the kernel's log. */
  log?(params: P): LogLine;
  /** The name lists have for it, where it is another than the one it is saved by. */
  readonly listedAs?: string;
}

/** `-s`, `-d`: a network, perhaps inverted. The mask may have holes. */
export interface AddressPart {
  readonly address: Ipv4Address;
  readonly mask: number;
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

/** A match or target the engine does not have: `words` as they were typed behind its name. */
export interface UnsupportedPart {
  readonly kind: 'unsupported';
  readonly name: string;
  readonly words: string;
}

/** A match of a rule with its parameters bound. */
interface SupportedMatch {
  readonly kind: 'match';
  readonly name: MatchName;
  match(state: HookState): boolean;
  readonly dport: number | null;
  check(place: CheckPlace): CheckRefusal | null;
  readonly save: string;
  list(numeric: boolean): string;
  readonly tracks: boolean;
  readonly sets: readonly string[];
}

export type BoundMatch = SupportedMatch | UnsupportedPart;

export type Target =
  | { readonly kind: 'verdict'; readonly verdict: 'ACCEPT' | 'DROP' | 'RETURN' }
  | { readonly kind: 'jump'; readonly chain: string; readonly goto: boolean }
  | { readonly kind: 'none' }
  | UnsupportedPart
  | {
      readonly kind: 'extension';
      readonly name: string;
      readonly listedAs: string;
      act(state: HookState): TargetVerdict;
      afterwards(state: HookState): void;
      check(place: CheckPlace): CheckRefusal | null;
      readonly log: LogLine | null;
      readonly save: string;
      list(numeric: boolean): string;
      readonly tracks: boolean;
      readonly sets: readonly string[];
    };

export interface Rule {
  readonly source: AddressPart | null;
  readonly destination: AddressPart | null;
  readonly in: InterfacePart | null;
  readonly out: InterfacePart | null;
  readonly protocol: ProtocolPart | null;
  /** `-f`: second and further fragments; inverted, all others. */
  readonly fragment: { readonly inverted: boolean } | null;
  readonly matches: readonly BoundMatch[];
  readonly target: Target;
}

/** The verdict of a built-in chain on what comes to its end. */
export type Policy = 'ACCEPT' | 'DROP';

/** struct xt_counters, and the key of its row. */
export interface Counter {
  readonly key: string;
  /** null: the end of a user chain that no packet has reached. */
  row: CounterRow | null;
}
