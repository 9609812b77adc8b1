// net/netfilter/xt_iprange.c: addresses from one to another.
import { formatIpv4 } from '../../../wire/address.ts';
import { bang } from '../options.ts';
import { parseDotted } from '../parse/address.ts';
import { badValue, textOf } from '../parse/xtoptions.ts';
import { type MatchExtension, type Option, OptionError, type RuleHead } from '../types.ts';

interface Range {
  readonly low: number;
  readonly high: number;
  readonly inverted: boolean;
}

interface IprangeParams {
  readonly source: Range | null;
  readonly destination: Range | null;
}

function range(option: Option | undefined, head: RuleHead): Range | null {
  if (!option) return null;
  const [first = '', last = first] = textOf(option).split(/-(.*)/s);
  const [low, high] = [first, last].map((text) => {
    const address = parseDotted(text);
    if (address === null) throw badValue('iprange', option.name, text);
    return address;
  }) as [number, number];
  if (low > high) head.note(`xt_iprange: range ${first}-${last} is reversed and will never match`);
  return { low, high, inverted: option.inverted };
}

const inRange = (of: Range | null, address: number) =>
  of === null || (address >= of.low && address <= of.high) !== of.inverted;

const show = ({ low, high }: Range) => `${formatIpv4(low)}-${formatIpv4(high)}`;

export const iprange: MatchExtension<IprangeParams> = {
  options: { '--src-range': { takes: 1, invertible: true }, '--dst-range': { takes: 1, invertible: true } },
  parse(options, head) {
    if (options.length === 0)
      throw new OptionError("iprange match: You must specify `--src-range' or `--dst-range'");
    const find = (name: string) => options.find((option) => option.name === name);
    return { source: range(find('--src-range'), head), destination: range(find('--dst-range'), head) };
  },
  match: ({ source, destination }, { packet }) =>
    inRange(source, packet.src) && inRange(destination, packet.dst),
  save: ({ source, destination }) =>
    [
      ...(source ? [`${bang(source.inverted)}--src-range ${show(source)}`] : []),
      ...(destination ? [`${bang(destination.inverted)}--dst-range ${show(destination)}`] : []),
    ].join(' '),
  list: ({ source, destination }) =>
    [
      ...(source ? [`source IP range ${bang(source.inverted)}${show(source)}`] : []),
      ...(destination ? [`destination IP range ${bang(destination.inverted)}${show(destination)}`] : []),
    ].join(' '),
};
