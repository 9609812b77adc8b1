// What several extensions read in the same way: numbers, marks with masks, port ranges.
import { OptionError } from './types.ts';

/** Decimal, 0x hexadecimal or 0 octal, as strtoul reads it. */
export function parseNumber(option: string, text: string, max = 0xffffffff): number {
  const value = /^0x[0-9a-f]+$/i.test(text)
    ? Number.parseInt(text, 16)
    : /^0[0-7]+$/.test(text)
      ? Number.parseInt(text, 8)
      : /^\d+$/.test(text)
        ? Number(text)
        : Number.NaN;
  if (!(value <= max)) throw new OptionError(`bad value for "${option}": "${text}"`);
  return value;
}

export interface Masked {
  readonly value: number;
  readonly mask: number;
}

/** `0x4000/0x4000`; without a mask, all bits count. */
export function parseMasked(option: string, text: string): Masked {
  const [value = '', mask] = text.split('/');
  return {
    value: parseNumber(option, value),
    mask: mask === undefined ? 0xffffffff : parseNumber(option, mask),
  };
}

const hex = (value: number) => `0x${value.toString(16)}`;

export function formatMasked({ value, mask }: Masked): string {
  return mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`;
}

export interface PortRange {
  readonly low: number;
  readonly high: number;
  readonly inverted: boolean;
}

/** `80`, `1024:65535`, `:1023`. */
export function parsePorts(option: string, text: string, inverted: boolean): PortRange {
  const [low = '', high] = text.split(':');
  if (high === undefined) {
    const port = parseNumber(option, low, 65535);
    return { low: port, high: port, inverted };
  }
  return {
    low: low === '' ? 0 : parseNumber(option, low, 65535),
    high: high === '' ? 65535 : parseNumber(option, high, 65535),
    inverted,
  };
}

export function inPorts(range: PortRange | null, port: number): boolean {
  return range === null || (port >= range.low && port <= range.high) !== range.inverted;
}

export function savePorts(option: string, range: PortRange | null): string[] {
  if (!range) return [];
  const ports = range.low === range.high ? `${range.low}` : `${range.low}:${range.high}`;
  return [`${range.inverted ? '! ' : ''}${option} ${ports}`];
}

/** `dpt:80`, `spts:!1024:65535`. */
export function listPorts(name: string, range: PortRange | null): string[] {
  if (!range) return [];
  const not = range.inverted ? '!' : '';
  return [
    range.low === range.high ? `${name}:${not}${range.low}` : `${name}s:${not}${range.low}:${range.high}`,
  ];
}
