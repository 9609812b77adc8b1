// A table that somebody has written down for many namespaces. A chain of it is read when a packet comes to it, once for all of them.
import type { TableKind } from '../../trace/rows.ts';
import { do_parse } from './parse/do_parse.ts';
import { RuleList, type RuleOrUnread } from './rule_list.ts';
import type { Policy } from './types.ts';
import { unreadRule } from './unread_rule.ts';
import { splitWords } from './words.ts';
import { isBuiltin } from './x_tables_hooks.ts';
import { Chain, type Chains } from './xt_table.ts';

export interface WrittenChain {
  /** Null for a user chain. */
  readonly policy: Policy | null;
  /** As `iptables-restore` takes them, without `-A CHAIN`. What it would refuse is a bug of who wrote it. */
  readonly rules: readonly string[];
}

export interface WrittenTable {
  readonly kind: TableKind;
  has(name: string): boolean;
  chain(name: string): WrittenChain | undefined;
  /** In the order of iptables-save. */
  names(): Iterable<string>;
}

const READ = new WeakMap<WrittenChain, RuleList>();

/** The chains of one namespace. */
export class WrittenChains implements Chains {
  private readonly table: WrittenTable;
  private readonly hasSet: (name: string) => boolean;
  private readonly made = new Map<string, Chain>();

  constructor(table: WrittenTable, hasSet: (name: string) => boolean) {
    this.table = table;
    this.hasSet = hasSet;
  }

  get(name: string): Chain | undefined {
    const known = this.made.get(name);
    if (known) return known;
    const written = this.table.chain(name);
    if (!written) return undefined;
    const chain = new Chain(this.table.kind, name, written.policy, this.rulesOf(written));
    this.made.set(name, chain);
    return chain;
  }

  has(name: string): boolean {
    return this.table.has(name);
  }

  keys(): Iterable<string> {
    return this.table.names();
  }

  *values(): Generator<Chain> {
    for (const name of this.keys()) yield this.get(name)!;
  }

  private rulesOf(written: WrittenChain): RuleList {
    const known = READ.get(written);
    if (known) return known;
    const { kind } = this.table;
    const isUser = (name: string) => this.table.has(name) && !isBuiltin(kind, name);
    const rules = new RuleList(
      written.rules.map((line) => unreadRule(line, kind, isUser) ?? this.read(line)),
    );
    READ.set(written, rules);
    return rules;
  }

  private read(line: string): RuleOrUnread {
    const parsed = do_parse(['-A', 'CHAIN', ...splitWords(line)!], {
      table: this.table.kind,
      isTable: (name): name is TableKind => name === this.table.kind,
      isChain: (_, name) => name === 'CHAIN' || this.table.has(name),
      hasSet: this.hasSet,
      restoring: true,
    });
    if (parsed.kind !== 'command') throw new Error(`no rule: ${line}`);
    return parsed.command.rules[0]!;
  }
}
