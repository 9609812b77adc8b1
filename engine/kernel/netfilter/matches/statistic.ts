// net/netfilter/xt_statistic.c: some of the packets, at random or every n-th.
import { double, textOf, uint } from '../parse/xtoptions.ts';
import { type MatchExtension, OptionError } from '../types.ts';

interface StatisticParams {
  readonly mode: 'random' | 'nth';
  /** random: the probability times 2^31, as the kernel keeps it. */
  readonly threshold: number;
  readonly every: number;
  readonly packet: number;
  readonly inverted: boolean;
}

const SCALE = 0x80000000;
const UINT_MAX = 0xffffffff;

export const statistic: MatchExtension<StatisticParams> = {
  options: {
    '--mode': { takes: 1, mandatory: true },
    '--probability': { takes: 1, invertible: true, excludes: ['--every', '--packet'] },
    '--every': { takes: 1, invertible: true, excludes: ['--probability'], needs: ['--packet'] },
    '--packet': { takes: 1, excludes: ['--probability'], needs: ['--every'] },
  },
  parse(options) {
    const find = (name: string) => options.find((option) => option.name === name);
    const [modeOption, probability, every, packet] = ['--mode', '--probability', '--every', '--packet'].map(
      find,
    );
    const mode = modeOption ? textOf(modeOption) : 'random';
    if (mode !== 'random' && mode !== 'nth') throw new OptionError(`Bad mode "${mode}"`);
    const threshold = probability ? Math.round(double('statistic', probability, 0, 1) * SCALE) : 0;
    const n = every ? uint('statistic', every, UINT_MAX, 1) : 1;
    const p = packet ? uint('statistic', packet, UINT_MAX) : 0;
    if (modeOption && mode === 'random' && !probability)
      throw new OptionError('--probability must be specified when using random mode');
    if (mode === 'nth' && !every && !packet)
      throw new OptionError('--every and --packet must be specified when using nth mode');
    if (every && p > n - 1) throw new OptionError('the --packet p must be 0 <= p <= n-1');
    const inverted = options.some((option) => option.inverted);
    return { mode, threshold, every: n, packet: p, inverted };
  },
  match(params, { net, table }) {
    const { mode, threshold, every, packet, inverted } = params;
    if (mode === 'random') return (net.env.random() & 0x7fffffff) < threshold !== inverted;
    const state = net.xtables.privateOf(table, params, () => ({ count: every - 1 - packet }));
    state.count = (state.count + 1) % every;
    return (state.count === 0) !== inverted;
  },
  save: (params) => show(params, '--'),
  list: (params) => `statistic ${show(params, '')}`,
};

function show({ mode, threshold, every, packet, inverted }: StatisticParams, dashes: string): string {
  const head = `${dashes}mode ${mode}${inverted ? ' !' : ''} ${dashes}`;
  if (mode === 'random') return `${head}probability ${(threshold / SCALE).toFixed(11)}`;
  const which = packet !== 0 || dashes !== '' ? ` ${dashes}packet ${packet}` : '';
  return `${head}every ${every}${which}`;
}
