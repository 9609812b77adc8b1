// iptables/xshared.c add_param_to_argv: a line of iptables-save split into words, quotes and backslashes understood.
import { MATCH_NAMES, type MatchName } from '../../trace/events.ts';

/** The words of a line; null when a quote is left open. */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quoted && char === '\\' && at + 1 < line.length) word += line[++at]!;
    else if (char === '"') {
      quoted = !quoted;
      inWord = true;
    } else if (!quoted && /\s/.test(char)) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      word += char;
      inWord = true;
    }
  }
  if (quoted) return null;
  if (inWord) words.push(word);
  return words;
}

/** xtables_save_string: quoted unless it is plain letters and digits. */
export function saveString(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}

/** A word that was typed, so that it is read as the same word again. */
export function saveWord(text: string): string {
  return /^[^\s"'\\]+$/.test(text) ? text : saveString(text);
}

export function isMatchName(name: string): name is MatchName {
  return MATCH_NAMES.some((each) => each === name);
}
