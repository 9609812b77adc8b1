// net/netfilter/xt_tcpudp.c icmp_match: type and code of a message.
import { strtoul, textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, OptionError } from '../types.ts';
import { ICMP_NAMES } from './icmp_names.ts';
import { transportOf } from './transport.ts';

interface IcmpParams {
  readonly type: number;
  readonly low: number;
  readonly high: number;
  readonly inverted: boolean;
}

const ANY = 255;

function byName(text: string): readonly [number, number | null] | null {
  const [first, second] = ICMP_NAMES.filter(([name]) => name.toLowerCase().startsWith(text.toLowerCase()));
  if (first && second)
    throw new OptionError(`Ambiguous ICMP type \`${text}': \`${first[0]}' or \`${second[0]}'?`);
  return first ? [first[1], first[2]] : null;
}

/** parse_range: `3` or `3:5` at the front of a text. */
function range(text: string): { low: number; high: number; rest: string } | null {
  const low = strtoul(text);
  if (!low || low.value > 255) return null;
  if (!low.rest.startsWith(':')) return { low: low.value, high: low.value, rest: low.rest };
  const high = strtoul(low.rest.slice(1));
  return high && high.value <= 255 ? { low: low.value, high: high.value, rest: high.rest } : null;
}

function parseType(text: string): Omit<IcmpParams, 'inverted'> {
  const named = byName(text);
  if (named) {
    const [type, code] = named;
    return { type, low: code ?? 0, high: code ?? 255 };
  }
  const types = range(text);
  if (!types) throw new OptionError(`Unknown ICMP type \`${text}'`);
  const codes = types.rest.startsWith('/') ? range(types.rest.slice(1)) : null;
  if (types.rest.startsWith('/') && !codes) throw new OptionError(`Unknown ICMP code \`${text}'`);
  const rest = codes ? codes.rest : types.rest;
  if (rest !== '') throw new OptionError(`unknown character ${rest[0]}`);
  if (types.low !== types.high) throw new OptionError('ICMP type range not supported');
  return { type: types.low, low: codes?.low ?? 0, high: codes?.high ?? 255 };
}

function listType({ type, low, high, inverted }: IcmpParams, numeric: boolean): string {
  const code = low === 0 && high === 255 ? null : low;
  const named = numeric
    ? undefined
    : ICMP_NAMES.find((each) => each[1] === type && each[2] === code && (code === null || low === high));
  if (named) return ` ${inverted ? '!' : ''}${named[0]}`;
  const codes = low === high ? ` code ${low}` : code === null ? '' : ` codes ${low}-${high}`;
  return `${inverted ? ' !' : ''}type ${type}${codes}`;
}

export const icmp: MatchExtension<IcmpParams> = {
  options: { '--icmp-type': { takes: 1, mandatory: true, invertible: true } },
  protocol: 1,
  parse([option]) {
    if (!option) return { type: ANY, low: 0, high: 255, inverted: false };
    return { ...parseType(textOf(option)), inverted: option.inverted };
  },
  match({ type, low, high, inverted }, { packet }) {
    const message = transportOf(packet);
    if (message?.layer !== 'icmp') return false;
    const same = message.type === type && message.code >= low && message.code <= high;
    return (type === ANY || same) !== inverted;
  },
  save({ type, low, high, inverted }) {
    const not = inverted ? '! ' : '';
    if (type === ANY) return `${not}--icmp-type any`;
    return `${not}--icmp-type ${type}${low === 0 && high === 255 ? '' : `/${low}`}`;
  },
  list: (params, numeric) => `icmp${listType(params, numeric)}`,
};
