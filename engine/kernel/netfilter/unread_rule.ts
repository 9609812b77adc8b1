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

interface Parts {
  destination: Ipv4Address | null;
  asksSource: boolean;
  jump: string | null;
  rewrites: boolean;
}

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ADDRESS = [OCTET, OCTET, OCTET, OCTET].join('\\.');

/** One option with what belongs to it. Groups: address, its mask, protocol, `-m` of it, port, what stands behind -j. */
const OPTION = new RegExp(
  [
    `(! )?-([sd]) ${ADDRESS}(?:/(3[0-2]|[12]?\\d))?(?= )`,
    '-p (tcp|udp)(?= )',
    '-m comment --comment (?:"[^"\\\\]{0,255}"|[\\w./:][\\w./:-]{0,254})(?= )',
    '-m (tcp|udp)(?= )',
    '--dport ([1-9]\\d{0,3}|[1-5]\\d{4})(?= )',
    '-m statistic --mode random --probability 0\\.\\d{1,11}(?= )',
    '-j (\\S+)( .*)?$',
  ].join('|'),
  'y',
);

const MARKING = /^ --(?:set-xmark 0x[\da-f]{1,8}(?:\/0x[\da-f]{1,8})?|(?:or|xor)-mark 0x[\da-f]{1,8})$/;
const DESTINATION = new RegExp(`^ --to-destination ${ADDRESS}:(?:[1-9]\\d{0,3}|[1-5]\\d{4})$`);

/**
 * The rule of a line, without `-A CHAIN `, if it is of a form that iptables certainly takes; null: it has to be read to know.
 * Every part stands at most once, and one of a transport protocol behind its `-m`, as iptables and kube-proxy write them.
 */
export function unreadRule(
  line: string,
  table: TableKind,
  isUserChain: (name: string) => boolean,
): UnreadRule | null {
  const parts: Parts = { destination: null, asksSource: false, jump: null, rewrites: false };
  let seen = '';
  let protocol: string | undefined;
  let match: string | undefined;
  OPTION.lastIndex = 0;
  for (;;) {
    const found = OPTION.exec(line);
    if (!found) return null;
    const kind = kindOf(found);
    if (kind !== 'm' && seen.includes(kind)) return null;
    seen += kind;
    if (kind === 's') parts.asksSource = true;
    if (kind === 'p') protocol = found[8];
    if (kind === 't') match = found[9];
    if (kind === 'd' && found[1] === undefined && (found[7] ?? '32') === '32')
      parts.destination = addressIn(found);
    if (kind === 'D' && match === undefined) return null;
    if (kind === 'j') {
      if (match !== undefined && match !== protocol) return null;
      const target = targetOf(found[11]!, found[12] ?? '', table, isUserChain);
      // A verdict for everybody is its chain's end; an address may be everybody's.
      if (target === null || (target === 'verdict' && !/[pctDr]/.test(seen))) return null;
      if (target === 'jump') parts.jump = found[11]!;
      parts.rewrites = target === 'rewrites';
      if (parts.rewrites && protocol === undefined) return null;
      return new UnreadRule(line, table, parts);
    }
    OPTION.lastIndex++;
  }
}

function kindOf(found: RegExpExecArray): string {
  if (found[2] !== undefined) return found[2];
  if (found[8] !== undefined) return 'p';
  if (found[9] !== undefined) return 't';
  if (found[10] !== undefined) return 'D';
  if (found[11] !== undefined) return 'j';
  return found[0].startsWith('-m c') ? 'c' : 'r';
}

function addressIn(found: RegExpExecArray): Ipv4Address {
  return (
    ((Number(found[3]) << 24) | (Number(found[4]) << 16) | (Number(found[5]) << 8) | Number(found[6])) >>> 0
  );
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
