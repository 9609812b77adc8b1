// net/netfilter/xt_statistic.c: some of the packets, at random or every n-th.
import { parseNumber } from '../options.ts';
import { type MatchExtension, OptionError } from '../types.ts';

interface StatisticParams {
  readonly mode: 'random' | 'nth';
  /** random: the probability times 2^31, as the kernel keeps it. */
  readonly threshold: number;
  readonly every: number;
  readonly packet: number;
  readonly inverted: boolean;
  /** nth: packets since the last match. */
  count: number;
}

const SCALE = 0x80000000;

export const statistic: MatchExtension<StatisticParams> = {
  options: { '--mode': 1, '--probability': 1, '--every': 1, '--packet': 1 },
  parse(options) {
    const find = (name: string) => options.find((option) => option.name === name);
    const mode = find('--mode')?.values[0];
    if (mode !== 'random' && mode !== 'nth') throw new OptionError(`Bad mode "${mode ?? ''}"`);
    const probability = Number(find('--probability')?.values[0] ?? '0');
    if (!(probability >= 0 && probability <= 1))
      throw new OptionError('--probability must be between 0 and 1');
    const every = parseNumber('--every', find('--every')?.values[0] ?? '1');
    const packet = parseNumber('--packet', find('--packet')?.values[0] ?? '0');
    const inverted = options.some((option) => option.name !== '--mode' && option.inverted);
    return {
      mode,
      threshold: Math.round(probability * SCALE),
      every,
      packet,
      inverted,
      count: every - 1 - packet,
    };
  },
  match(params, { net }) {
    if (params.mode === 'random')
      return (net.env.random() & 0x7fffffff) < params.threshold !== params.inverted;
    params.count = (params.count + 1) % params.every;
    return (params.count === 0) !== params.inverted;
  },
  save: (params) => `--mode ${params.mode} ${rate(params, '--')}`,
  list: (params) => `statistic mode ${params.mode} ${rate(params, '')}`,
};

function rate({ mode, threshold, every, packet, inverted }: StatisticParams, dashes: string): string {
  const not = inverted ? '! ' : '';
  // iptables-save writes the packet always, the list only when it is not the first.
  const nth = packet > 0 || dashes !== '' ? ` ${dashes}packet ${packet}` : '';
  return mode === 'random'
    ? `${not}${dashes}probability ${(threshold / SCALE).toFixed(11)}`
    : `${not}${dashes}every ${every}${nth}`;
}
