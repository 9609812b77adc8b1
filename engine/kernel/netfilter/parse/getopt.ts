// getopt_long(3) with an option string that begins with `-`: words in their order, long names also abbreviated.

/** 0: no value, 1: a value, 2: a value only if it is attached. */
export type Arity = 0 | 1 | 2;

export interface LongOption<Id> {
  readonly name: string;
  readonly arity: Arity;
  readonly id: Id;
}

export type Got<Id> =
  | { readonly kind: 'option'; readonly id: Id; readonly value: string | null }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'unknown' | 'missing' }
  | { readonly kind: 'end' };

export class Getopt<Id> {
  /** optind: the word that is read next. */
  at = 0;
  private cluster = '';
  private readonly words: readonly string[];
  private readonly shorts: ReadonlyMap<string, { readonly arity: Arity; readonly id: Id }>;

  constructor(
    words: readonly string[],
    shorts: ReadonlyMap<string, { readonly arity: Arity; readonly id: Id }>,
  ) {
    this.words = words;
    this.shorts = shorts;
  }

  /** argv[optind - 1], which messages name. */
  get last(): string {
    return this.words[this.at - 1] ?? '';
  }

  /** xs_has_arg: is there a word that is neither an option nor `!`? */
  get hasArgument(): boolean {
    const word = this.words[this.at];
    return word !== undefined && !word.startsWith('-') && !word.startsWith('!');
  }

  take(): string | undefined {
    return this.words[this.at++];
  }

  /** `longs`: the long names there are now; asked only when one is needed. */
  next(longs: () => readonly LongOption<Id>[]): Got<Id> {
    if (this.cluster !== '') return this.short();
    const word = this.words[this.at];
    if (word === undefined) return { kind: 'end' };
    this.at++;
    if (word === '--') return { kind: 'end' };
    if (word.startsWith('--')) return this.long(word.slice(2), longs());
    if (!word.startsWith('-') || word === '-') return { kind: 'word', word };
    this.cluster = word.slice(1);
    return this.short();
  }

  private short(): Got<Id> {
    const letter = this.cluster[0]!;
    const rest = this.cluster.slice(1);
    const known = this.shorts.get(letter);
    this.cluster = known && known.arity !== 0 ? '' : rest;
    if (!known) return { kind: 'unknown' };
    if (known.arity === 0) return { kind: 'option', id: known.id, value: null };
    return this.withValue(known, rest === '' ? null : rest);
  }

  private long(text: string, longs: readonly LongOption<Id>[]): Got<Id> {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    const option = findLong(name, longs);
    if (!option || (value !== undefined && option.arity === 0)) return { kind: 'unknown' };
    return this.withValue(option, value ?? null);
  }

  private withValue({ arity, id }: { arity: Arity; id: Id }, attached: string | null): Got<Id> {
    if (attached !== null || arity !== 1) return { kind: 'option', id, value: attached };
    if (this.at >= this.words.length) return { kind: 'missing' };
    return { kind: 'option', id, value: this.take()! };
  }
}

/** The option of that name, or the only one that begins so (names of the same option are one). */
function findLong<Id>(name: string, longs: readonly LongOption<Id>[]): LongOption<Id> | undefined {
  const exact = longs.find((option) => option.name === name);
  if (exact) return exact;
  const begun = longs.filter((option) => option.name.startsWith(name));
  const [first] = begun;
  const ambiguous = begun.some((option) => option.id !== first!.id || option.arity !== first!.arity);
  return ambiguous ? undefined : first;
}
