// net/ipv4/netfilter/ip_tables.c unconditional: rules behind which nothing is reached.
import type { Rule } from './types.ts';

/** A rule without any condition and with a standard verdict; the log takes it for its chain's end. */
export function isTail(rule: Rule): boolean {
  const { source, destination, in: indev, out, protocol, fragment } = rule;
  const unconditional = !source && !destination && !indev && !out && !protocol && !fragment;
  return unconditional && rule.matches.length === 0 && rule.target.kind === 'verdict';
}
