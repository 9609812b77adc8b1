// A random rule in the making: what it may speak of, and where it is to stand.
import type { TableKind } from '../../trace/rows.ts';
import type { Lots } from './lots.ts';

/** A set that rules may ask and fill. */
export interface NamedSet {
  readonly name: string;
  /** How many sides of a packet it looks at. */
  readonly dimension: number;
}

/** What rules can speak of. */
export interface Vocabulary {
  readonly devices: readonly string[];
  readonly addresses: readonly string[];
  readonly macs: readonly string[];
  readonly ports: readonly number[];
  readonly sets: readonly NamedSet[];
}

export type Protocol = 'icmp' | 'udp' | 'tcp' | null;

export interface Draft {
  readonly lots: Lots;
  readonly words: Vocabulary;
  readonly table: TableKind;
  readonly chain: string;
  readonly protocol: Protocol;
}

/** By name; null where the rule's place or protocol does not allow it. */
export type WordsByName = Readonly<Record<string, (draft: Draft) => string | null>>;

export const hasPorts = ({ protocol }: Draft) => protocol === 'udp' || protocol === 'tcp';
export const not = (lots: Lots) => (lots.chance(25) ? '! ' : '');

export const portRange = (lots: Lots, ports: readonly number[], colon = ':') => {
  const low = lots.pick(ports);
  return lots.chance(70) ? `${low}` : `${low}${colon}${Math.min(65535, low + 1000)}`;
};

/** Two addresses, the smaller one first. */
export const addressRange = (lots: Lots, addresses: readonly string[]) => {
  const number = (text: string) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const [low, high] = [lots.pick(addresses), lots.pick(addresses)].sort((a, b) => number(a) - number(b));
  return `${low}-${high}`;
};

/** Sides of a packet for a set: `src,dst`. */
export const sidesOf = (lots: Lots, { dimension }: NamedSet) =>
  Array.from({ length: dimension }, () => lots.pick(['src', 'dst'])).join(',');
