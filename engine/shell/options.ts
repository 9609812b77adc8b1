// getopt: short options with values, anywhere among the words.
import { ok, problem, type Result } from '../problem.ts';

export interface ParsedWords {
  /** Value by letter; flags have an empty value. */
  readonly options: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/** `takes`: letters with a value, `flags`: letters without. Problems read as the tool's own messages. */
export function parseOptions(
  tool: string,
  words: readonly string[],
  takes: string,
  flags: string,
): Result<ParsedWords> {
  const options = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!/^-[A-Za-z]/.test(word)) {
      operands.push(word);
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const name = word[letter]!;
      if (flags.includes(name)) options.set(name, '');
      else if (takes.includes(name)) {
        const value = word.slice(letter + 1) || words[++at];
        if (value === undefined) return problem(tool, `option requires an argument -- '${name}'`);
        options.set(name, value);
        break;
      } else return problem(tool, `invalid option -- '${name}'`);
    }
  }
  return ok({ options, operands });
}

/** A whole number in a range, from an option or its default. */
export function numberOption(
  tool: string,
  options: ReadonlyMap<string, string>,
  letter: string,
  fallback: number,
  [low, high]: readonly [number, number],
): Result<number> {
  const text = options.get(letter);
  if (text === undefined) return ok(fallback);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    return problem(tool, `invalid argument: '${text.slice(0, 40)}'`, `-${letter} from ${low} to ${high}`);
  }
  return ok(value);
}
