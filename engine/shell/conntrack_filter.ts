// conntrack-tools: which connections are meant, by the options of `conntrack -L` and `conntrack -D`.
import type { ConntrackRow, TcpConntrackState, Tuple } from '../trace/rows.ts';
import { inPrefix } from '../wire/address.ts';
import { parseCidr } from '../wire/parse_address.ts';
import { Exit } from './tool.ts';

const VERSION = 'conntrack v1.4.7 (conntrack-tools)';

/** What it says of itself before everything else. */
export const withVersion = (text: string) => `${VERSION}: ${text}`;

export const complain = (what: string) =>
  new Exit(2, `${withVersion(what)}\nTry \`conntrack -h' or 'conntrack --help' for more information.`);

export const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

type Test = (row: ConntrackRow) => boolean;

/** An option with a value: which connections that leaves. */
type Option = (value: string) => Test;

const address =
  (of: (row: ConntrackRow) => number): Option =>
  (value) => {
    const prefix = parseCidr(value);
    if (!prefix) throw complain(`Invalid IP address \`${value}'`);
    return (row) => inPrefix(of(row), prefix.address, prefix.length);
  };

/** Numbers are read by atoi: what is none is 0. */
const number =
  (of: (row: ConntrackRow) => number | undefined): Option =>
  (value) => {
    const wanted = Number.parseInt(value, 10) || 0;
    return (row) => of(row) === wanted;
  };

const protocol: Option = (value) => {
  const known = Object.entries(PROTOCOLS).find((entry) => entry.includes(value));
  if (!known) throw complain(`\`${value}' unsupported protocol`);
  return ({ original }) => original.protocol === Number(known[0]);
};

const family: Option = (value) => {
  if (value !== 'ipv4' && value !== 'ipv6') throw complain(`\`${value}' unsupported protocol`);
  return () => value === 'ipv4';
};

const OPTIONS: readonly (readonly [names: readonly string[], option: Option])[] = [
  [['-p', '--proto', '--protonum'], protocol],
  [['-f', '--family'], family],
  [['-s', '--src', '--orig-src'], address(({ original }) => original.src)],
  [['-d', '--dst', '--orig-dst'], address(({ original }) => original.dst)],
  [['-r', '--reply-src'], address(({ reply }) => reply.src)],
  [['-q', '--reply-dst'], address(({ reply }) => reply.dst)],
  [['-m', '--mark'], number(({ mark }) => mark)],
];

const port = (direction: 'original' | 'reply', end: 'sport' | 'dport') =>
  number((row) => row[direction][end]);

const PORTS: typeof OPTIONS = [
  [['--sport', '--orig-port-src'], port('original', 'sport')],
  [['--dport', '--orig-port-dst'], port('original', 'dport')],
  [['--reply-port-src'], port('reply', 'sport')],
  [['--reply-port-dst'], port('reply', 'dport')],
];

const STATES: readonly TcpConntrackState[] = [
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
];

const state: Option = (value) => {
  const wanted = STATES.find((each) => each === value);
  if (!wanted) throw complain(`unknown TCP state \`${value}'`);
  return ({ tcp }) => tcp === wanted;
};

const icmp = (part: keyof NonNullable<Tuple['icmp']>) => number(({ original }) => original.icmp?.[part]);

/** Options that a protocol brings along: they are known behind its -p only. */
const OF_PROTOCOL: Readonly<Record<string, typeof OPTIONS>> = {
  tcp: [...PORTS, [['--state'], state]],
  udp: PORTS,
  icmp: [
    [['--icmp-type'], icmp('type')],
    [['--icmp-code'], icmp('code')],
    [['--icmp-id'], icmp('id')],
  ],
};

/** What the words after the command ask for; no words ask for every connection. */
export function conntrackFilter(words: readonly string[]): Test {
  const tests: Test[] = [];
  let known = OPTIONS;
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at]!;
    const value = words[at + 1];
    const [, option] = known.find(([names]) => names.includes(name)) ?? [];
    if (!option) throw complain(`unknown option \`${name}'`);
    if (value === undefined) throw complain(`option \`${name}' requires an argument`);
    tests.push(option(value));
    if (option === protocol) known = [...OPTIONS, ...(OF_PROTOCOL[value] ?? [])];
  }
  return (row) => tests.every((test) => test(row));
}
