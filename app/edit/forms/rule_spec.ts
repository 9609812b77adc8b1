// A rule as iptables-save prints it, taken apart into fields and put together again.
import { line, type Values } from './form.ts';

/** Options of every rule, before its matches. */
const HEAD: Readonly<Record<string, string>> = {
  '-s': 'from',
  '-d': 'to',
  '-i': 'in',
  '-o': 'out',
  '-p': 'protocol',
};

/** Words as sh takes them apart, with their quotes. */
const wordsOf = (spec: string): string[] => spec.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];

/** `! -s X` is `! X` in the field of -s. What stands before the target is for matches, what stands behind it is the target's. */
export function splitSpec(spec: string): Values {
  const values: Record<string, string> = { from: '', to: '', in: '', out: '', protocol: '', target: '' };
  const words = wordsOf(spec);
  const jump = words.findIndex((word) => word === '-j' || word === '-g');
  const [before, behind] = jump < 0 ? [words, []] : [words.slice(0, jump), words.slice(jump)];
  let at = 0;
  for (;;) {
    const not = before[at] === '!' ? 1 : 0;
    const name = HEAD[before[at + not] ?? ''];
    if (name === undefined) break;
    values[name] = `${not ? '! ' : ''}${before[at + not + 1] ?? ''}`;
    at += not + 2;
  }
  const [how, target = '', ...options] = behind;
  return {
    ...values,
    matches: before.slice(at).join(' '),
    target: how === '-g' ? `-g ${target}` : target,
    targetOptions: options.join(' '),
  };
}

export function joinSpec(values: Values): string {
  const head = Object.entries(HEAD).map(([option, name]) => {
    const value = values[name]?.trim() ?? '';
    const not = value.startsWith('!');
    return value === '' ? '' : line(not && '!', option, not ? value.slice(1).trim() : value);
  });
  const target = values.target?.trim() ?? '';
  return line(
    ...head,
    values.matches?.trim(),
    target.startsWith('-g ') ? target : target !== '' && `-j ${target}`,
    values.targetOptions?.trim(),
  );
}
