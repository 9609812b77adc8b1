// net/netfilter/xt_tcpudp.c tcp_mt: ports, flags and options of a segment.
import type { Tcp } from '../../../wire/tcp.ts';
import { strtoui, textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, type Option, OptionError } from '../types.ts';
import { only, parsePorts } from './port_options.ts';
import { listPorts, onePort, type PortRange, port_match, savePorts } from './ports.ts';
import { transportOf } from './transport.ts';

interface TcpParams {
  readonly source: PortRange | null;
  readonly destination: PortRange | null;
  readonly flags: { readonly mask: number; readonly compare: number; readonly inverted: boolean } | null;
  readonly option: { readonly kind: number; readonly inverted: boolean } | null;
}

const FLAGS = [
  ['FIN', 0x01],
  ['SYN', 0x02],
  ['RST', 0x04],
  ['PSH', 0x08],
  ['ACK', 0x10],
  ['URG', 0x20],
  ['ALL', 0x3f],
  ['NONE', 0],
] as const;

function parseFlags(text: string): number {
  return text
    .split(',')
    .filter((word) => word !== '')
    .reduce((bits, word) => {
      const flag = FLAGS.find(([name]) => name === word.toUpperCase());
      if (!flag) throw new OptionError(`Unknown TCP flag \`${word}'`);
      return bits | flag[1];
    }, 0);
}

function flagNames(bits: number): string {
  const names = FLAGS.slice(0, 6).filter(([, bit]) => (bits & bit) !== 0);
  return names.map(([name]) => name).join(',') || 'NONE';
}

function readFlags(option: Option | undefined): TcpParams['flags'] {
  if (!option) return null;
  const [mask = '', compare = ''] = option.name === '--syn' ? ['SYN,RST,ACK,FIN', 'SYN'] : option.values;
  return { mask: parseFlags(mask), compare: parseFlags(compare), inverted: option.inverted };
}

function readOption(option: Option | undefined): TcpParams['option'] {
  if (!option) return null;
  const kind = strtoui(textOf(option), 1, 255);
  if (kind === null) throw new OptionError(`Bad TCP option "${textOf(option)}"`);
  return { kind, inverted: option.inverted };
}

/** tcp_find_option */
function hasOption({ options }: Tcp, kind: number): boolean {
  for (let at = 0; at < options.length; ) {
    if (options[at] === kind) return true;
    at += (options[at] ?? 0) < 2 ? 1 : options[at + 1] || 1;
  }
  return false;
}

export const tcp: MatchExtension<TcpParams> = {
  options: {
    '--source-port': 1,
    '--sport': { takes: 1, as: '--source-port' },
    '--destination-port': 1,
    '--dport': { takes: 1, as: '--destination-port' },
    '--syn': 0,
    '--tcp-flags': 2,
    '--tcp-option': 1,
  },
  protocol: 6,
  parse(options) {
    const source = only(options, "Only one `--source-port' allowed", '--source-port');
    const destination = only(options, "Only one `--destination-port' allowed", '--destination-port');
    const flags = only(options, "Only one of `--syn' or `--tcp-flags'  allowed", '--syn', '--tcp-flags');
    return {
      source: source ? parsePorts(source) : null,
      destination: destination ? parsePorts(destination) : null,
      flags: readFlags(flags),
      option: readOption(only(options, "Only one `--tcp-option' allowed", '--tcp-option')),
    };
  },
  match({ source, destination, flags, option }, { packet }) {
    const segment = transportOf(packet);
    if (segment?.layer !== 'tcp') return false;
    if (!port_match(source, segment.sport) || !port_match(destination, segment.dport)) return false;
    if (flags && ((segment.flags & flags.mask) === flags.compare) === flags.inverted) return false;
    return !option || hasOption(segment, option.kind) !== option.inverted;
  },
  dport: ({ destination }) => onePort(destination),
  save: ({ source, destination, flags, option }) =>
    [
      ...savePorts('--sport', source),
      ...savePorts('--dport', destination),
      ...(option ? [`${option.inverted ? '! ' : ''}--tcp-option ${option.kind}`] : []),
      ...(flags && (flags.mask !== 0 || flags.inverted)
        ? [`${flags.inverted ? '! ' : ''}--tcp-flags ${flagNames(flags.mask)} ${flagNames(flags.compare)}`]
        : []),
    ].join(' '),
  list: ({ source, destination, flags, option }, numeric) =>
    [
      'tcp',
      ...listPorts('spt', source, numeric),
      ...listPorts('dpt', destination, numeric),
      ...(option ? [`option=${option.inverted ? '!' : ''}${option.kind}`] : []),
      ...(flags && (flags.mask !== 0 || flags.inverted) ? [listFlags(flags, numeric)] : []),
    ].join(' '),
};

function listFlags({ mask, compare, inverted }: NonNullable<TcpParams['flags']>, numeric: boolean): string {
  const hex = (bits: number) => `0x${bits.toString(16).toUpperCase().padStart(2, '0')}`;
  const words = numeric ? [hex(mask), hex(compare)] : [flagNames(mask), flagNames(compare)];
  return `flags:${inverted ? '!' : ''}${words.join('/')}`;
}
