// iptables/iptables-restore.c: the command `iptables-restore`.
import { type RestoreFailure, readSave } from '../../kernel/netfilter/iptables_restore.ts';
import { exitError, type IptablesContext, type Ran, VERSION } from './ran.ts';

const PROGRAM = 'iptables-restore';

interface Options {
  readonly noflush: boolean;
  readonly counters: boolean;
  readonly only?: string;
  /** -t: nothing is committed. */
  readonly testing: boolean;
}

export function runIptablesRestore(words: readonly string[], context: IptablesContext, stdin: string): Ran {
  const options = readOptions(words);
  if ('code' in options) return options;
  const { drafts, failure, notes } = readSave(stdin, options, {
    draft: (kind) => context.net.xtables.draft(kind),
    hasSet: (name) => context.net.ipset.find(name) !== undefined,
  });
  if (!options.testing && drafts.length > 0) {
    const { noflush, counters } = options;
    context.apply({ do: 'xtables.restore', text: committed(stdin, options.only ?? null), noflush, counters });
  }
  const warnings = notes.map((note) => `${note}\n`).join('');
  if (!failure) return { stdout: '', stderr: warnings, code: 0 };
  return { stdout: '', stderr: warnings + failureText(failure), code: failure.code };
}

/** The tables of a text that are committed; of one table only, where that is asked. */
function committed(text: string, only: string | null): string {
  const tables = text.split(/^(?=\*)/m).filter((table) => /^COMMIT$/m.test(table) && table.startsWith('*'));
  return tables.filter((table) => only === null || table.startsWith(`*${only}\n`)).join('');
}

function failureText(failure: RestoreFailure): string {
  if (failure.failed) return `${PROGRAM}: ${failure.message}\n`;
  return exitError(PROGRAM, failure, failure.line);
}

function refusedOption(word: string): string {
  const what = word.startsWith('--')
    ? `unrecognized option '${word}'`
    : `invalid option -- '${word[1] ?? ''}'`;
  return `${PROGRAM}: ${what}\nTry \`${PROGRAM} -h' for more information.\n`;
}

function readOptions(words: readonly string[]): Options | Ran {
  let options: Options = { noflush: false, counters: false, testing: false };
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-n' || word === '--noflush') options = { ...options, noflush: true };
    else if (word === '-c' || word === '--counters') options = { ...options, counters: true };
    else if (word === '-t' || word === '--test') options = { ...options, testing: true };
    else if (word === '-T' || word === '--table') options = { ...options, only: words[++at] ?? '' };
    else if (/^(-w\d*|--wait(=\d+)?|-v|--verbose)$/.test(word)) continue;
    else if (word === '-V' || word === '--version')
      return { stdout: `${PROGRAM} v${VERSION} (legacy)\n`, stderr: '', code: 0 };
    else if (word.startsWith('-')) return { stdout: '', stderr: refusedOption(word), code: 1 };
    else return { stdout: '', stderr: `Can't open ${word}: No such file or directory\n`, code: 1 };
  }
  return options;
}
