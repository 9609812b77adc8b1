// iptables/iptables-restore.c: the text iptables-save writes, read back into tables.
import { ok, problem, type Result } from '../../problem.ts';
import type { CounterRow, TableKind } from '../../trace/rows.ts';
import { do_command } from './do_command.ts';
import { type DraftChain, Entry } from './draft_chains.ts';
import { do_parse, type ParseContext } from './parse/do_parse.ts';
import {
  cleared,
  create_chain,
  emptyDraft,
  flush_entries,
  forget_policy_counters,
  set_policy,
  type TableDraft,
} from './table_draft.ts';
import { OptionError } from './types.ts';
import { unreadRule } from './unread_rule.ts';
import { splitWords } from './words.ts';
import { translate_table } from './x_tables_check.ts';
import { isBuiltin, isTableKind } from './x_tables_hooks.ts';
import { ZERO } from './xt_table.ts';

export interface RestoreOptions {
  readonly noflush: boolean;
  /** Counters in the text are taken over. */
  readonly counters: boolean;
  /** Only this table is read. */
  readonly only?: string;
}

/** Where and why reading ended before the end; `code` and `bare` as for OptionError. */
export interface RestoreFailure {
  readonly line: number;
  readonly message: string;
  readonly code: number;
  readonly bare: boolean;
  /** The line itself failed, and the message is only `line N failed`. */
  readonly failed: boolean;
  readonly dmesg: string | null;
}

export interface Restored {
  /** Tables up to their COMMIT. */
  readonly drafts: readonly TableDraft[];
  readonly failure: RestoreFailure | null;
  /** Lines for stderr that refuse nothing. */
  readonly notes: readonly string[];
}

/** What is there before a text is read. */
export interface Current {
  /** A table as it stands. */
  draft(kind: TableKind): TableDraft;
  hasSet(name: string): boolean;
}

/** Reads a text line by line. */
export function readSave(text: string, options: RestoreOptions, current: Current): Restored {
  const reader = new SaveReader(options, current);
  let number = 0;
  for (let [at, end] = [0, 0]; at < text.length; at = end + 1) {
    end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const failure = reader.line(text.slice(at, end), ++number);
    if (failure) return { drafts: reader.done, failure, notes: reader.notes };
  }
  return { drafts: reader.done, failure: reader.unfinished(number + 1), notes: reader.notes };
}

interface Appended {
  /** `-A CHAIN ` */
  readonly head: string;
  readonly chain: DraftChain;
}

/** No line begins with a newline. */
const NOWHERE: Appended = { head: '\n', chain: { policy: null, counter: ZERO, entries: [] } };

class SaveReader {
  readonly done: TableDraft[] = [];
  readonly notes: string[] = [];
  private table: TableDraft | null = null;
  /** Where the last rule went: the next one mostly goes there, too. */
  private last: Appended = NOWHERE;
  private skipping = false;
  private readonly options: RestoreOptions;
  private readonly current: Current;

  constructor(options: RestoreOptions, current: Current) {
    this.options = options;
    this.current = current;
  }

  line(text: string, number: number): RestoreFailure | null {
    if (text === '' || text.startsWith('#')) return null;
    try {
      return this.read(text, number);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      const { message, code, bare } = error;
      return { line: number, message, code, bare, failed: false, dmesg: null };
    }
  }

  unfinished(number: number): RestoreFailure | null {
    if (!this.table) return null;
    return { ...lineFailed(number), message: `COMMIT expected at line ${number}` };
  }

  private read(text: string, number: number): RestoreFailure | null {
    const { table } = this;
    if (table && text === 'COMMIT') return this.commit(table, number);
    if (text.startsWith('*') && !table) this.skipping = this.isSkipped(text);
    if (this.skipping) return null;
    if (!table) return text.startsWith('*') ? this.begin(text, number) : lineFailed(number);
    if (this.append(table, text)) return null;
    this.last = NOWHERE;
    if (text.startsWith(':')) return this.chain(table, text, number);
    return this.rule(table, text, number);
  }

  private isSkipped(text: string): boolean {
    const { only } = this.options;
    return only !== undefined && text.slice(1).trim() !== only;
  }

  private begin(text: string, number: number): null {
    const [kind] = text
      .slice(1)
      .split(/[ \t]+/)
      .filter((word) => word !== '');
    if (kind === undefined) throw new OptionError(`iptables-restore: line ${number} table name invalid`);
    if (!isTableKind(kind)) throw new OptionError(`iptables-restore: unable to initialize table '${kind}'`);
    const before = this.done.findLast((done) => done.kind === kind) ?? this.current.draft(kind);
    // A table that is written whole begins anew: its policies stay.
    const draft = this.options.noflush ? { kind, chains: before.chains.copy() } : cleared(before);
    forget_policy_counters(draft);
    this.table = draft;
    return null;
  }

  private commit(table: TableDraft, number: number): RestoreFailure | null {
    const refusal = translate_table(table);
    if (refusal) return { ...lineFailed(number), dmesg: refusal.dmesg ?? refusal.message };
    this.done.push(table);
    this.table = null;
    this.last = NOWHERE;
    return null;
  }

