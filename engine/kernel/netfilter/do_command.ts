// iptables/iptables.c do_command4: what a command does to a table.
import type { Command } from './parse/command.ts';
import {
  append_entry,
  check_entry,
  create_chain,
  delete_chain,
  delete_entry,
  delete_num_entry,
  flush_entries,
  insert_entry,
  rename_chain,
  replace_entry,
  set_policy,
  type TableDraft,
  type XtRefusal,
  zero_entries,
} from './table_draft.ts';

/** Commands that only print change nothing. */
export function do_command(draft: TableDraft, command: Command): XtRefusal | null {
  const { chain, rulenum, rules, counters } = command;
  const name = chain ?? '';
  switch (command.kind) {
    case 'A':
      return append_entry(draft, name, rules, counters);
    case 'I':
      return insert_entry(draft, name, rulenum, rules, counters);
    case 'R':
      return replace_entry(draft, name, rulenum, rules[0]!, counters);
    case 'C':
      return check_entry(draft, name, rules);
    case 'D':
      return delete_entry(draft, name, rules);
    case 'D#':
      return delete_num_entry(draft, name, rulenum);
    case 'F':
      return flush_entries(draft, chain);
    case 'Z':
      return zero_entries(draft, chain, 0);
    case 'Z#':
      return zero_entries(draft, chain, rulenum);
    case 'N':
      return create_chain(draft, name);
    case 'X':
      return delete_chain(draft, chain);
    case 'E':
      return rename_chain(draft, name, command.newname);
    case 'P':
      return set_policy(draft, name, command.policy, counters);
    case 'L':
    case 'S':
      return command.zero ? zero_entries(draft, chain, command.zero === 'Z#' ? rulenum : 0) : null;
  }
}
