// net/netfilter/xt_conntrack.c: everything about the connection of the packet.
import type { Tuple } from '../../../trace/rows.ts';
import { formatIpv4 } from '../../../wire/address.ts';
import type { Conn } from '../../conntrack/nf_conntrack_core.ts';
import { type CtState, parseStates, stateOf } from '../ctstate.ts';
import { bang } from '../options.ts';
import { listMask } from '../parse/address.ts';
import { readNames } from '../parse/names.ts';
import { badValue, hostMask, portRange, textOf, uintRange } from '../parse/xtoptions.ts';
import { parseProtocol } from '../protocols.ts';
import { type HookState, type MatchExtension, type Option, OptionError } from '../types.ts';

const STATUSES = ['NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'] as const;
type Status = (typeof STATUSES)[number];

/** One thing asked of the connection; null stands for a packet without one. */
interface Test {
  readonly name: string;
  readonly inverted: boolean;
  readonly value: string;
  fits(conn: Conn, state: HookState): boolean;
}

interface ConntrackParams {
  readonly states: { readonly list: readonly CtState[]; readonly inverted: boolean } | null;
  readonly tests: readonly Test[];
}

type Reader = (option: Option) => Omit<Test, 'name' | 'inverted'>;

const address =
  (of: (conn: Conn) => number): Reader =>
  (option) => {
    const wanted = hostMask('conntrack', option);
    return {
      value: `${formatIpv4(wanted.address)}${listMask(wanted.mask)}`,
      fits: (conn) => ((of(conn) ^ wanted.address) & wanted.mask) === 0,
    };
  };

const port =
  (of: (conn: Conn) => number): Reader =>
  (option) => {
    const { low, high } = portRange('conntrack', option);
    return {
      value: high === 0 || low === high ? `${low}` : `${low}:${high}`,
      fits: (conn) => of(conn) >= low && of(conn) <= high,
    };
  };

/** A port of a tuple; the id and type of an ICMP message stand in the same place. */
const sport = ({ icmp, sport: own }: Tuple) => (icmp ? icmp.id : own);
const dport = ({ icmp, dport: own }: Tuple) => (icmp ? (icmp.type << 8) | icmp.code : own);

function protocol(option: Option): ReturnType<Reader> {
  const number = parseProtocol(textOf(option));
  if (number === undefined) throw new OptionError(`unknown protocol "${textOf(option)}" specified`);
  return { value: `${number}`, fits: (conn) => conn.original.protocol === number };
}

/** nf_ct_status: what is set of it; a test for NONE is one for a connection with no bit of these. */
function statusOf(conn: Conn): Status[] {
  const set: Status[] = [];
  if (conn.seenReply) set.push('SEEN_REPLY');
  if (conn.assured) set.push('ASSURED');
  if (conn.confirmed) set.push('CONFIRMED');
  return set;
}

function status(option: Option): ReturnType<Reader> {
  const bad = (rest: string) => new OptionError(`Bad ctstatus "${rest}"`);
  const words = readNames(textOf(option), STATUSES, bad).filter((word) => word !== 'NONE');
  const wanted: readonly Status[] = STATUSES.filter((each) => words.some((word) => word === each));
  return {
    value: wanted.join(',') || 'NONE',
    fits: (conn) => statusOf(conn).some((each) => wanted.includes(each)),
  };
}

function expires(option: Option): ReturnType<Reader> {
  const { low, high } = uintRange('conntrack', option, 0xffffffff);
  return {
    value: low === high ? `${low}` : `${low}:${high}`,
    fits(conn, { net }) {
      const left = conn.confirmed ? Math.floor((conn.expires - net.env.now()) / 1_000_000) : 0;
      return left >= low && left <= high;
    },
  };
}

/** In the order iptables prints them. */
const READERS: Readonly<Record<string, Reader>> = {
  '--ctproto': protocol,
  '--ctorigsrc': address(({ original }) => original.src),
  '--ctorigdst': address(({ original }) => original.dst),
  '--ctreplsrc': address(({ reply }) => reply.src),
  '--ctrepldst': address(({ reply }) => reply.dst),
  '--ctorigsrcport': port(({ original }) => sport(original)),
  '--ctorigdstport': port(({ original }) => dport(original)),
  '--ctreplsrcport': port(({ reply }) => sport(reply)),
  '--ctrepldstport': port(({ reply }) => dport(reply)),
  '--ctstatus': status,
  '--ctexpire': expires,
};

function direction(option: Option): Test {
  const value = textOf(option).toUpperCase();
  if (value !== 'ORIGINAL' && value !== 'REPLY') throw badValue('conntrack', '--ctdir', textOf(option));
  return {
    name: 'ctdir',
    inverted: false,
    value,
    fits: (_conn, { skb }) => skb.ct?.dir === (value === 'REPLY' ? 'reply' : 'original'),
  };
}

function readTests(options: readonly Option[]): Test[] {
  const tests = Object.entries(READERS).flatMap(([name, read]): Test[] => {
    const option = options.find((each) => each.name === name);
    return option ? [{ name: name.slice(2), inverted: option.inverted, ...read(option) }] : [];
  });
  const dir = options.find(({ name }) => name === '--ctdir');
  return dir ? [...tests, direction(dir)] : tests;
}

function show({ states, tests }: ConntrackParams, dashes: string): string {
  const first = states ? [`${bang(states.inverted)}${dashes}ctstate ${states.list.join(',')}`] : [];
  const others = tests.map(({ name, inverted, value }) => `${bang(inverted)}${dashes}${name} ${value}`);
  return [...first, ...others].join(' ');
}

const one = { takes: 1, invertible: true };

export const conntrack: MatchExtension<ConntrackParams> = {
  options: {
    '--ctstate': one,
    ...Object.fromEntries(Object.keys(READERS).map((name) => [name, one])),
    '--ctdir': { takes: 1 },
  },
  tracks: true,
  parse(options) {
    if (options.length === 0) throw new OptionError('conntrack: At least one option is required');
    const option = options.find(({ name }) => name === '--ctstate');
    const states = option
      ? { list: parseStates(textOf(option), 'ctstate'), inverted: option.inverted }
      : null;
    return { states, tests: readTests(options) };
  },
  match({ states, tests }, state) {
    const { skb } = state;
    if (states && stateOf(skb).some((each) => states.list.includes(each)) === states.inverted) return false;
    // A packet without a connection is asked for its state alone.
    if (!skb.ct) return states !== null;
    const { conn } = skb.ct;
    return tests.every((test) => test.fits(conn, state) !== test.inverted);
  },
  save: (params) => show(params, '--'),
  list: (params) => show(params, ''),
};