  /** `:FORWARD DROP [0:0]`, `:KUBE-SERVICES - [0:0]`. */
  private chain(table: TableDraft, text: string, number: number): null {
    const [name, policy, counts] = text.slice(1).split(/[ \t]+/);
    if (!name) throw new OptionError(`iptables-restore: line ${number} chain name invalid`);
    if (name.length >= MAX_CHAIN)
      throw new OptionError(`Invalid chain name \`${name}' (${MAX_CHAIN - 1} chars max)`);
    const existing = table.chains.get(name);
    if (!existing) {
      create_chain(table, name);
    } else if (existing.policy === null) {
      if (!this.options.noflush) throw new OptionError(`error creating chain '${name}':File exists`);
      flush_entries(table, name);
    }
    if (!policy) throw new OptionError(`iptables-restore: line ${number} policy invalid`);
    if (policy === '-') return null;
    const counter = this.options.counters ? readCounters(counts ?? '') : null;
    if (this.options.counters && !counter)
      throw new OptionError(`invalid policy counters for chain '${name}'`);
    const refusal = set_policy(table, name, policy, counter);
    if (refusal)
      throw new OptionError(
        `Can't set policy \`${policy}' on \`${name}' line ${number}: ${refusal.message}`,
        1,
      );
    return null;
  }

  /** A rule of a form that is known to be right, its chain and the one it jumps to too: it need not be read yet. */
  private append(table: TableDraft, text: string): boolean {
    if (!text.startsWith(this.last.head)) {
      const end = text.startsWith(APPEND) ? text.indexOf(' ', APPEND.length) : -1;
      const chain = table.chains.get(text.slice(APPEND.length, end));
      if (end < 0 || !chain) return false;
      this.last = { head: text.slice(0, end + 1), chain };
    }
    const { head, chain } = this.last;
    const rule = unreadRule(text, table.kind, this.isUserChain, head.length);
    if (!rule) return false;
    const entry = new Entry(rule, ZERO);
    // Most chains have one rule or two: an empty array that grows makes room for sixteen.
    if (chain.entries.length === 0) chain.entries = [entry];
    else chain.entries.push(entry);
    return true;
  }

  private readonly isUserChain = (name: string): boolean =>
    this.table!.chains.has(name) && !isBuiltin(this.table!.kind, name);

  /** A line as it stands behind `iptables -t TABLE`, perhaps with counters in front: `[12:345] -A CHAIN …`. */
  private rule(table: TableDraft, text: string, number: number): RestoreFailure | null {
    const counts = text.startsWith('[') ? countersInFront(text, number) : null;
    const counter = counts && this.options.counters ? readCounters(counts) : null;
    const words = splitWords(counts === null ? text : text.slice(text.indexOf(']') + 1));
    if (!words) throw new OptionError('a quote is not closed');
    const counted = counter ? ['--set-counters', `${counter.packets}`, `${counter.bytes}`] : [];
    const parsed = do_parse([...counted, ...words], contextOf(table, this.current.hasSet));
    if (parsed.kind !== 'command') return null;
    this.notes.push(...parsed.command.notes);
    const refusal = do_command(table, parsed.command);
    return refusal ? { ...lineFailed(number), dmesg: refusal.message } : null;
  }
}

const APPEND = '-A ';

/** XT_EXTENSION_MAXNAMELEN */
const MAX_CHAIN = 29;

function lineFailed(line: number): RestoreFailure {
  return { line, message: `line ${line} failed`, code: 1, bare: false, failed: true, dmesg: null };
}

/** tokenize_rule_counters */
function countersInFront(text: string, number: number): string {
  const end = text.indexOf(']');
  if (end < 0) throw new OptionError(`Bad line ${number}: need ]`);
  if (!text.slice(0, end).includes(':')) throw new OptionError(`Bad line ${number}: need ]`);
  return text.slice(0, end + 1);
}

function readCounters(text: string): CounterRow | null {
  const [, packets, bytes] = /^\[(\d+):(\d+)/.exec(text) ?? [];
  return packets === undefined ? null : { packets: Number(packets), bytes: Number(bytes) };
}

function contextOf(table: TableDraft, hasSet: Current['hasSet']): ParseContext {
  return {
    table: table.kind,
    isTable: isTableKind,
    isChain: (_kind, name) => table.chains.has(name),
    hasSet,
    restoring: true,
  };
}

/** A whole text into fresh tables; the first line that fails is a problem. */
export function parseIptablesSave(
  text: string,
  hasSet: Current['hasSet'] = () => false,
): Result<readonly TableDraft[]> {
  const trimmed = text.split('\n').map((line) => line.trim());
  const { drafts, failure } = readSave(
    trimmed.join('\n'),
    { noflush: false, counters: false },
    { draft: emptyDraft, hasSet },
  );
  if (!failure) return ok(drafts);
  const { line, message, dmesg } = failure;
  return problem(`iptables line ${line}`, dmesg === null ? message.trim() : `${message}: ${dmesg}`);
}
