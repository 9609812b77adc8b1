// GNU grep, head, tail and wc, as far as they are wanted behind a pipe.
import { Exit, type Site, type Tool } from './tool.ts';

function linesOf({ stdin }: Site): string[] {
  return stdin === null || stdin === '' ? [] : stdin.replace(/\n$/, '').split('\n');
}

const GREP_USAGE = `Usage: grep [OPTION]... PATTERNS [FILE]...
Try 'grep --help' for more information.`;

const GREP_FLAGS = 'viEnFcwo';

function grepOptions(words: readonly string[]): { flags: Set<string>; pattern: string } {
  const flags = new Set<string>();
  const patterns: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-e' && at + 1 < words.length) patterns.push(words[++at]!);
    else if (/^-[A-Za-z]/.test(word)) {
      for (const flag of word.slice(1)) {
        if (!GREP_FLAGS.includes(flag)) throw new Exit(2, `grep: invalid option -- '${flag}'\n${GREP_USAGE}`);
        flags.add(flag);
      }
    } else if (patterns.length === 0) patterns.push(word);
    else throw new Exit(2, `grep: ${word}: No such file or directory`);
  }
  if (patterns.length === 0) throw new Exit(2, GREP_USAGE);
  return { flags, pattern: patterns.join('\n') };
}

/** A basic expression has its operators behind backslashes, and the bare characters stand for themselves. */
function toRegExp(pattern: string, flags: ReadonlySet<string>): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const basic = pattern.replace(/\\?[+?{}()|]/g, (found) => (found.length === 2 ? found[1]! : `\\${found}`));
  const source = flags.has('F') ? escaped : flags.has('E') ? pattern : basic;
  const words = flags.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  try {
    return new RegExp(words, flags.has('i') ? 'i' : '');
  } catch {
    throw new Exit(2, 'grep: Invalid regular expression');
  }
}

const grep: Tool = (words, site) => {
  const { flags, pattern } = grepOptions(words);
  const wanted = toRegExp(pattern, flags);
  const found = linesOf(site).flatMap((line, index) =>
    wanted.test(line) === flags.has('v') ? [] : [{ line, number: index + 1 }],
  );
  if (flags.has('c')) site.out(String(found.length));
  else
    for (const { line, number } of found) {
      const text = flags.has('o') ? (wanted.exec(line)?.[0] ?? '') : line;
      site.out(flags.has('n') ? `${number}:${text}` : text);
    }
  return found.length > 0 ? 0 : 1;
};

/** `-n N`, `-nN` or `-N`. */
function count(tool: string, words: readonly string[]): number {
  const [first, second] = words;
  if (first === undefined) return 10;
  const text = first === '-n' ? second : /^-n?(.+)$/.exec(first)?.[1];
  if (text === undefined)
    throw first === '-n'
      ? new Exit(1, `${tool}: option requires an argument -- 'n'\nTry '${tool} --help' for more information.`)
      : new Exit(1, `${tool}: cannot open '${first}' for reading: No such file or directory`);
  if (!/^\d{1,9}$/.test(text)) throw new Exit(1, `${tool}: invalid number of lines: ‘${text}’`);
  return Number(text);
}

const head: Tool = (words, site) => {
  for (const line of linesOf(site).slice(0, count('head', words))) site.out(line);
  return 0;
};

const tail: Tool = (words, site) => {
  const lines = linesOf(site);
  for (const line of lines.slice(Math.max(0, lines.length - count('tail', words)))) site.out(line);
  return 0;
};

const WC_WIDTH = 7;

const wc: Tool = (words, site) => {
  const text = site.stdin ?? '';
  const lines = linesOf(site).length;
  const [option] = words;
  if (option === '-l') site.out(String(lines));
  else if (option === undefined)
    site.out(
      [lines, text.split(/\s+/).filter((word) => word !== '').length, new TextEncoder().encode(text).length]
        .map((number) => String(number).padStart(WC_WIDTH))
        .join(' '),
    );
  else throw new Exit(1, `wc: ${option}: No such file or directory`);
  return 0;
};

export const FILTERS: Readonly<Record<string, Tool>> = { grep, head, tail, wc };
