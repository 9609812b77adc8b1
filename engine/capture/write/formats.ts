// What an opened network can be written as: the same files from the command line and from the page.
import { ok, problem, type Result } from '../../problem.ts';
import { expand } from '../../scenario/expand.ts';
import type { Scenario, ScenarioCommand } from '../../scenario/schema.ts';
import type { Trace } from '../../trace/events.ts';
import type { Outline } from '../../trace/outline.ts';
import { pcapng } from './pcapng.ts';
import { script } from './script.ts';
import { hopLines } from './text.ts';
import { traceLog } from './trace_log.ts';

/** A network, the probe that was sent through it, and what became of that. */
export interface Told {
  readonly scenario: Scenario;
  readonly probe: ScenarioCommand;
  readonly outline: Outline;
  readonly trace: Trace;
}

type File = string | Uint8Array;

/** What each format writes of a network, up to a hop. */
const WRITERS = {
  text: ({ trace, outline }: Told, hops: number) => ok(lines(hopLines(trace, outline, hops))),
  output: ({ trace }: Told) => ok(`${trace.outcome.output}\n`),
  trace: ({ trace, outline }: Told, hops: number) => ok(lines(traceLog(cut(trace, hops), outline))),
  json: ({ trace, outline, probe }: Told, hops: number) =>
    ok(`${JSON.stringify({ version: 1, probe, outline, ...cut(trace, hops) }, plainArrays, 1)}\n`),
  pcapng: ({ trace, outline }: Told) => ok(pcapng(trace, outline)),
  script: ({ scenario, probe }: Told) => scriptOf(scenario, probe),
} satisfies Record<string, (told: Told, hops: number) => Result<File> | Promise<Result<File>>>;

export type Format = keyof typeof WRITERS;

export const FORMATS = Object.keys(WRITERS) as readonly Format[];

export const isFormat = (text: string): text is Format => Object.hasOwn(WRITERS, text);

/** A file of a format, whole. */
export async function write(
  format: Format,
  told: Told,
  hops = Number.POSITIVE_INFINITY,
): Promise<Result<File>> {
  return WRITERS[format](told, hops);
}

async function scriptOf(scenario: Scenario, probe: ScenarioCommand): Promise<Result<string>> {
  const expanded = await expand(scenario);
  if (!expanded.ok) return expanded;
  if (expanded.value.source)
    return problem('cluster', 'it is too large to be built on one machine', 'few nodes, and few services');
  return script(expanded.value.scenario, probe);
}

const lines = (texts: readonly string[]) => `${texts.join('\n')}\n`;

/** The events of the first so many hops. */
function cut(trace: Trace, hops: number): Trace {
  const starts = trace.events.flatMap((event, index) => (event.level === 'hop' ? [index] : []));
  const end = starts[hops] ?? trace.events.length;
  return { ...trace, events: trace.events.slice(0, end), ticks: trace.ticks.slice(0, end + 1) };
}

function plainArrays(_key: string, value: unknown): unknown {
  return value instanceof Int32Array || value instanceof Uint8Array ? Array.from(value) : value;
}
