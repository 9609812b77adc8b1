// net/netfilter/xt_multiport.c: one of up to fifteen ports, of which a range counts as two.
import { bang } from '../options.ts';
import { portName } from '../parse/services.ts';
import { textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, OptionError, type RuleHead } from '../types.ts';
import { parsePort } from './port_options.ts';
import { transportOf } from './transport.ts';

const XT_MULTI_PORTS = 15;
/** tcp, udp, udplite, sctp, dccp */
const WITH_PORTS = [6, 17, 136, 132, 33];

type Which = 'sports' | 'dports' | 'ports';
type Range = readonly [low: number, high: number];

interface MultiportParams {
  readonly which: Which;
  readonly ranges: readonly Range[];
  readonly inverted: boolean;
}

const WHICH: Readonly<Record<string, Which>> = {
  '--source-ports': 'sports',
  '--destination-ports': 'dports',
  '--ports': 'ports',
};

/** check_proto */
function checkProtocol({ protocol }: RuleHead): void {
  if (protocol && !protocol.inverted && WITH_PORTS.includes(protocol.protocol)) return;
  throw new OptionError(
    protocol
      ? 'multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP'
      : "multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'",
  );
}

function parseRanges(text: string): Range[] {
  let count = 0;
  return text.split(',').map((word): Range => {
    const [first = '', last] = word.split(/:(.*)/s);
    count += last === undefined ? 1 : 2;
    if (count > XT_MULTI_PORTS) throw new OptionError('too many ports specified');
    const low = parsePort(first);
    const high = last === undefined ? low : parsePort(last);
    if (last !== undefined && low >= high) throw new OptionError('invalid portrange specified');
    return [low, high];
  });
}

const show = ({ ranges }: MultiportParams, numeric: boolean) =>
  ranges
    .map(([low, high]) =>
      low === high ? portName(low, numeric) : `${portName(low, numeric)}:${portName(high, numeric)}`,
    )
    .join(',');

const one = { takes: 1, invertible: true };

export const multiport: MatchExtension<MultiportParams> = {
  options: {
    '--source-ports': { ...one, excludes: ['--destination-ports', '--ports'] },
    '--sports': { takes: 1, as: '--source-ports' },
    '--destination-ports': { ...one, excludes: ['--source-ports', '--ports'] },
    '--dports': { takes: 1, as: '--destination-ports' },
    '--ports': { ...one, excludes: ['--source-ports', '--destination-ports'] },
  },
  parse([option], head) {
    if (!option) throw new OptionError('multiport expection an option');
    checkProtocol(head);
    return { which: WHICH[option.name]!, ranges: parseRanges(textOf(option)), inverted: option.inverted };
  },
  match({ which, ranges, inverted }, { packet }) {
    const header = transportOf(packet);
    if (header?.layer !== 'udp' && header?.layer !== 'tcp') return false;
    const hit = (port: number) => ranges.some(([low, high]) => port >= low && port <= high);
    const source = which !== 'dports' && hit(header.sport);
    const destination = which !== 'sports' && hit(header.dport);
    return (source || destination) !== inverted;
  },
  save: (params) => `${bang(params.inverted)}--${params.which} ${show(params, true)}`,
  list: (params, numeric) =>
    `multiport ${params.which} ${params.inverted ? ' !' : ''}${show(params, numeric)}`,
};
