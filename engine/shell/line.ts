// What sh makes of a line: words, quotes, pipes and one redirection. There is no file system behind it but /proc/sys.

export interface Stage {
  readonly words: readonly string[];
  /** `> FILE` */
  readonly into: string | null;
}

interface Token {
  readonly text: string;
  readonly operator: boolean;
}

/** Who types here is root already. */
function withoutSudo({ words, into }: Stage): Stage {
  return words[0] === 'sudo' && words.length > 1 ? { words: words.slice(1), into } : { words, into };
}

/** The commands of a pipeline, or what sh does not like. */
export function parseLine(line: string): readonly Stage[] | string {
  const tokens = tokensOf(line);
  if (typeof tokens === 'string') return tokens;
  const stages: { words: string[]; into: string | null }[] = [{ words: [], into: null }];
  for (let at = 0; at < tokens.length; at++) {
    const { text, operator } = tokens[at]!;
    const last = stages.at(-1)!;
    if (!operator) last.words.push(text);
    else if (text === '|') stages.push({ words: [], into: null });
    else if (text === '>' || text === '>>') {
      const file = tokens[++at];
      if (!file || file.operator) return 'sh: 1: Syntax error: newline unexpected';
      last.into = file.text;
    } else return `sh: 1: Syntax error: "${text}" unexpected`;
  }
  if (stages.length > 1 && stages.some(({ words }) => words.length === 0))
    return 'sh: 1: Syntax error: "|" unexpected';
  return stages.map(withoutSudo);
}

const OPERATORS = /^(?:>>|&&|\|\||[|><;&])/;

function tokensOf(line: string): Token[] | string {
  const tokens: Token[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const operator = OPERATORS.exec(rest)?.[0];
    const word = operator === undefined ? wordOf(rest) : null;
    if (operator === undefined && word === null) return 'sh: 1: Syntax error: Unterminated quoted string';
    tokens.push({ text: operator ?? word!.text, operator: operator !== undefined });
    rest = rest.slice(operator?.length ?? word!.length).trimStart();
  }
  return tokens;
}

/** The word a text begins with, quotes and backslashes taken off; null when a quote is left open. */
function wordOf(text: string): { text: string; length: number } | null {
  let word = '';
  let quote = '';
  let at = 0;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (quote === '"' && char === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) word += text[++at]!;
      else word += char;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\' && at + 1 < text.length) word += text[++at]!;
    else if (/[\s|><;&]/.test(char)) break;
    else word += char;
  }
  return quote === '' ? { text: word, length: at } : null;
}
