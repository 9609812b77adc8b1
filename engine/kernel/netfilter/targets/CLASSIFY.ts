// net/netfilter/xt_CLASSIFY.c: a priority for the queue of the device; the engine's devices have no queues.
import { textOf } from '../parse/xtoptions.ts';
import { OptionError, type TargetExtension } from '../types.ts';

interface ClassifyParams {
  readonly major: number;
  readonly minor: number;
}

const digits = (value: number, width: number) => value.toString(16).padStart(width, '0');

export const CLASSIFY: TargetExtension<ClassifyParams> = {
  options: { '--set-class': { takes: 1, mandatory: true } },
  hooks: ['OUTPUT', 'FORWARD', 'POSTROUTING'],
  parse([option]) {
    if (!option) return { major: 0, minor: 0 };
    const [all, major = '', minor = ''] =
      /^(?:0x)?([0-9a-f]+):(?:0x)?([0-9a-f]+)/i.exec(textOf(option)) ?? [];
    if (all === undefined) throw new OptionError(`Bad class value "${textOf(option)}"`);
    return { major: Number.parseInt(major, 16) & 0xffff, minor: Number.parseInt(minor, 16) & 0xffff };
  },
  act: () => 'CONTINUE',
  save: ({ major, minor }) => `--set-class ${digits(major, 4)}:${digits(minor, 4)}`,
  list: ({ major, minor }) => `CLASSIFY set ${digits(major, 1)}:${digits(minor, 1)}`,
};
