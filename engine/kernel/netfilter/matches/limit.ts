// net/netfilter/xt_limit.c: so many packets in a time, after a burst.
import { strtoul, textOf, uint } from '../parse/xtoptions.ts';
import { type MatchExtension, OptionError } from '../types.ts';

/** XT_LIMIT_SCALE: a rate is kept as this many parts of a second between packets. */
const SCALE = 10_000;
/** HZ * CREDITS_PER_JIFFY, the same for 250 and 1000 ticks a second: what a day costs fits 32 bits, and little more does. */
const CREDITS_PER_SECOND = 32_000;
const UINT32 = 2 ** 32;
const DEFAULT_AVG = SCALE * (3600 / 3);
const DEFAULT_BURST = 5;

const UNITS = [
  ['second', 1],
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
] as const;

interface LimitParams {
  readonly avg: number;
  readonly burst: number;
}

/** In 32 bits, as the kernel counts. */
function user2credits(rate: number): number {
  const user = rate % UINT32;
  const credits =
    user > UINT32 / CREDITS_PER_SECOND
      ? Math.floor(user / SCALE) * CREDITS_PER_SECOND
      : Math.floor((user * CREDITS_PER_SECOND) / SCALE);
  return credits % UINT32;
}

/** One credit is this part of a second. */
const microseconds = (credits: number) => (credits / CREDITS_PER_SECOND) * 1_000_000;

function parseRate(text: string): number {
  const [count = '', unit] = text.split(/\/(.*)/s);
  const named = UNITS.find(([name]) => unit !== '' && name.startsWith((unit ?? 'second').toLowerCase()));
  const rate = strtoul(count)?.value ?? 0;
  if (!named || rate === 0) throw new OptionError(`bad rate "${text}"'`);
  const avg = Math.floor((SCALE * named[1]) / rate);
  if (avg === 0) throw new OptionError(`Rate too fast "${text}"`);
  return avg;
}

/** print_rate: in the longest unit that gives the number back. */
function formatRate(avg: number): string {
  const rates = [
    ['day', SCALE * 86_400],
    ['hour', SCALE * 3600],
    ['min', SCALE * 60],
    ['sec', SCALE],
  ] as const;
  let at = 1;
  while (at < rates.length && avg <= rates[at]![1] && Math.floor(rates[at]![1] / avg) >= rates[at]![1] % avg)
    at++;
  const [name, scale] = rates[at - 1]!;
  return `${Math.floor(scale / avg)}/${name}`;
}

export const limit: MatchExtension<LimitParams> = {
  options: { '--limit': { takes: 1 }, '--limit-burst': { takes: 1 } },
  parse(options) {
    const find = (name: string) => options.find((option) => option.name === name);
    const [rate, burst] = ['--limit', '--limit-burst'].map(find);
    return {
      avg: rate ? parseRate(textOf(rate)) : DEFAULT_AVG,
      burst: burst ? uint('limit', burst, 10_000) : DEFAULT_BURST,
    };
  },
  check({ avg, burst }) {
    const fits = burst > 0 && user2credits(avg * burst) >= user2credits(avg);
    return fits
      ? null
      : { errno: 'Numerical result out of range', dmesg: `Overflow, try lower: ${avg}/${burst}` };
  },
  /** limit_mt: credit grows with time up to the burst; a packet costs one rate. */
  match(params, { net, table }) {
    const cost = microseconds(user2credits(params.avg));
    const cap = microseconds(user2credits(params.avg * params.burst));
    const state = net.xtables.privateOf(table, params, () => ({ credit: cap, last: net.env.now() }));
    state.credit = Math.min(cap, state.credit + net.env.now() - state.last);
    state.last = net.env.now();
    if (state.credit < cost) return false;
    state.credit -= cost;
    return true;
  },
  save: ({ avg, burst }) =>
    `--limit ${formatRate(avg)}${burst === DEFAULT_BURST ? '' : ` --limit-burst ${burst}`}`,
  list: ({ avg, burst }) => `limit: avg ${formatRate(avg)} burst ${burst}`,
};
