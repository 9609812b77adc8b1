// iptables 1.8.9 (legacy) as a program: what it is given and what it leaves behind.
import type { Net } from '../../kernel/net_namespace.ts';
import type { ParseContext } from '../../kernel/netfilter/parse/do_parse.ts';
import type { OptionError } from '../../kernel/netfilter/types.ts';
import { BUILTIN_CHAINS, isTableKind } from '../../kernel/netfilter/x_tables_hooks.ts';
import type { XtEdit } from '../../kernel/netfilter/xtables_edit.ts';

export const VERSION = '1.8.9';

export interface IptablesContext {
  readonly net: Net;
  /** The door to the kernel: null, or its refusal. */
  apply(edit: XtEdit): string | null;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** enum xtables_exittype */
const PARAMETER_PROBLEM = 2;
const VERSION_PROBLEM = 3;

/** iptables_exit_error with exit_tryhelp; `line` is where iptables-restore was. */
export function exitError(program: string, error: OptionErrorLike, line: number | null): string {
  const said = error.bare ? error.message : `${program} v${VERSION} (legacy): ${error.message}`;
  const lines = said === '' ? [] : [said];
  if (error.code === PARAMETER_PROBLEM) {
    if (line !== null) lines.push(`Error occurred at line: ${line}`);
    lines.push(`Try \`${program} -h' or '${program} --help' for more information.`);
  }
  if (error.code === VERSION_PROBLEM) lines.push(`Perhaps ${program} or your kernel needs to be upgraded.`);
  return lines.map((each) => `${each}\n`).join('');
}

type OptionErrorLike = Pick<OptionError, 'message' | 'code' | 'bare'>;

/** What a parser has to know of the namespace's tables. */
export function parseContext({ xtables, ipset }: Net): ParseContext {
  return {
    table: 'filter',
    isTable: isTableKind,
    hasSet: (name) => ipset.find(name) !== undefined,
    isChain: (kind, name) =>
      xtables.get(kind)?.chains.has(name) ?? BUILTIN_CHAINS[kind].some((hook) => hook === name),
  };
}
