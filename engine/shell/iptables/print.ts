// iptables/iptables.c list_entries: a table as `iptables -t TABLE -nvL` prints it.
import type { ChainRow, CounterRow, RuleRow, TableKind, TableSet } from '../../trace/rows.ts';
import type { PrintedLine } from '../printed_line.ts';

const COLUMNS = ' pkts bytes target     prot opt in     out     source               destination         ';
const NO_PACKETS: CounterRow = { packets: 0, bytes: 0 };

/** xtables_print_num: counts above 99999 shrink to K, M, G, T. */
export function formatCount(count: number): string {
  if (count <= 99_999) return String(count);
  let shrunk = count;
  for (const unit of ['K', 'M', 'G']) {
    shrunk = Math.round(shrunk / 1000);
    if (shrunk <= 9999) return `${shrunk}${unit}`;
  }
  return `${Math.round(shrunk / 1000)}T`;
}

function formatChain(row: ChainRow, counter: CounterRow): string {
  if (row.policy === null) return `Chain ${row.chain} (${row.references} references)`;
  return `Chain ${row.chain} (policy ${row.policy} ${formatCount(counter.packets)} packets, ${formatCount(counter.bytes)} bytes)`;
}

/** A `!` takes the place of the blank in front of a column. */
const column = (text: string, width: number) => (text.startsWith('!') ? text : ` ${text}`).padEnd(width + 1);

/** print_rule_details, print_ifaces and xtables_ipv4_print_addresses, one after the other. */
function formatRule(row: RuleRow, counter: CounterRow): string {
  const columns = [
    `${formatCount(counter.packets).padStart(5)} ${formatCount(counter.bytes).padStart(5)} `,
    `${row.target.padEnd(9)} `,
    column(row.prot, 5),
    `${row.opt}  `,
    `${row.in.padEnd(6)} `,
    `${row.out.padEnd(6)} `,
    `${column(row.source, 19)} `,
    `${column(row.destination, 19)} `,
    // Matches print a blank in front of themselves, [goto] one behind.
    row.extra.startsWith('[goto]') ? row.extra : ` ${row.extra}`,
  ];
  return columns.join('').trimEnd();
}

/** Built-in chains in the order of their hooks, then the others by name (libiptc keeps them so). */
function inListedOrder(chains: TableSet['chain'], table: TableKind): [string, ChainRow][] {
  const own = [...chains].filter(([, chain]) => chain.table === table);
  const builtin = own.filter(([, chain]) => chain.policy !== null);
  const others = own.filter(([, chain]) => chain.policy === null);
  return [...builtin, ...others.sort(([, a], [, b]) => (a.chain < b.chain ? -1 : 1))];
}

/** `iptables -t TABLE -nvL`; rules and their counters share keys. */
export function printIptables(
  tables: Pick<TableSet, 'chain' | 'rule' | 'counter'>,
  table: TableKind,
): PrintedLine[] {
  const rules = new Map<string, [string, RuleRow][]>();
  for (const entry of tables.rule) {
    const chain = `${entry[1].table}:${entry[1].chain}:0`;
    const list = rules.get(chain);
    if (list) list.push(entry);
    else rules.set(chain, [entry]);
  }
  const lines: PrintedLine[] = [];
  for (const [key, chain] of inListedOrder(tables.chain, table)) {
    if (lines.length > 0) lines.push({ key: null, text: '' });
    lines.push(
      { key, text: formatChain(chain, tables.counter.get(key) ?? NO_PACKETS) },
      { key: null, text: COLUMNS.trimEnd() },
    );
    for (const [ruleKey, rule] of rules.get(key) ?? []) {
      lines.push({ key: ruleKey, text: formatRule(rule, tables.counter.get(ruleKey) ?? NO_PACKETS) });
    }
  }
  return lines;
}
