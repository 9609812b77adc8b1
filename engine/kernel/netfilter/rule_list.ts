// The rules of a chain. Those that are known to be right without being read are read when somebody comes to them.
import type { ChainIndex } from './chain_index.ts';
import { isTail } from './rule_tail.ts';
import type { Rule } from './types.ts';
import { UnreadRule } from './unread_rule.ts';

export type RuleOrUnread = Rule | UnreadRule;

export const readRule = (rule: RuleOrUnread): Rule => (rule instanceof UnreadRule ? rule.read() : rule);

/** The chain a rule jumps to. */
export function jumpOf(rule: RuleOrUnread): string | null {
  if (rule instanceof UnreadRule) return rule.jump;
  return rule.target.kind === 'jump' ? rule.target.chain : null;
}

/** Is nothing behind this rule ever reached? */
export const isEnd = (rule: RuleOrUnread): boolean => !(rule instanceof UnreadRule) && isTail(rule);

export function tracksConnections(rule: RuleOrUnread): boolean {
  if (rule instanceof UnreadRule) return rule.rewrites;
  const matchTracks = rule.matches.some((match) => match.kind === 'match' && match.tracks);
  return matchTracks || (rule.target.kind === 'extension' && rule.target.tracks);
}

/** Of chains with the same rules in several namespaces there is one. */
export class RuleList {
  readonly length: number;
  /** Which rules a packet may match; null where asking each is as quick, undefined until somebody walks the chain. */
  index: ChainIndex | null | undefined;
  private readonly rules: RuleOrUnread[];

  constructor(rules: RuleOrUnread[]) {
    this.rules = rules;
    this.length = rules.length;
  }

  at(position: number): Rule | undefined {
    const rule = this.rules[position];
    if (!(rule instanceof UnreadRule)) return rule;
    const read = rule.read();
    this.rules[position] = read;
    return read;
  }

  /** As much as is known of them. */
  get unread(): readonly RuleOrUnread[] {
    return this.rules;
  }

  *[Symbol.iterator](): Generator<Rule> {
    for (let position = 0; position < this.length; position++) yield this.at(position)!;
  }
}
