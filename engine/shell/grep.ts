// GNU grep, as far as it is wanted behind a pipe.
import { linesOf } from './filters.ts';
import { Exit, type Tool } from './tool.ts';

const USAGE = `Usage: grep [OPTION]... PATTERNS [FILE]...
Try 'grep --help' for more information.`;

const FLAGS = 'viEnFcwo';
/** Lines of context after and before what matches, and both. */
const CONTEXT = 'ABC';

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly pattern: string;
  /** null: no context was asked for, not even an empty one. */
  readonly context: { readonly before: number; readonly after: number } | null;
}

function optionsOf(words: readonly string[]): Options {
  const flags = new Set<string>();
  const patterns: string[] = [];
  const context = new Map<string, number>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-e' && at + 1 < words.length) patterns.push(words[++at]!);
    else if (/^-\d+$/.test(word)) context.set('C', Number(word.slice(1)));
    else if (/^-[A-Za-z]/.test(word)) {
      const [letter = '', ...value] = takeFlags(word, flags);
      if (letter !== '') context.set(letter, lengthOf(letter, value.join('') || words[++at]));
    } else if (patterns.length === 0) patterns.push(word);
    else throw new Exit(2, `grep: ${word}: No such file or directory`);
  }
  if (patterns.length === 0) throw new Exit(2, USAGE);
  if (flags.has('E') && flags.has('F')) throw new Exit(2, 'grep: conflicting matchers specified');
  const around = context.get('C') ?? 0;
  const [before, after] = [context.get('B') ?? around, context.get('A') ?? around];
  return { flags, pattern: patterns.join('\n'), context: context.size === 0 ? null : { before, after } };
}

/** Takes the flags off a word; what begins with a letter that wants a number is left. */
function takeFlags(word: string, flags: Set<string>): string {
  for (let at = 1; at < word.length; at++) {
    const flag = word[at]!;
    if (CONTEXT.includes(flag)) return word.slice(at);
    if (!FLAGS.includes(flag)) throw new Exit(2, `grep: invalid option -- '${flag}'\n${USAGE}`);
    flags.add(flag);
  }
  return '';
}

function lengthOf(letter: string, given: string | undefined): number {
  if (given === undefined) throw new Exit(2, `grep: option requires an argument -- '${letter}'\n${USAGE}`);
  if (!/^\d{1,9}$/.test(given)) throw new Exit(2, `grep: ${given}: invalid context length argument`);
  return Number(given);
}

/** A basic expression has its operators behind backslashes, and the bare characters stand for themselves. */
function toRegExp(pattern: string, flags: ReadonlySet<string>): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const basic = pattern.replace(/\\?[+?{}()|]/g, (found) => (found.length === 2 ? found[1]! : `\\${found}`));
  const source = flags.has('F') ? escaped : flags.has('E') ? pattern : basic;
  const words = flags.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  try {
    return new RegExp(words, flags.has('i') ? 'gi' : 'g');
  } catch {
    throw new Exit(2, 'grep: Invalid regular expression');
  }
}

export const grep: Tool = (words, site) => {
  const { flags, pattern, context } = optionsOf(words);
  const wanted = toRegExp(pattern, flags);
  const lines = linesOf(site);
  const found = lines.flatMap((line, index) => (line.search(wanted) >= 0 === flags.has('v') ? [] : [index]));
  const print = (index: number, mark: ':' | '-', text: string) =>
    site.out(flags.has('n') ? `${index + 1}${mark}${text}` : text);
  if (flags.has('c')) site.out(String(found.length));
  else
    for (const shown of shownLines(found, lines.length, context)) {
      if (shown === null) {
        site.out('--');
        continue;
      }
      const line = lines[shown.index]!;
      const mark = shown.found ? ':' : '-';
      if (!flags.has('o')) print(shown.index, mark, line);
      // With -v it is the context that matches.
      else if (shown.found !== flags.has('v'))
        for (const [text] of line.matchAll(wanted)) if (text !== '') print(shown.index, mark, text);
    }
  return found.length > 0 ? 0 : 1;
};

/** Lines with their context, each once; null stands between groups that do not touch. */
function shownLines(found: readonly number[], length: number, context: Options['context']) {
  const { before, after } = context ?? { before: 0, after: 0 };
  const isFound = new Set(found);
  const shown: ({ readonly index: number; readonly found: boolean } | null)[] = [];
  let next = 0;
  for (const at of found) {
    const from = Math.max(next, at - before);
    if (context && shown.length > 0 && from > next) shown.push(null);
    const to = Math.min(length, at + after + 1);
    for (let index = from; index < to; index++) shown.push({ index, found: isFound.has(index) });
    next = Math.max(next, to);
  }
  return shown;
}
