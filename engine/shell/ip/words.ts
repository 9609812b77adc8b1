// iproute2 lib/utils.c: the words of an ip command, read one after the other, and what is said about bad ones.
import type { Prefix } from '../../trace/rows.ts';
import { parseMac } from '../../wire/address.ts';
import { Exit } from '../tool.ts';

export const EXIT_USAGE = 255;

export class Words {
  private readonly words: readonly string[];
  private at = 0;

  constructor(words: readonly string[]) {
    this.words = words;
  }

  /** The word at hand; undefined behind the last. */
  get word(): string | undefined {
    return this.words[this.at];
  }

  get rest(): readonly string[] {
    return this.words.slice(this.at);
  }

  skip(): void {
    this.at++;
  }

  /** NEXT_ARG: the word behind the one at hand has to be there. */
  value(): string {
    this.at++;
    const word = this.words[this.at];
    if (word === undefined) throw new Exit(EXIT_USAGE, 'Command line is not complete. Try option "help"');
    return word;
  }
}

/** A word may be cut short (matches). */
export function matches(word: string | undefined, ...names: readonly string[]): boolean {
  return word !== undefined && names.some((name) => name.startsWith(word));
}

/** The first of some names that a word may be short for. */
export function abbreviated<T extends string>(word: string, names: readonly T[]): T | undefined {
  return names.find((name) => name.startsWith(word));
}

/** invarg */
export function wrong(message: string, word: string): never {
  throw new Exit(EXIT_USAGE, `Error: argument "${word}" is wrong: ${message}`);
}

/** duparg2 */
export function garbage(key: string, word: string): never {
  throw new Exit(EXIT_USAGE, `Error: either "${key}" is duplicate, or "${word}" is a garbage.`);
}

/** duparg */
export function duplicate(key: string, word: string): never {
  throw new Exit(EXIT_USAGE, `Error: duplicate "${key}": "${word}" is the second value.`);
}

const expected = (what: string, word: string) =>
  new Exit(1, `Error: any valid ${what} is expected rather than "${word}".`);

/** get_addr_ipv4: octets that are left out are zero. */
function octets(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return [...parts, '0', '0', '0'].slice(0, 4).reduce((sum, part) => sum * 256 + Number(part), 0);
}

export interface GivenPrefix extends Prefix {
  /** Was the length written? */
  readonly explicit: boolean;
}

/** get_prefix: `default`, an address, or an address with a length. */
export function prefixOf(word: string): GivenPrefix {
  if (word === 'default' || word === 'any' || word === 'all')
    return { address: 0, length: 0, explicit: true };
  const slash = word.indexOf('/');
  const address = octets(slash < 0 ? word : word.slice(0, slash));
  const length = slash < 0 ? '32' : word.slice(slash + 1);
  if (address === undefined || !/^\d{1,2}$/.test(length) || Number(length) > 32)
    throw expected('prefix', word);
  return { address, length: Number(length), explicit: slash >= 0 };
}

/** get_addr */
export function addressOf(word: string): number {
  const address = octets(word);
  if (address === undefined) throw expected('address', word);
  return address;
}

/** ll_addr_a2n */
export function lladdrOf(word: string): string {
  const mac = parseMac(word);
  if (mac === undefined) throw new Exit(1, `"${word}" is invalid lladdr.`);
  return mac;
}

/** get_unsigned: decimal, or hexadecimal behind 0x. */
export function unsigned(word: string, limit = 0xffffffff): number | undefined {
  if (!/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(word)) return undefined;
  const number = Number(word);
  return number <= limit ? number : undefined;
}
