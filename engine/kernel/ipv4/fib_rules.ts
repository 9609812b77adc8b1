// net/ipv4/fib_rules.c, net/core/fib_rules.c: which routing table is asked, and in which order.
import type { FibRuleRow } from '../../trace/rows.ts';
import { formatIpv4, type Ipv4Address, inPrefix } from '../../wire/address.ts';
import type { RowTable } from '../row_table.ts';
import { RT_TABLE_LOCAL, RT_TABLE_MAIN } from './fib_trie.ts';

const RT_TABLE_DEFAULT = 253;

/** struct flowi4: what is known of a packet when a way is looked for. */
export interface FlowKey {
  readonly daddr: Ipv4Address;
  readonly saddr: Ipv4Address;
  /** The device it came in by; `lo` for what is made here. */
  readonly iif: string;
  readonly oif: string | null;
  readonly mark: number;
  readonly tos: number;
}

/** A rule that asks nothing but the table. */
function lookupRule(priority: number, table: number): FibRuleRow {
  const anything = { not: false, from: null, to: null, tos: 0, fwmark: 0, fwmask: 0, iif: null, oif: null };
  return { priority, ...anything, action: 'lookup', table };
}

/** Everything by which two rules differ. */
export function ruleKey(rule: FibRuleRow): string {
  const prefix = (of: FibRuleRow['from']) => (of ? `${formatIpv4(of.address)}/${of.length}` : 'all');
  const { priority, not, from, to, tos, fwmark, fwmask, iif, oif, action, table } = rule;
  return `${priority}: ${not ? 'not ' : ''}${prefix(from)} ${prefix(to)} ${tos} ${fwmark}/${fwmask} ${iif ?? '-'} ${oif ?? '-'} ${action} ${table}`;
}

export class FibRules {
  readonly rows: RowTable<'fibrule'>;
  /** Has anybody changed the rules? Until then the tables local and main are one (fib_has_custom_rules). */
  custom = false;
  /** By priority; of the same priority the oldest first. */
  private ordered: FibRuleRow[] = [];

  /** fib_default_rules_init */
  constructor(rows: RowTable<'fibrule'>) {
    this.rows = rows;
    this.insert(lookupRule(0, RT_TABLE_LOCAL));
    this.insert(lookupRule(0x7ffe, RT_TABLE_MAIN));
    this.insert(lookupRule(0x7fff, RT_TABLE_DEFAULT));
    this.custom = false;
  }

  list(): readonly FibRuleRow[] {
    return this.ordered;
  }

  has(rule: FibRuleRow): boolean {
    return this.rows.get(ruleKey(rule)) !== undefined;
  }

  insert(rule: FibRuleRow): void {
    this.custom = true;
    const at = this.ordered.findIndex((other) => other.priority > rule.priority);
    this.ordered = this.ordered.toSpliced(at < 0 ? this.ordered.length : at, 0, rule);
    this.rows.set(ruleKey(rule), rule);
  }

  remove(rule: FibRuleRow): void {
    this.custom = true;
    this.ordered = this.ordered.filter((other) => other !== rule);
    this.rows.delete(ruleKey(rule));
  }

  /** fib_default_rule_pref: in front of the second rule. */
  defaultPriority(): number {
    const second = this.ordered[1];
    return second && second.priority > 0 ? second.priority - 1 : 0;
  }
}

/** fib_rule_match and fib4_rule_match */
export function fib_rule_match(rule: FibRuleRow, flow: FlowKey): boolean {
  const matches =
    (rule.iif === null || rule.iif === flow.iif) &&
    (rule.oif === null || rule.oif === flow.oif) &&
    ((rule.fwmark ^ flow.mark) & rule.fwmask) === 0 &&
    (rule.from === null || inPrefix(flow.saddr, rule.from.address, rule.from.length)) &&
    (rule.to === null || inPrefix(flow.daddr, rule.to.address, rule.to.length)) &&
    (rule.tos === 0 || rule.tos === flow.tos);
  return matches !== rule.not;
}
