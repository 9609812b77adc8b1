// net/netfilter/xt_HL.c ttl_tg: writes the packet's time to live.
import { set_ip } from '../../skbuff.ts';
import { uint } from '../parse/xtoptions.ts';
import { OptionError, type TargetExtension } from '../types.ts';
import { exclusive } from './mark_words.ts';

const MODES = {
  '--ttl-set': { verb: 'set to', apply: (_ttl: number, by: number) => by },
  '--ttl-dec': { verb: 'decrement by', apply: (ttl: number, by: number) => Math.max(0, ttl - by) },
  '--ttl-inc': { verb: 'increment by', apply: (ttl: number, by: number) => Math.min(255, ttl + by) },
} as const;
type Mode = keyof typeof MODES;

export const TTL: TargetExtension<{ mode: Mode; ttl: number }> = {
  options: exclusive(Object.keys(MODES), 1),
  tables: ['mangle'],
  parse([option]) {
    if (!option) throw new OptionError('TTL: You must specify an action');
    const mode = option.name as Mode;
    return { mode, ttl: uint('TTL', option, 255, mode === '--ttl-set' ? 0 : 1) };
  },
  act({ mode, ttl }, { skb, packet }) {
    set_ip(skb, { ...packet, ttl: MODES[mode].apply(packet.ttl, ttl) });
    return 'CONTINUE';
  },
  save: ({ mode, ttl }) => `${mode} ${ttl}`,
  list: ({ mode, ttl }) => `TTL ${MODES[mode].verb} ${ttl}`,
};
