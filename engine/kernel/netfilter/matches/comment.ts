// net/netfilter/xt_comment.c: matches always; the text is for people.
import { textOf } from '../parse/xtoptions.ts';
import type { MatchExtension } from '../types.ts';
import { saveString } from '../words.ts';

/** XT_MAX_COMMENT_LEN, with the zero at the end. */
const MAX_LENGTH = 256;

export const comment: MatchExtension<{ text: string }> = {
  options: { '--comment': { takes: 1, mandatory: true } },
  parse: ([option]) => ({ text: option ? textOf(option).slice(0, MAX_LENGTH - 1) : '' }),
  match: () => true,
  save: ({ text }) => `--comment ${saveString(text)}`,
  list: ({ text }) => `/* ${text} */`,
};
