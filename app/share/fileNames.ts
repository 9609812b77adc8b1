// What a file is called: the network it is of, and what is in it.
import type { Scenario } from '../../engine/scenario/schema.ts';
import type { Level } from '../../engine/trace/events.ts';

/** Names of files, which a person reads in a list of downloads. */
const MOST = 60;

const plain = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, MOST)
    .replace(/^-+|-+$/g, '');

/** A library scenario goes by its id, another by its title. */
export function networkName(scenario: string | Scenario): string {
  return plain(typeof scenario === 'string' ? scenario : scenario.title) || 'network';
}

/** A step, as a part of a name: `hop-12`. */
export const stepName = (zoom: Level, index: number): string => `${zoom}-${index + 1}`;
