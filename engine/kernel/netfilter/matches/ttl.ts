// net/netfilter/xt_hl.c ttl_mt: the packet's time to live.
import { uint } from '../parse/xtoptions.ts';
import { type MatchExtension, type Option, OptionError } from '../types.ts';

const MODES = {
  '--ttl-lt': { sign: '<', fits: (ttl: number, than: number) => ttl < than },
  '--ttl-gt': { sign: '>', fits: (ttl: number, than: number) => ttl > than },
  '--ttl-eq': { sign: '==', fits: (ttl: number, than: number) => ttl === than },
} as const;
type Mode = keyof typeof MODES;

interface TtlParams {
  readonly mode: Mode;
  readonly ttl: number;
  readonly inverted: boolean;
}

const modeOf = ({ name }: Option) => name as Mode;
const excludes = (own: Mode) => Object.keys(MODES).filter((each) => each !== own);

export const ttl: MatchExtension<TtlParams> = {
  options: {
    '--ttl-lt': { takes: 1, excludes: excludes('--ttl-lt') },
    '--ttl-gt': { takes: 1, excludes: excludes('--ttl-gt') },
    '--ttl-eq': { takes: 1, invertible: true, excludes: excludes('--ttl-eq') },
    '--ttl': { takes: 1, as: '--ttl-eq' },
  },
  parse([option]) {
    if (!option)
      throw new OptionError("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt");
    return { mode: modeOf(option), ttl: uint('ttl', option, 255), inverted: option.inverted };
  },
  match: (params, { packet }) => MODES[params.mode].fits(packet.ttl, params.ttl) !== params.inverted,
  save: (params) => `${params.inverted ? '! ' : ''}${params.mode} ${params.ttl}`,
  list: (params) => `TTL match TTL ${params.inverted ? '!=' : MODES[params.mode].sign} ${params.ttl}`,
};
