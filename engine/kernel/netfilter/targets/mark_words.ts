// extensions/libxt_MARK.c, libxt_CONNMARK.c: the five ways to say how a mark changes. New mark = (mark & ~mask) ^ value.
import { hex, type Masked } from '../options.ts';
import { markMask, uint } from '../parse/xtoptions.ts';
import type { Option, OptionSpec } from '../types.ts';

const NAMES = ['--set-xmark', '--set-mark', '--and-mark', '--or-mark', '--xor-mark'];
const UINT_MAX = 0xffffffff;

export function exclusive(names: readonly string[], takes: number): Record<string, OptionSpec> {
  return Object.fromEntries(
    names.map((name) => [name, { takes, excludes: names.filter((other) => other !== name) }]),
  );
}

export const MARK_OPTIONS = exclusive(NAMES, 1);

export function readMark(extension: string, option: Option): Masked {
  switch (option.name) {
    case '--set-xmark':
      return markMask(extension, option);
    case '--set-mark': {
      const { value, mask } = markMask(extension, option);
      return { value, mask: (mask | value) >>> 0 };
    }
    case '--or-mark': {
      const value = uint(extension, option, UINT_MAX);
      return { value, mask: value };
    }
    case '--xor-mark':
      return { value: uint(extension, option, UINT_MAX), mask: 0 };
    default:
      return { value: 0, mask: ~uint(extension, option, UINT_MAX) >>> 0 };
  }
}

/** mark_tg_print: the shortest word for what the value and mask do. */
export function markText({ value, mask }: Masked): string {
  if (value === 0) return `and ${hex(~mask >>> 0)}`;
  if (value === mask) return `or ${hex(value)}`;
  if (mask === 0) return `xor ${hex(value)}`;
  return mask === UINT_MAX ? `set ${hex(value)}` : `xset ${hex(value)}/${hex(mask)}`;
}
