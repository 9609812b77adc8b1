// GNU head, tail and wc, as far as they are wanted behind a pipe.
import { Exit, type Site, type Tool } from './tool.ts';

/** What is piped in. */
export function linesOf({ stdin }: Site): string[] {
  return stdin === null || stdin === '' ? [] : stdin.replace(/\n$/, '').split('\n');
}

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

export const FILTERS: Readonly<Record<string, Tool>> = { head, tail, wc };
