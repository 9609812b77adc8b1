// libxtables/xtoptions.c: options of extensions, checked, and their values read, with the messages of libxtables.

import { type Option, OptionError, type OptionSpec, type OptionTable } from '../types.ts';
import { parseDotted } from './address.ts';
import { servicePort } from './services.ts';

export function specOf(table: OptionTable, name: string): OptionSpec {
  const spec = table[name];
  if (spec === undefined) throw new Error(`no such option: ${name}`);
  return typeof spec === 'number' ? { takes: spec } : spec;
}

/** xtables_option_parse: may this option be here, once more, inverted? */
export function checkOption(
  extension: string,
  table: OptionTable,
  option: Option,
  before: readonly Option[],
): void {
  const { name, inverted } = option;
  if (typeof table[name] === 'number') return;
  if (before.some((other) => other.name === name))
    throw new OptionError(`${extension}: option "${name}" can only be used once.\n`);
  if (inverted && !specOf(table, name).invertible)
    throw new OptionError(`${extension}: option "${name}" cannot be inverted.\n`);
}

/** xtables_options_fcheck: what must be there is, and nothing that excludes another. */
export function checkOptions(extension: string, table: OptionTable, options: readonly Option[]): void {
  const used = new Set(options.map(({ name }) => name));
  for (const [name, spec] of Object.entries(table)) {
    if (typeof spec === 'number' || spec.as !== undefined) continue;
    if (spec.mandatory && !used.has(name))
      throw new OptionError(`${extension}: option "${name}" must be specified\n`);
    if (!used.has(name)) continue;
    for (const other of spec.needs ?? [])
      if (!used.has(other))
        throw new OptionError(`${extension}: option "${name}" also requires "${other}".\n`);
    for (const other of spec.excludes ?? [])
      if (used.has(other))
        throw new OptionError(`${extension}: option "${name}" cannot be used together with "${other}".\n`);
  }
}

/** The value of an option that has one. */
export const textOf = ({ values }: Option): string => values[0] ?? '';

/** strtoul with base 0: decimal, 0x hexadecimal or 0 octal at the front of a text, and what stands behind it. */
export function strtoul(text: string): { value: number; rest: string } | null {
  const [all, hex, octal, decimal] = /^\s*\+?(?:0x([0-9a-f]+)|(0[0-7]*)|([1-9]\d*))/i.exec(text) ?? [];
  if (all === undefined) return null;
  const value = hex ? Number.parseInt(hex, 16) : octal ? Number.parseInt(octal, 8) : Number(decimal);
  return { value, rest: text.slice(all.length) };
}

/** xtables_strtoui: a whole text that is a number in a range. */
export function strtoui(text: string, min: number, max: number): number | null {
  const read = strtoul(text);
  return read && read.rest === '' && read.value >= min && read.value <= max ? read.value : null;
}

export function uint(extension: string, option: Option, max: number, min = 0): number {
  const value = strtoui(textOf(option), min, max);
  if (value === null)
    throw new OptionError(
      `${extension}: bad value for option "${option.name}", or out of range (${min}-${max}).\n`,
    );
  return value;
}

/** XTTYPE_DOUBLE */
export function double(extension: string, option: Option, min: number, max: number): number {
  const text = textOf(option);
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new OptionError(
      `${extension}: bad value for option "${option.name}", or out of range (${min}-${max}).\n`,
    );
  return value;
}

/** XTTYPE_UINT*RC: `5` or `5:9`, `:9`, `5:`. */
export function uintRange(extension: string, option: Option, max: number): { low: number; high: number } {
  const text = textOf(option);
  const parts = text.split(':');
  if (parts.length > 2)
    throw new OptionError(`${extension}: Too many components for option "${option.name}" (max: 2)\n`);
  const [low = 0, high = low] = parts.map((part, index) => {
    if (part === '') return index === 1 ? max : 0;
    const near = parts.slice(index).join(':');
    const read = strtoul(part);
    if (!read || read.value > max)
      throw new OptionError(
        `${extension}: bad value for option "${option.name}" near "${near}", or out of range (0-${max}).\n`,
      );
    if (read.rest !== '')
      throw new OptionError(
        `${extension}: Argument to "${option.name}" has unexpected characters near "${read.rest}${near.slice(part.length)}".\n`,
      );
    return read.value;
  });
  return { low, high };
}

/** XTTYPE_MARKMASK32: `0x4000/0x4000`; without a mask, all bits count. */
export function markMask(extension: string, option: Option): { value: number; mask: number } {
  const read = strtoul(textOf(option));
  const bad = () =>
    new OptionError(`${extension}: bad integer value for option "${option.name}", or out of range.\n`);
  const garbage = () =>
    new OptionError(`${extension}: trailing garbage after value for option "${option.name}".\n`);
  if (!read || read.value > 0xffffffff) throw bad();
  if (read.rest === '') return { value: read.value, mask: 0xffffffff };
  if (!read.rest.startsWith('/')) throw garbage();
  const mask = strtoul(read.rest.slice(1));
  if (!mask || mask.value > 0xffffffff) throw bad();
  if (mask.rest !== '') throw garbage();
  return { value: read.value, mask: mask.value };
}

/** XTTYPE_PORTRC: `80`, `http`, `1024:`, `:1023`. */
export function portRange(extension: string, option: Option): { low: number; high: number } {
  const parts = textOf(option).split(':');
  if (parts.length > 2)
    throw new OptionError(`${extension}: Too many components for option "${option.name}" (max: 2)\n`);
  const ports = parts.map((part) => (part === '' ? null : portByName(part)));
  const low = ports[0] ?? 0;
  return { low, high: ports.length === 1 ? low : (ports[1] ?? 65535) };
}

/** xtables_getportbyname, by getaddrinfo. */
function portByName(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : servicePort(text);
  if (port === undefined || port > 65535)
    throw new OptionError(`Port "${text}" does not resolve to anything.\n`);
  return port;
}

/** XTTYPE_HOSTMASK: an address, perhaps with a prefix length or mask. */
export function hostMask(extension: string, option: Option): { address: number; mask: number } {
  const [host = '', bits] = textOf(option).split('/');
  const address = parseDotted(host);
  if (address === null) throw new OptionError('getaddrinfo: Name or service not known\n');
  if (bits === undefined) return { address, mask: 0xffffffff };
  const length = strtoui(bits, 0, 32);
  const mask =
    length === null ? parseDotted(bits, true) : length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
  if (mask === null)
    throw new OptionError(
      `${extension}: bad value for option "${option.name}", neither a valid network mask nor valid CIDR (0-32).\n`,
    );
  return { address, mask };
}

/** xtables_param_act(XTF_BAD_VALUE) */
export function badValue(extension: string, option: string, value: string): OptionError {
  return new OptionError(`${extension}: Bad value for "${option}" option: "${value}"`);
}
