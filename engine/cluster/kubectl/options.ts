// The words of a kubectl command: options in their forms, and what stands between them.
import { KubectlError } from './error.ts';
import { type Kind, kindNamed } from './kinds.ts';
import type { Meant } from './objects.ts';

export interface Options {
  readonly operands: readonly string[];
  /** The last word given for an option; without one, `true`. */
  value(name: string): string | undefined;
  /** All words given for an option. */
  values(name: string): readonly string[];
  has(name: string): boolean;
  readonly namespace: string;
}

const SHORT: Readonly<Record<string, string>> = {
  '-n': '--namespace',
  '-A': '--all-namespaces',
  '-o': '--output',
  '-p': '--patch',
  '-f': '--filename',
  '-l': '--labels',
};

/** Options without a word of their own. */
const FLAGS = new Set(['--all-namespaces', '--force', '--overwrite', '--now']);

/** `known`: the long names of the options that the command has. */
export function readOptions(words: readonly string[], known: readonly string[]): Options {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const [head, own] = splitOption(word);
    const name = SHORT[head] ?? head;
    if (name !== '--namespace' && !known.includes(name))
      throw new KubectlError(`error: unknown flag: ${head}`);
    const value = own ?? (FLAGS.has(name) ? 'true' : words[++at]);
    if (value === undefined) throw new KubectlError(`error: flag needs an argument: ${head}`);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return {
    operands,
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
    has: (name) => given.has(name),
    namespace: given.get('--namespace')?.at(-1) ?? 'default',
  };
}

/** `--name=value`, `-nvalue` */
function splitOption(word: string): [head: string, own: string | undefined] {
  const equals = word.indexOf('=');
  if (word.startsWith('--'))
    return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
  return word.length > 2 ? [word.slice(0, 2), word.slice(word[2] === '=' ? 3 : 2)] : [word, undefined];
}

/** `TYPE NAME...` or `TYPE/NAME...`, and what is left behind them. */
export function meantBy({ operands, namespace }: Options): readonly Meant[] {
  const [first, ...rest] = operands;
  if (first === undefined) throw new KubectlError('error: You must specify the type of resource');
  const one = (kind: Kind, name: string): Meant => ({ kind, namespace, name });
  if (!first.includes('/')) {
    const kind = kindNamed(first);
    if (rest.length === 0)
      throw new KubectlError('error: resource(s) were provided, but no name was specified');
    return rest.map((name) => one(kind, name));
  }
  return operands.map((word) => {
    const [type = '', name = ''] = word.split('/');
    return one(kindNamed(type), name);
  });
}

/** The one that a command is about, and the operands behind it. */
export function oneMeant(options: Options): { readonly meant: Meant; readonly rest: readonly string[] } {
  const count = options.operands[0]?.includes('/') ? 1 : 2;
  const [meant] = meantBy({ ...options, operands: options.operands.slice(0, count) });
  return { meant: meant!, rest: options.operands.slice(count) };
}

/** JSON of a person's; `what` names it in complaints. */
export function jsonOf(text: string, what: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, as that it is no object.
  }
  throw new KubectlError(`error: ${what} is no JSON object: ${text.slice(0, 80)}`);
}

/** `a=b,c=d` */
export function labelsOf(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2 || pair[0] === ''))
    throw new KubectlError(`error: unexpected label format: ${text.slice(0, 80)}`);
  return Object.fromEntries(pairs as [string, string][]);
}

export function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65535)
    throw new KubectlError(`error: invalid port: ${text.slice(0, 20)}`);
  return Number(text);
}
