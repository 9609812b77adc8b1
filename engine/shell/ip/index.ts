// iproute2 ip/ip.c: options, then an object and what is to be done with it.
import { Exit, openNetns, type Site, siteIn, type Tool, unsupported } from '../tool.ts';
import { ipAddress } from './address.ts';
import { ipLink } from './link.ts';
import { ipNeigh } from './neigh.ts';
import { ipNetns } from './netns.ts';
import { ipRoute } from './route.ts';
import { ipRule } from './rule.ts';
import { IP_USAGE } from './usage.ts';
import { abbreviated, EXIT_USAGE, Words } from './words.ts';

/** What the options ask of a listing. */
export interface IpOptions {
  readonly family: 'any' | 'inet' | 'inet6';
  readonly oneline: boolean;
  readonly brief: boolean;
  readonly details: boolean;
}

export type IpObject = (words: Words, site: Site, options: IpOptions) => number;

/** In ip's own order, which settles what an abbreviation means; null: known to ip, not to us. */
const OBJECTS: readonly (readonly [string, IpObject | null])[] = [
  ['address', ipAddress],
  ['addrlabel', null],
  ['maddress', null],
  ['route', ipRoute],
  ['rule', ipRule],
  ['neighbor', ipNeigh],
  ['neighbour', ipNeigh],
  ['ntable', null],
  ['link', ipLink],
  ['l2tp', null],
  ['macsec', null],
  ['tunnel', null],
  ['tuntap', null],
  ['token', null],
  ['tcpmetrics', null],
  ['monitor', null],
  ['xfrm', null],
  ['mroute', null],
  ['netns', ipNetns],
  ['netconf', null],
  ['vrf', null],
  ['nexthop', null],
  ['mptcp', null],
];

/** In the order in which ip tries them. */
const OPTIONS = [
  'loops',
  'family',
  '4',
  '6',
  'stats',
  'statistics',
  'details',
  'resolve',
  'oneline',
  'Version',
  'brief',
  'json',
  'pretty',
  'color',
  'netns',
  'Numeric',
  'all',
] as const;

export const ip: Tool = (given, site) => {
  const words = new Words(given);
  let options: IpOptions = { family: 'any', oneline: false, brief: false, details: false };
  let where = site;
  for (; words.word?.startsWith('-') && words.word.length > 1; words.skip()) {
    const written = words.word;
    const option = abbreviated(written.replace(/^--?/, ''), OPTIONS);
    switch (option) {
      case 'netns':
        where = siteIn(site, openNetns(site, words.value()));
        break;
      case '4':
      case '6':
        options = { ...options, family: option === '4' ? 'inet' : 'inet6' };
        break;
      case 'family':
        options = { ...options, family: familyOf(words.value()) };
        break;
      case 'oneline':
      case 'brief':
      case 'details':
        options = { ...options, [option]: true };
        break;
      case 'color':
      case 'Numeric':
        break;
      case 'Version':
        site.out('ip utility, iproute2-6.1.0, libbpf 1.1.2');
        return 0;
      case undefined:
        throw new Exit(EXIT_USAGE, `Option "${written}" is unknown, try "ip -help".`);
      default:
        unsupported(`ip ${written}`);
    }
  }
  return runObject(words, where, options);
};

function familyOf(word: string): IpOptions['family'] {
  if (word === 'inet' || word === 'inet6') return word;
  throw new Exit(EXIT_USAGE, `Error: argument "${word}" is wrong: invalid protocol family`);
}

function runObject(words: Words, site: Site, options: IpOptions): number {
  const { word } = words;
  if (word === undefined || word === 'help') throw new Exit(EXIT_USAGE, IP_USAGE);
  const found = OBJECTS.find(([name]) => name.startsWith(word));
  if (!found) throw new Exit(1, `Object "${word}" is unknown, try "ip help".`);
  const [name, run] = found;
  if (!run) unsupported(`ip ${name}`);
  if (options.details && run !== ipLink && run !== ipAddress) unsupported(`ip -details ${name}`);
  words.skip();
  return run(words, site, options);
}
