// The states a connection's packet can be in, as rules name them (XT_CONNTRACK_STATE_*).
import type { SkBuff } from '../skbuff.ts';
import { readNames } from './parse/names.ts';
import { OptionError } from './types.ts';

/** In the order iptables prints them. */
const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'] as const;
export type CtState = (typeof STATES)[number];

/** In the order in which a beginning is looked for. */
const SOUGHT = ['INVALID', 'NEW', 'ESTABLISHED', 'RELATED', 'UNTRACKED', 'SNAT', 'DNAT'] as const;

export function parseStates(text: string, option: 'ctstate' | 'state'): CtState[] {
  const known = option === 'state' ? SOUGHT.slice(0, 5) : SOUGHT;
  const bad = (rest: string) => new OptionError(`Bad ${option} "${rest}"`);
  const words = readNames(text, known, bad);
  return STATES.filter((state) => words.includes(state));
}

/** The states a packet is in: one of its connection, and how that is translated. A packet nobody knows is INVALID. */
export function stateOf(skb: SkBuff): CtState[] {
  if (!skb.ct) return [skb.untracked ? 'UNTRACKED' : 'INVALID'];
  const { conn, info } = skb.ct;
  const states: CtState[] = [info];
  if (conn.srcNat) states.push('SNAT');
  if (conn.dstNat) states.push('DNAT');
  return states;
}
