// net/core/fib_rules.c fib_nl_newrule, fib_nl_delrule: policy rules.
import type { Net } from '../kernel/net_namespace.ts';
import type { FibRuleRow, Prefix } from '../trace/rows.ts';
import { EEXIST, ENOENT } from './registry.ts';
import type { Refusal, Request, RulePattern } from './request.ts';

export function addRule({ rules }: Net, { rule }: Extract<Request, { do: 'rule.add' }>): Refusal {
  const row = { ...rule, priority: rule.priority ?? rules.defaultPriority() };
  if (rules.has(row)) return EEXIST;
  rules.insert(row);
  return null;
}

export function deleteRule({ rules }: Net, { rule }: Extract<Request, { do: 'rule.del' }>): Refusal {
  const found = rules.list().find((row) => answersTo(row, rule));
  if (!found) return ENOENT;
  rules.remove(found);
  return null;
}

function answersTo(row: FibRuleRow, pattern: RulePattern): boolean {
  return (Object.keys(pattern) as (keyof FibRuleRow)[]).every((key) => {
    const asked = pattern[key];
    return isPrefix(asked) ? samePrefix(row[key], asked) : row[key] === asked;
  });
}

const isPrefix = (value: unknown): value is Prefix => typeof value === 'object' && value !== null;

function samePrefix(value: unknown, asked: Prefix): boolean {
  return isPrefix(value) && value.address === asked.address && value.length === asked.length;
}
