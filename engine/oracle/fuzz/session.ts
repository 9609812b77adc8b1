// Many networks, one after the other: how many packets both sides agree about, and where they do not.
import { differenceText } from '../compare.ts';
import { frameText } from '../packet_text.ts';
import { type FuzzCase, generate } from './generate.ts';
import { type Disagreement, judge, judgeTwice } from './judge.ts';
import { namesFor } from './packets.ts';
import { shrink } from './shrink.ts';

const PER_NETWORK = 50;
/** A network's seed, so that each can be had alone. */
const SEEDS_APART = 1_000_003;

export interface Failure {
  readonly seed: number;
  /** Number of the packet, from 0, over all networks. */
  readonly number: number;
  readonly found: FuzzCase;
  readonly disagreement: Disagreement;
}

const networkSeed = (seed: number, network: number) => (seed * SEEDS_APART + network) >>> 0;

/** All failures among `cases` packets; `first` is the number of the case to begin with. */
export async function* failures(seed: number, cases: number, first = 0): AsyncGenerator<Failure> {
  for (let number = first - (first % PER_NETWORK); number < first + cases; number += PER_NETWORK) {
    const packets = Math.min(PER_NETWORK, first + cases - number);
    const network = generate(networkSeed(seed, number / PER_NETWORK), packets);
    const disagreement = await judgeTwice(network);
    if (!disagreement) continue;
    const found = { ...network, packets: network.packets.slice(0, disagreement.at + 1) };
    yield { seed, number: number + disagreement.at, found, disagreement };
  }
}

/** Where it shows; and of a network that could not be built, who refused. */
function kindOf({ differences }: Disagreement): string {
  const { where, kernel, engine } = differences[0]!;
  return where === 'build' ? `${kernel[0]!.slice(0, 5)} ${engine[0]!.slice(0, 20)}` : where;
}

/** Smaller, as long as the last packet still fails; a scenario that cannot be built does not fail so. */
export async function smaller(failure: Failure, tries: number): Promise<Failure> {
  let { disagreement } = failure;
  const stillFails = async (candidate: FuzzCase) => {
    const again = await judge(candidate).catch(() => null);
    if (again?.at !== candidate.packets.length - 1) return false;
    // The same failure, not another one on the way.
    if (kindOf(again) !== kindOf(failure.disagreement)) return false;
    disagreement = again;
    return true;
  };
  const found = await shrink(failure.found, stillFails, tries);
  return { ...failure, found, disagreement };
}

export function failureText({ seed, number, found, disagreement }: Failure): string {
  return [
    `seed ${seed}, case ${number}:`,
    ...found.packets.map((sent) => `  from ${sent.in}: ${frameText(sent.packet, namesFor(sent))}`),
    ...disagreement.differences.map(differenceText),
  ].join('\n');
}
