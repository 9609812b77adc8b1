// libxtables/xtoptions.c tos_symbol_names, extensions/dscp_helper.c ds_classes: the names of types of service.

import type { Masked } from './options.ts';
import { strtoul, textOf } from './parse/xtoptions.ts';
import { type Option, OptionError } from './types.ts';

const TOS: Readonly<Record<string, number>> = {
  'Minimize-Delay': 0x10,
  'Maximize-Throughput': 0x08,
  'Maximize-Reliability': 0x04,
  'Minimize-Cost': 0x02,
  'Normal-Service': 0x00,
};

/** The mask a name comes with. */
const NAME_MASK = 0x3f;

/** XTTYPE_TOSMASK */
export function readTos(option: Option): Masked {
  const text = textOf(option);
  const number = strtoul(text);
  if (number && number.value <= 255) return numericTos(text, number);
  const name = Object.keys(TOS).find((each) => each.toLowerCase() === text.toLowerCase());
  if (name === undefined) throw new OptionError(`Symbolic name "${text}" is unknown`);
  return { value: TOS[name]!, mask: NAME_MASK };
}

function numericTos(text: string, { value, rest }: { value: number; rest: string }): Masked {
  if (rest === '') return { value, mask: 255 };
  const mask = rest.startsWith('/') ? strtoul(rest.slice(1)) : null;
  if (!mask || mask.value > 255 || mask.rest !== '') throw new OptionError(`Illegal value: "${text}"`);
  return { value, mask: mask.value };
}

export function tosName({ value, mask }: Masked): string | undefined {
  return mask === NAME_MASK ? Object.keys(TOS).find((name) => TOS[name] === value) : undefined;
}

const CLASSES: Readonly<Record<string, number>> = {
  CS0: 0x00,
  CS1: 0x08,
  CS2: 0x10,
  CS3: 0x18,
  CS4: 0x20,
  CS5: 0x28,
  CS6: 0x30,
  CS7: 0x38,
  BE: 0x00,
  AF11: 0x0a,
  AF12: 0x0c,
  AF13: 0x0e,
  AF21: 0x12,
  AF22: 0x14,
  AF23: 0x16,
  AF31: 0x1a,
  AF32: 0x1c,
  AF33: 0x1e,
  AF41: 0x22,
  AF42: 0x24,
  AF43: 0x26,
  EF: 0x2e,
};

/** class_to_dscp */
export function readDscpClass(option: Option): number {
  const text = textOf(option);
  const name = Object.keys(CLASSES).find((each) => text.toUpperCase().startsWith(each));
  if (name === undefined) throw new OptionError(`Invalid DSCP value \`${text}'`);
  return CLASSES[name]!;
}
