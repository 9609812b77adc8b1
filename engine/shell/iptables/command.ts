// iptables/iptables-standalone.c: the command `iptables`.
import type { Command } from '../../kernel/netfilter/parse/command.ts';
import { do_parse } from '../../kernel/netfilter/parse/do_parse.ts';
import { saveRule } from '../../kernel/netfilter/rule_print.ts';
import { check_entry, refusalText, type TableDraft } from '../../kernel/netfilter/table_draft.ts';
import { OptionError } from '../../kernel/netfilter/types.ts';
import type { XtEdit } from '../../kernel/netfilter/xtables_edit.ts';
import { chainsInOrder, listEntries, listRules, verboseLine } from './list.ts';
import { exitError, type IptablesContext, parseContext, type Ran, VERSION } from './ran.ts';

const USAGE = [
  'iptables -[ACD] chain rule-specification [options]',
  'iptables -I chain [rulenum] rule-specification [options]',
  'iptables -R chain rulenum rule-specification [options]',
  'iptables -D chain rulenum [options]',
  'iptables -[LS] [chain [rulenum]] [options]',
  'iptables -[FZ] [chain] [options]',
  'iptables -[NX] chain',
  'iptables -E old-chain-name new-chain-name',
  'iptables -P chain target [options]',
  'iptables -h (print this help information)',
];

export function runIptables(words: readonly string[], context: IptablesContext): Ran {
  try {
    const parsed = do_parse(words, parseContext(context.net));
    const version = `iptables v${VERSION} (legacy)`;
    if (parsed.kind === 'version') return { stdout: `${version}\n`, stderr: '', code: 0 };
    if (parsed.kind === 'help')
      return { stdout: `${version}\n\nUsage: ${USAGE.join('\n       ')}\n\n`, stderr: '', code: 0 };
    return execute(parsed.command, context);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return { stdout: '', stderr: exitError('iptables', error, null), code: error.code };
  }
}

function execute(command: Command, context: IptablesContext): Ran {
  const notes = command.notes.map((note) => `${note}\n`).join('');
  context.apply({ do: 'xtables.load', table: command.table });
  const draft = context.net.xtables.draft(command.table);
  const { stdout, refusal } = isReading(command)
    ? read(command, draft, context)
    : { stdout: announcement(command, draft), refusal: applyAll(command, context) };
  const stderr = refusal === null ? '' : `${refusal}\n`;
  return { stdout, stderr: notes + stderr, code: refusal === null ? 0 : 1 };
}

const isReading = ({ kind }: Command) => kind === 'L' || kind === 'S' || kind === 'C';

interface Read {
  readonly stdout: string;
  readonly refusal: string | null;
}

function read(command: Command, draft: TableDraft, context: IptablesContext): Read {
  if (command.kind === 'C') {
    const refusal = check_entry(draft, command.chain!, command.rules);
    return { stdout: announcement(command, draft), refusal: refusal && refusalText(refusal) };
  }
  const stdout = command.kind === 'L' ? listEntries(draft, command) : listRules(draft, command);
  if (stdout === null) return { stdout: '', refusal: 'iptables: No chain/target/match by that name.' };
  return { stdout, refusal: command.zero ? applyAll(command, context) : null };
}

/** What -v says before anything is done. */
function announcement({ kind, verbose, rules, chain }: Command, draft: TableDraft): string {
  if (!verbose) return '';
  if ('ACDRI'.includes(kind)) return rules.map(verboseLine).join('');
  const verb = { F: 'Flushing', Z: 'Zeroing', X: 'Deleting' }[kind as string];
  if (verb === undefined) return '';
  const all = chainsInOrder(draft).filter((name) => kind !== 'X' || draft.chains.get(name)!.policy === null);
  return (chain === null ? all : [chain]).map((name) => `${verb} chain \`${name}'\n`).join('');
}

function applyAll(command: Command, { apply }: IptablesContext): string | null {
  return apply(editOf(command));
}

/** The request a command comes to. */
function editOf(command: Command): XtEdit {
  const { table, rulenum: num, counters, newname, policy } = command;
  const chain = command.chain ?? '';
  const rules = command.rules.map((rule) => saveRule(rule));
  switch (command.kind) {
    case 'A':
      return { do: 'xtables.append', table, chain, rules, counters };
    case 'I':
      return { do: 'xtables.insert', table, chain, num, rules, counters };
    case 'R':
      return { do: 'xtables.replace', table, chain, num, rules, counters };
    case 'D':
      return { do: 'xtables.delete', table, chain, rules };
    case 'D#':
      return { do: 'xtables.deleteNum', table, chain, num };
    case 'N':
      return { do: 'xtables.newChain', table, chain };
    case 'E':
      return { do: 'xtables.renameChain', table, chain, newname };
    case 'P':
      return { do: 'xtables.policy', table, chain, policy, counters };
    case 'X':
      return { do: 'xtables.deleteChain', table, chain: command.chain };
    case 'F':
      return { do: 'xtables.flush', table, chain: command.chain };
    case 'Z':
      return { do: 'xtables.zero', table, chain: command.chain, num: 0 };
    case 'Z#':
      return { do: 'xtables.zero', table, chain: command.chain, num };
    case 'L':
    case 'S':
    case 'C':
      return { do: 'xtables.zero', table, chain: command.chain, num: command.zero === 'Z#' ? num : 0 };
  }
}
