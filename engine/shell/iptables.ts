// iptables/iptables.c list_entries: a table as `iptables -t TABLE -nvL` prints it.
import type { ChainRow, CounterRow, RuleRow, TableKind, TableSet } from '../trace/rows.ts';
import type { PrintedLine } from './printed_line.ts';

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

function formatRule(row: RuleRow, counter: CounterRow): string {
  const columns = [
    formatCount(counter.packets).padStart(5),
    formatCount(counter.bytes).padStart(5),
    row.target.padEnd(10),
    row.prot.padEnd(4),
    '-- ',
    row.in.padEnd(6),
    row.out.padEnd(7),
    row.source.padEnd(20),
    row.destination.padEnd(20),
    row.extra,
  ];
  return columns.join(' ').trimEnd();
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
  for (const [key, chain] of tables.chain) {
    if (chain.table !== table) continue;
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
