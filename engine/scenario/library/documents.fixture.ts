// What the documents print, by the numbers that their walkthroughs give to commands.
import type { ScenarioCommand } from '../schema.ts';
import { linesOf } from './shown.fixture.ts';

interface Walkthroughs {
  readonly commands: readonly {
    readonly id: string;
    readonly scenario: string;
    readonly command: string;
    /** `mutation`: it builds or changes something. */
    readonly kind: string;
    readonly output: readonly string[];
  }[];
}

/** Of walkthroughs.json; null where it is absent. */
export function documentsOf(text: string | null) {
  const { commands }: Walkthroughs = text === null ? { commands: [] } : JSON.parse(text);
  return {
    commands,
    /** What the document prints for a command. */
    printed: (id: string) => linesOf(commands.find((each) => each.id === id)!.output),
    /** Every command of a document that prints something. */
    printing: (document: string) =>
      commands.flatMap(({ id, output }) => (id.startsWith(`${document}.`) && output.length > 0 ? [id] : [])),
  };
}

/** A document's command, and what is asked of the library instead. */
export type Row = readonly [id: string, scenario: string, place: string, command: string];

export const at = (place: string, run: string): ScenarioCommand => ({ in: place, run });

export interface ListedChain {
  /** `policy ACCEPT`, `2 references`. */
  readonly about: string;
  readonly rules: readonly string[];
}

/** The chains of `iptables -L`: without counters, and with addresses and protocols in one spelling, whether -n was given or not. */
export function chainsOf(lines: readonly string[]): ReadonlyMap<string, ListedChain> {
  const chains = new Map<string, { about: string; rules: string[] }>();
  let rules: string[] = [];
  for (const line of lines) {
    const [, name, about = ''] = /^Chain (\S+) \(([^)]*)\)/.exec(line) ?? [];
    if (name === undefined) {
      if (!/^(pkts|target) /.test(line)) rules.push(ruleOf(line));
      continue;
    }
    rules = [];
    chains.set(name, { about: about.replace(/ \d+\S* packets.*/, ''), rules });
  }
  return chains;
}

const ruleOf = (line: string) =>
  line
    .replace(/^\d+[KMG]? \d+[KMG]? /, '')
    .replace(/ 0 -- /, ' all -- ')
    .replace(/ 6 -- /, ' tcp -- ')
    .replaceAll('anywhere', '0.0.0.0/0')
    .replace('base-address.mcast.net', '224.0.0.0');
