// Edits of a table as plain data: each is the iptables command it stands for.
import type { CounterRow, TableKind } from '../../trace/rows.ts';
import type { Net } from '../net_namespace.ts';
import { do_command } from './do_command.ts';
import { readSave } from './iptables_restore.ts';
import { do_parse } from './parse/do_parse.ts';
import { forget_policy_counters, refusalText } from './table_draft.ts';
import { OptionError } from './types.ts';
import { splitWords } from './words.ts';
import { isTableKind } from './x_tables_hooks.ts';

interface InTable {
  readonly table: TableKind;
}

interface InChain extends InTable {
  readonly chain: string;
}

/** Rules as `iptables-save` prints them, without `-A CHAIN`. */
interface WithRules extends InChain {
  readonly rules: readonly string[];
}

interface WithCounters {
  readonly counters: CounterRow | null;
}

export type XtEdit =
  /** Makes a table be there, as to list it does. */
  | ({ readonly do: 'xtables.load' } & InTable)
  | ({ readonly do: 'xtables.append' } & WithRules & WithCounters)
  /** `num`: from 1. */
  | ({ readonly do: 'xtables.insert' | 'xtables.replace'; readonly num: number } & WithRules & WithCounters)
  | ({ readonly do: 'xtables.delete' } & WithRules)
  | ({ readonly do: 'xtables.deleteNum'; readonly num: number } & InChain)
  | ({ readonly do: 'xtables.newChain' } & InChain)
  | ({ readonly do: 'xtables.renameChain'; readonly newname: string } & InChain)
  | ({ readonly do: 'xtables.policy'; readonly policy: string } & InChain & WithCounters)
  /** null: every chain of the table; num 0: every rule of the chain. */
  | ({ readonly do: 'xtables.deleteChain' | 'xtables.flush'; readonly chain: string | null } & InTable)
  | ({ readonly do: 'xtables.zero'; readonly chain: string | null; readonly num: number } & InTable)
  | {
      readonly do: 'xtables.restore';
      readonly text: string;
      /** Chains and rules that are there stay. */
      readonly noflush?: boolean;
      /** Counters in the text count. */
      readonly counters?: boolean;
    };

type TableEdit = Exclude<XtEdit, { do: 'xtables.restore' | 'xtables.load' }>;

/** Null, or what iptables would print. */
export function xtables_edit(
  { xtables, ipset }: Pick<Net, 'xtables' | 'ipset'>,
  edit: XtEdit,
): string | null {
  const hasSet = (name: string) => ipset.find(name) !== undefined;
  if (edit.do === 'xtables.restore') return restore(xtables, hasSet, edit);
  const draft = xtables.draft(edit.table);
  if (edit.do === 'xtables.load') return null;
  forget_policy_counters(draft);
  const context = {
    table: edit.table,
    isTable: isTableKind,
    isChain: (_kind: TableKind, name: string) => draft.chains.has(name),
    hasSet,
  };
  try {
    for (const words of argumentsOf(edit)) {
      const parsed = do_parse(words, context);
      if (parsed.kind !== 'command') return null;
      const refusal = do_command(draft, parsed.command);
      if (refusal) return refusalText(refusal);
    }
  } catch (error) {
    if (error instanceof OptionError) return `iptables: ${error.message.trim()}`;
    throw error;
  }
  const refusal = xtables.install(draft);
  return refusal ? refusalText(refusal) : null;
}

/** The words behind `iptables -t TABLE`, one list for each rule. */
function argumentsOf(edit: TableEdit): string[][] {
  switch (edit.do) {
    case 'xtables.append':
      return withRules(edit, ['-A', edit.chain], edit.counters);
    case 'xtables.insert':
      return withRules(edit, ['-I', edit.chain, `${edit.num}`], edit.counters);
    case 'xtables.replace':
      return withRules(edit, ['-R', edit.chain, `${edit.num}`], edit.counters);
    case 'xtables.delete':
      return withRules(edit, ['-D', edit.chain], null);
    case 'xtables.deleteNum':
      return [['-D', edit.chain, `${edit.num}`]];
    case 'xtables.newChain':
      return [['-N', edit.chain]];
    case 'xtables.renameChain':
      return [['-E', edit.chain, edit.newname]];
    case 'xtables.policy':
      return [['-P', edit.chain, edit.policy, ...counterWords(edit.counters)]];
    case 'xtables.deleteChain':
      return [['-X', ...chainWord(edit.chain)]];
    case 'xtables.flush':
      return [['-F', ...chainWord(edit.chain)]];
    case 'xtables.zero':
      return [['-Z', ...chainWord(edit.chain), ...(edit.num === 0 ? [] : [`${edit.num}`])]];
  }
}

const chainWord = (chain: string | null) => (chain === null ? [] : [chain]);

const counterWords = (counters: CounterRow | null) =>
  counters ? ['-c', `${counters.packets}`, `${counters.bytes}`] : [];

function withRules({ rules }: WithRules, head: readonly string[], counters: CounterRow | null): string[][] {
  return rules.map((rule) => [...head, ...counterWords(counters), ...(splitWords(rule) ?? [])]);
}

/** Tables before the line that fails are in place, as with iptables-restore. */
function restore(
  xtables: Net['xtables'],
  hasSet: (name: string) => boolean,
  { text, noflush = false, counters = false }: Extract<XtEdit, { do: 'xtables.restore' }>,
): string | null {
  const { drafts, failure } = readSave(
    text,
    { noflush, counters },
    { draft: (kind) => xtables.draft(kind), hasSet },
  );
  for (const draft of drafts) xtables.commit(draft);
  if (!failure) return null;
  const { line, message, dmesg } = failure;
  return `iptables line ${line}: ${dmesg ?? message.trim()}`;
}
