// pkg/util/iptables/save_restore.go: the text that goes to `iptables-restore --noflush`, table by table.

/** So many lines are made into one piece, before they have grown old as heaps of fragments. */
const PIECE = 256;

/** Lines behind one another. */
class Lines {
  private readonly pieces: string[] = [];
  private lines: string[] = [];

  push(line: string): void {
    if (this.lines.push(line) === PIECE) this.close();
  }

  private close(): void {
    this.pieces.push(this.lines.map((line) => `${line}\n`).join(''));
    this.lines = [];
  }

  toText(): string {
    this.close();
    return this.pieces.join('');
  }
}

export class TableText {
  private readonly chains = new Lines();
  private readonly inserts = new Lines();
  private readonly rules = new Lines();
  private readonly table: 'filter' | 'nat';

  constructor(table: 'filter' | 'nat') {
    this.table = table;
  }

  /** The chain is there, and empty. */
  chain(name: string): void {
    this.chains.push(`:${name} - [0:0]`);
  }

  /** EnsureRule(Prepend): in front of what the chain has. */
  insert(chain: string, rule: string): void {
    this.inserts.push(`-I ${chain} ${rule}`);
  }

  append(chain: string, rule: string): void {
    this.rules.push(`-A ${chain} ${rule}`);
  }

  toText(): string {
    const { table, chains, inserts, rules } = this;
    return `*${table}\n${chains.toText()}${inserts.toText()}${rules.toText()}COMMIT\n`;
  }
}

/** `-m comment`, quoted where iptables-restore needs it. */
export function comment(text: string): string {
  return /[ ']/.test(text) ? `-m comment --comment "${text}"` : `-m comment --comment ${text}`;
}
