// net/netfilter/xt_tcpudp.c icmp_match: type and code of a message.
import { parseNumber } from '../options.ts';
import { type MatchExtension, OptionError } from '../types.ts';

const NAMES: Readonly<Record<string, readonly [type: number, code: number | null]>> = {
  any: [255, null],
  'echo-reply': [0, null],
  'destination-unreachable': [3, null],
  'network-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'protocol-unreachable': [3, 2],
  'port-unreachable': [3, 3],
  'fragmentation-needed': [3, 4],
  redirect: [5, null],
  'echo-request': [8, null],
  'time-exceeded': [11, null],
  'ttl-zero-during-transit': [11, 0],
};

interface IcmpParams {
  readonly type: number;
  /** null: any code. */
  readonly code: number | null;
  readonly inverted: boolean;
}

const ANY = 255;

function show({ type, code }: IcmpParams): string {
  if (type === ANY) return 'any';
  return code === null ? `${type}` : `${type}/${code}`;
}

export const icmp: MatchExtension<IcmpParams> = {
  options: { '--icmp-type': 1 },
  parse([option]) {
    if (!option) return { type: ANY, code: null, inverted: false };
    const text = option.values[0] ?? '';
    const named = NAMES[text];
    if (named) return { type: named[0], code: named[1], inverted: option.inverted };
    const [type = '', code] = text.split('/');
    if (!/^\d/.test(type)) throw new OptionError(`Invalid ICMP type \`${text}'`);
    return {
      type: parseNumber(option.name, type, 255),
      code: code === undefined ? null : parseNumber(option.name, code, 255),
      inverted: option.inverted,
    };
  },
  match({ type, code, inverted }, { packet: { payload } }) {
    if (payload.layer !== 'icmp') return false;
    return (type === ANY || (payload.type === type && (code === null || payload.code === code))) !== inverted;
  },
  save: (params) => `${params.inverted ? '! ' : ''}--icmp-type ${show(params)}`,
  list(params) {
    const code = params.code === null ? '' : ` code ${params.code}`;
    return `icmp${params.inverted ? ' !' : ''}type ${params.type}${code}`;
  },
};
