// Rules of the few forms of which tables consist by the ten thousand (kube-proxy's): known to be right, and read when somebody asks.
import type { TableKind } from '../../trace/rows.ts';
import type { Ipv4Address } from '../../wire/address.ts';
import { do_parse } from './parse/do_parse.ts';
import { UNSUPPORTED_TARGETS } from './parse/unsupported.ts';
import { TARGETS } from './targets/index.ts';
import type { Rule } from './types.ts';
import { splitWords } from './words.ts';

/** What is known of a rule before it is read. */
export class UnreadRule {
  private readonly text: string;
  private readonly table: TableKind;
  /** The one address it is for; null if it may be for several. */
  readonly destination: Ipv4Address | null;
  /** Does it ask for a source? */
  readonly asksSource: boolean;
  /** The chain it jumps to. */
  readonly jump: string | null;
  /** Is its target DNAT? */
  readonly rewrites: boolean;

  constructor(text: string, table: TableKind, parts: Parts) {
    this.text = text;
    this.table = table;
    this.destination = parts.destination;
    this.asksSource = parts.asksSource;
    this.jump = parts.jump;
    this.rewrites = parts.rewrites;
  }

  read(): Rule {
    const parsed = do_parse(['-A', 'CHAIN', ...splitWords(this.text)!], {
      table: this.table,
      isTable: (name): name is TableKind => name === this.table,
      isChain: (_, name) => name === 'CHAIN' || name === this.jump,
      hasSet: () => false,
      restoring: true,
    });
    if (parsed.kind !== 'command') throw new Error(`no rule: ${this.text}`);
    return parsed.command.rules[0]!;
  }
}

type Parts = Pick<UnreadRule, 'destination' | 'asksSource' | 'jump' | 'rewrites'>;

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ADDRESS = [OCTET, OCTET, OCTET, OCTET].join('\\.');

const sticky = (source: string) => new RegExp(source, 'y');
const ADDRESSED = sticky(`(?:! )?-[sd] ${ADDRESS}(?:/(?:3[0-2]|[12]?\\d))? `);

/** Each option with what belongs to it and the blank behind. They ask nothing of what they find, for there are hundreds of thousands. */
const OPTIONS = {
  source: ADDRESSED,
  destination: ADDRESSED,
  protocol: sticky('-p (?:tcp|udp) '),
  comment: sticky('-m comment --comment (?:"[^"\\\\]{0,255}"|[\\w./:][\\w./:-]{0,254}) '),
  transport: sticky('-m (?:tcp|udp) '),
  port: sticky('--dport (?:[1-9]\\d{0,3}|[1-5]\\d{4}) '),
  statistic: sticky('-m statistic --mode random --probability 0\\.\\d{1,11} '),
} as const;

type Option = keyof typeof OPTIONS;

/** The only option that may stand at a place, by its first letters; `jump` is the last. */
function optionAt(line: string, at: number): Option | 'jump' | null {
  const negated = line[at] === '!';
  switch (line[negated ? at + 3 : at + 1]) {
    case 's':
      return 'source';
    case 'd':
      return 'destination';
    case 'p':
      return 'protocol';
    case 'm':
      return MATCHES[line[at + 3]!] ?? null;
    case '-':
      return 'port';
    case 'j':
      return line.startsWith('-j ', at) ? 'jump' : null;
    default:
      return null;
  }
}

const MATCHES: Readonly<Record<string, Option>> = {
  c: 'comment',
  s: 'statistic',
  t: 'transport',
  u: 'transport',
};

/** One of them is enough for a verdict not to be for everybody. */
const CHOOSING: readonly Option[] = ['protocol', 'comment', 'transport', 'port', 'statistic'];

const MARKING = /^ --(?:set-xmark 0x[\da-f]{1,8}(?:\/0x[\da-f]{1,8})?|(?:or|xor)-mark 0x[\da-f]{1,8})$/;
const DESTINATION = new RegExp(`^ --to-destination ${ADDRESS}:(?:[1-9]\\d{0,3}|[1-5]\\d{4})$`);

