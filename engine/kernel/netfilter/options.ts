// libxtables/xtables.c xtables_print_mark_mask: what several extensions print in the same way.

export interface Masked {
  readonly value: number;
  readonly mask: number;
}

export const hex = (value: number): string => `0x${value.toString(16)}`;
export const hex2 = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

export function formatMasked({ value, mask }: Masked): string {
  return mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`;
}

/** `! ` in front of what is inverted. */
export const bang = (inverted: boolean): string => (inverted ? '! ' : '');
