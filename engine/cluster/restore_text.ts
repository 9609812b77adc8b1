// pkg/util/iptables/save_restore.go: what kube-proxy and kubelet hand to `iptables-restore --noflush`, line by line.
import type { WrittenChain } from '../kernel/netfilter/written_table.ts';
import type { Insertion, RuleSet } from './host/rule_set.ts';

/** Where rules are written down. */
export type RuleWriter = Pick<TableText, 'declare' | 'insert' | 'append'>;

/** Only what goes to some chains. */
export function limited(to: RuleWriter, takes: (chain: string) => boolean): RuleWriter {
  return {
    declare: (name) => takes(name) && to.declare(name),
    insert: (chain, rule) => takes(chain) && to.insert(chain, rule),
    append: (chain, rule) => takes(chain) && to.append(chain, rule),
  };
}

export class TableText implements RuleSet {
  readonly table: 'filter' | 'nat';
  readonly inserts: Insertion[] = [];
  private readonly written = new Map<string, { readonly policy: null; readonly rules: string[] }>();

  constructor(table: 'filter' | 'nat') {
    this.table = table;
  }

  /** The chain is there, and empty. */
  declare(name: string): void {
    if (!this.written.has(name)) this.written.set(name, { policy: null, rules: [] });
  }

  /** EnsureRule(Prepend): in front of what the chain has. */
  insert(chain: string, rule: string): void {
    this.inserts.push({ chain, rule });
  }

  append(name: string, rule: string): void {
    this.declare(name);
    this.written.get(name)!.rules.push(rule);
  }

  has(name: string): boolean {
    return this.written.has(name);
  }

  chain(name: string): WrittenChain | undefined {
    return this.written.get(name);
  }

  names(): Iterable<string> {
    return this.written.keys();
  }

  chains(): Iterable<readonly [string, WrittenChain]> {
    return this.written;
  }
}

/** `-m comment`, quoted where iptables-restore needs it. */
export function comment(text: string): string {
  return /[ ']/.test(text) ? `-m comment --comment "${text}"` : `-m comment --comment ${text}`;
}
