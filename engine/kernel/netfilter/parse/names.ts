// Lists of names as extensions read them: any case, a beginning is enough, the first name that fits counts.
import type { OptionError } from '../types.ts';

/** strncasecmp(word, name, length of word) */
export function nameBeginning<N extends string>(names: readonly N[], word: string): N | undefined {
  return names.find((name) => name.toUpperCase().startsWith(word.toUpperCase()));
}

/** `NEW,ESTABLISHED`; `bad` gets the rest of the text from the name that is none. */
export function readNames<N extends string>(
  text: string,
  names: readonly N[],
  bad: (rest: string) => OptionError,
): N[] {
  const words = text.split(',');
  return words.map((word, index) => {
    const name = word === '' ? undefined : nameBeginning(names, word);
    if (name === undefined) throw bad(words.slice(index).join(','));
    return name;
  });
}
