// iptables/xshared.c: the commands of iptables, its own options, and which go with which.
import type { TableKind } from '../../../trace/rows.ts';
import type { Rule } from '../types.ts';
import type { Arity, LongOption } from './getopt.ts';

/** The letter of a command; `D#` and `Z#` are those with a rule number. */
export type CommandKind =
  | 'A'
  | 'C'
  | 'D'
  | 'D#'
  | 'R'
  | 'I'
  | 'L'
  | 'S'
  | 'F'
  | 'Z'
  | 'Z#'
  | 'N'
  | 'X'
  | 'E'
  | 'P';

/** What a line of iptables asks for (struct xt_cmd_parse). */
export interface Command {
  readonly kind: CommandKind;
  /** Counters are set to zero after listing: `-L -Z`. */
  readonly zero: 'Z' | 'Z#' | null;
  readonly table: TableKind;
  readonly chain: string | null;
  /** From 1; 0 when none was given. */
  readonly rulenum: number;
  readonly newname: string;
  readonly policy: string;
  /** `-s a,b -d c,d` are four rules. */
  readonly rules: readonly Rule[];
  readonly counters: { readonly packets: number; readonly bytes: number } | null;
  readonly verbose: boolean;
  readonly numeric: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
  /** Lines printed to stderr on the way. */
  readonly notes: readonly string[];
}

/** optflags, in the order of the tables below. */
export const OPTION_LETTERS = 'nsdpjvxio0cf';

/** commands_v_options: options that are illegal with a command. */
const RULE_COMMAND = 'nx0';
export const ILLEGAL: Readonly<Record<CommandKind, string>> = {
  I: RULE_COMMAND,
  D: `${RULE_COMMAND}c`,
  'D#': 'nsdpjxio0cf',
  R: RULE_COMMAND,
  A: RULE_COMMAND,
  L: 'sdpjiocf',
  F: 'nsdpjxio0cf',
  Z: 'nsdpjxio0cf',
  N: 'nsdpjxio0cf',
  X: 'nsdpjxio0cf',
  P: 'nsdpjxio0f',
  E: 'nsdpjxio0cf',
  S: 'nsdpjxio0cf',
  'Z#': 'nsdpjxio0cf',
  C: `${RULE_COMMAND}c`,
};

/** IPT_OPTSTRING: how many values each letter has. */
export const SHORTS: ReadonlyMap<string, { arity: Arity; id: string }> = new Map(
  [...'ACDEINPcdijopstRgmM']
    .map((letter): [string, { arity: Arity; id: string }] => [letter, { arity: 1, id: letter }])
    .concat([...'FLXZSWhw'].map((letter) => [letter, { arity: 2, id: letter }]))
    .concat([...'V46bfnvx'].map((letter) => [letter, { arity: 0, id: letter }])),
);

const long = (name: string, arity: Arity, id: string): LongOption<string> => ({ name, arity, id });

/** original_opts */
export const LONGS: readonly LongOption<string>[] = [
  long('append', 1, 'A'),
  long('delete', 1, 'D'),
  long('check', 1, 'C'),
  long('insert', 1, 'I'),
  long('replace', 1, 'R'),
  long('list', 2, 'L'),
  long('list-rules', 2, 'S'),
  long('flush', 2, 'F'),
  long('zero', 2, 'Z'),
  long('new-chain', 1, 'N'),
  long('delete-chain', 2, 'X'),
  long('rename-chain', 1, 'E'),
  long('policy', 1, 'P'),
  long('source', 1, 's'),
  long('destination', 1, 'd'),
  long('src', 1, 's'),
  long('dst', 1, 'd'),
  long('protocol', 1, 'p'),
  long('in-interface', 1, 'i'),
  long('jump', 1, 'j'),
  long('table', 1, 't'),
  long('match', 1, 'm'),
  long('numeric', 0, 'n'),
  long('out-interface', 1, 'o'),
  long('verbose', 0, 'v'),
  long('wait', 2, 'w'),
  long('wait-interval', 2, 'W'),
  long('exact', 0, 'x'),
  long('fragments', 0, 'f'),
  long('version', 0, 'V'),
  long('help', 2, 'h'),
  long('line-numbers', 0, '0'),
  long('modprobe', 1, 'M'),
  long('set-counters', 1, 'c'),
  long('goto', 1, 'g'),
  long('ipv4', 0, '4'),
  long('ipv6', 0, '6'),
];

/** Is this word one of iptables' own options, and no extension's? */
export function isOwnOption(word: string): boolean {
  if (word.startsWith('--')) return LONGS.some(({ name }) => name === word.slice(2).split('=')[0]);
  return /^-[A-Za-z0-9]/.test(word) && SHORTS.has(word[1]!);
}
