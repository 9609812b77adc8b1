// The rules of one program in one table: the chains that are its own, and the rules it puts in front of those of others.
import type { WrittenChain } from '../../kernel/netfilter/written_table.ts';
import type { TableKind } from '../../trace/rows.ts';

/** A rule that is put in front of what its chain has (iptables -I). */
export interface Insertion {
  readonly chain: string;
  readonly rule: string;
}

/** Of nodes that have the same there is one: a chain is written when somebody asks for it. */
export interface RuleSet {
  readonly table: TableKind;
  /** The first stands last. */
  readonly inserts: readonly Insertion[];
  has(chain: string): boolean;
  chain(name: string): WrittenChain | undefined;
  names(): Iterable<string>;
  /** All of them, each with its name, for who looks at one after the other and keeps none. */
  chains(): Iterable<readonly [string, WrittenChain]>;
}

/** For `iptables-restore --noflush`. */
export function restoreText(sets: readonly RuleSet[]): string {
  return sets.map(tableText).join('');
}

function tableText(set: RuleSet): string {
  const declared: string[] = [];
  const appended: string[] = [];
  for (const [name, { rules }] of set.chains()) {
    declared.push(`:${name} - [0:0]\n`);
    appended.push(rules.map((rule) => `-A ${name} ${rule}\n`).join(''));
  }
  const inserted = set.inserts.map(({ chain, rule }) => `-I ${chain} ${rule}\n`);
  return [
    `*${set.table}\n`,
    ...[declared, inserted, appended].map((lines) => lines.join('')),
    'COMMIT\n',
  ].join('');
}
