// The states a connection's packet can be in, as rules name them (XT_CONNTRACK_STATE_*).
import type { SkBuff } from '../skbuff.ts';
import { OptionError } from './types.ts';

/** In the order iptables prints them. */
const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'] as const;
export type CtState = (typeof STATES)[number];

export function parseStates(text: string): CtState[] {
  const words = text.toUpperCase().split(',');
  const unknown = words.find((word) => !STATES.some((state) => state === word));
  if (unknown !== undefined) throw new OptionError(`Bad ctstate "${unknown}"`);
  return STATES.filter((state) => words.includes(state));
}

/** The states a packet is in: one of its connection, and how that is translated. A packet nobody tracks is INVALID. */
export function stateOf(skb: SkBuff): CtState[] {
  if (!skb.ct) return ['INVALID'];
  const { conn, info } = skb.ct;
  const states: CtState[] = [info];
  if (conn?.srcNat) states.push('SNAT');
  if (conn?.dstNat) states.push('DNAT');
  return states;
}
