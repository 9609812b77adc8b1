// One network, both sides: the first packet about which they do not agree.
import { release } from 'node:os';
import { type Difference, differences } from '../compare.ts';
import { onKernel, withTrace } from '../with_trace.ts';
import { observeEngine } from './engine_side.ts';
import type { FuzzCase } from './generate.ts';
import { observeKernel } from './kernel_side.ts';

export interface Disagreement {
  /** Number of the packet in its network. */
  readonly at: number;
  readonly differences: readonly Difference[];
}

/** A machine under load is not always on time: what is not found again was not the engine's doing. */
export async function judgeTwice(found: FuzzCase): Promise<Disagreement | null> {
  const first = await judge(found);
  return first && (await judge({ ...found, packets: found.packets.slice(0, first.at + 1) }));
}

/** Every network made here can be built: what one side refuses is a disagreement too. */
async function orRefusal<T>(observed: Promise<T>): Promise<T | string> {
  return observed.catch((error: unknown) => String(error));
}

export async function judge({ scenario, packets }: FuzzCase): Promise<Disagreement | null> {
  const judged = onKernel(withTrace(scenario), release());
  const kernel = await orRefusal(observeKernel(judged, packets));
  // Pauses that grow, and credit that comes with time: the engine's clock is the kernel's.
  const times = packets.map((_, index) => (typeof kernel === 'string' ? index : kernel[index]!.time));
  const engine = await orRefusal(observeEngine(judged, packets, times));
  if (typeof kernel === 'string' || typeof engine === 'string') {
    const said = (seen: object | string) => (typeof seen === 'string' ? seen.split('\n') : ['built']);
    return { at: 0, differences: [{ where: 'build', kernel: said(kernel), engine: said(engine) }] };
  }
  for (const [at, { seen }] of kernel.entries()) {
    const found = differences(seen, engine[at]!);
    if (found.length > 0) return { at, differences: found };
  }
  return null;
}