/** Where each option of a line begins; -1: it has none. */
type Places = Record<Option, number>;

/**
 * The rule of a line from `start` on, behind `-A CHAIN `, if it is of a form that iptables certainly takes; null: it has to be
 * read to know. Every part stands at most once, and one of a transport protocol behind its `-m`, as iptables and kube-proxy write them.
 */
export function unreadRule(
  line: string,
  table: TableKind,
  isUserChain: (name: string) => boolean,
  start = 0,
): UnreadRule | null {
  const places: Places = {
    source: -1,
    destination: -1,
    protocol: -1,
    comment: -1,
    transport: -1,
    port: -1,
    statistic: -1,
  };
  let at = start;
  for (let option = optionAt(line, at); option !== 'jump'; option = optionAt(line, at)) {
    if (option === null || places[option] >= 0) return null;
    if (option === 'port' && places.transport < 0) return null;
    const form = OPTIONS[option];
    form.lastIndex = at;
    if (!form.test(line)) return null;
    places[option] = at;
    at = form.lastIndex;
  }
  const parts = partsOf(line, places, at, table, isUserChain);
  return parts && new UnreadRule(line.slice(start), table, parts);
}

/** What is known of a line whose `-j` stands at `end`. */
function partsOf(
  line: string,
  places: Places,
  end: number,
  table: TableKind,
  isUserChain: (name: string) => boolean,
): Parts | null {
  // -m tcp, -p tcp: their first letters tell them apart.
  const { protocol, transport } = places;
  if (transport >= 0 && (protocol < 0 || line[transport + 3] !== line[protocol + 3])) return null;
  const blank = line.indexOf(' ', end + 3);
  const name = blank < 0 ? line.slice(end + 3) : line.slice(end + 3, blank);
  const target = targetOf(name, blank < 0 ? '' : line.slice(blank), table, isUserChain);
  if (target === null || (target === 'rewrites' && protocol < 0)) return null;
  // A verdict for everybody is its chain's end; an address may be everybody's.
  if (target === 'verdict' && CHOOSING.every((option) => places[option] < 0)) return null;
  return {
    destination: places.destination < 0 ? null : hostAt(line, places.destination),
    asksSource: places.source >= 0,
    jump: target === 'jump' ? name : null,
    rewrites: target === 'rewrites',
  };
}

const [SLASH, BLANK, ZERO] = [...'/ 0'].map((char) => char.charCodeAt(0)) as [number, number, number];

/** The one address of `-d ADDRESS/32`; null for a network, and for all but one. */
function hostAt(line: string, option: number): Ipv4Address | null {
  if (line[option] === '!') return null;
  let [address, octet] = [0, 0];
  for (let at = option + 3; ; at++) {
    const code = line.charCodeAt(at);
    if (code >= ZERO) octet = octet * 10 + code - ZERO;
    else {
      address = ((address << 8) | octet) >>> 0;
      octet = 0;
      if (code === SLASH) return line.startsWith('32 ', at + 1) ? address : null;
      if (code === BLANK) return address;
    }
  }
}

const isTarget = (name: string) => Object.hasOwn(TARGETS, name) || UNSUPPORTED_TARGETS.has(name);

function targetOf(
  name: string,
  options: string,
  table: TableKind,
  isUserChain: (name: string) => boolean,
): 'jump' | 'verdict' | 'marks' | 'rewrites' | null {
  if (options === '') {
    if (name === 'ACCEPT' || name === 'RETURN' || (name === 'DROP' && table !== 'nat')) return 'verdict';
    return isUserChain(name) && !isTarget(name) ? 'jump' : null;
  }
  if (name === 'MARK') return MARKING.test(options) ? 'marks' : null;
  return name === 'DNAT' && table === 'nat' && DESTINATION.test(options) ? 'rewrites' : null;
}
