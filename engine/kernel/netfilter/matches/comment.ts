// net/netfilter/xt_comment.c: matches always; the text is for people.
import type { MatchExtension } from '../types.ts';
import { saveString } from '../words.ts';

export const comment: MatchExtension<{ text: string }> = {
  options: { '--comment': 1 },
  parse: (options) => ({ text: options[0]?.values[0] ?? '' }),
  match: () => true,
  save: ({ text }) => `--comment ${saveString(text)}`,
  list: ({ text }) => `/* ${text} */`,
};
