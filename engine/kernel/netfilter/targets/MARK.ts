// net/netfilter/xt_mark.c mark_tg: writes the packet's mark.
import { formatMasked, type Masked, parseMasked, parseNumber } from '../options.ts';
import { type Option, OptionError, type TargetExtension } from '../types.ts';

/** New mark = (mark & ~mask) ^ value. */
function read({ name, values }: Option): Masked {
  const text = values[0] ?? '';
  switch (name) {
    case '--set-xmark':
      return parseMasked(name, text);
    case '--set-mark': {
      const { value, mask } = parseMasked(name, text);
      return { value, mask: (mask | value) >>> 0 };
    }
    case '--or-mark': {
      const value = parseNumber(name, text);
      return { value, mask: value };
    }
    case '--xor-mark':
      return { value: parseNumber(name, text), mask: 0 };
    default:
      return { value: 0, mask: ~parseNumber(name, text) >>> 0 };
  }
}

const hex = (value: number) => `0x${value.toString(16)}`;

/** mark_tg_print: the shortest word for what the value and mask do. */
function describe({ value, mask }: Masked): string {
  if (value === 0) return `MARK and ${hex(~mask >>> 0)}`;
  if (value === mask) return `MARK or ${hex(value)}`;
  if (mask === 0) return `MARK xor ${hex(value)}`;
  return mask === 0xffffffff ? `MARK set ${hex(value)}` : `MARK xset ${hex(value)}/${hex(mask)}`;
}

export const MARK: TargetExtension<Masked> = {
  options: { '--set-xmark': 1, '--set-mark': 1, '--or-mark': 1, '--xor-mark': 1, '--and-mark': 1 },
  tables: ['raw', 'mangle', 'nat', 'filter'],
  parse([option]) {
    if (!option)
      throw new OptionError('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
    return read(option);
  },
  act({ value, mask }, { skb }) {
    skb.mark = ((skb.mark & ~mask) ^ value) >>> 0;
    return 'CONTINUE';
  },
  save: (params) =>
    `--set-xmark ${params.mask === 0xffffffff ? `${formatMasked(params)}/0xffffffff` : formatMasked(params)}`,
  list: describe,
};
