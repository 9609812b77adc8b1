// The headless command: `npm run -s trace -- SCENARIO [--in NS --run 'COMMAND'] [--format FORMAT] [--at N]`.
import { readFile } from 'node:fs/promises';
import { pcapng } from './capture/write/pcapng.ts';
import { script } from './capture/write/script.ts';
import { hopLines } from './capture/write/text.ts';
import { traceLog } from './capture/write/trace_log.ts';
import { ok, problem, problemText, type Result } from './problem.ts';
import type { Opened, OpenRequest } from './protocol.ts';
import { expand } from './scenario/expand.ts';
import { decodeLink } from './scenario/link.ts';
import { parseScenario } from './scenario/schema.ts';
import { createEngine } from './serve.ts';

const USAGE = `usage: npm run -s trace -- SCENARIO [--in NS --run 'COMMAND'] [--format FORMAT] [--at N]
  SCENARIO  a library id, a scenario file (.json), or a share link
  FORMAT    text (default), output, trace, json, pcapng, script
  --at N    with text, trace and json: only the first N hops`;

const EXIT_UNANSWERED = 1;
const EXIT_BAD_INPUT = 2;

interface Arguments {
  readonly scenario: string;
  readonly in: string | null;
  readonly run: string | null;
  readonly format: Format;
  readonly at: number | null;
}

type Format = keyof typeof FORMATS;

/** What each format writes of an opened scenario, up to a hop. */
const FORMATS = {
  text: ({ trace, outline }: Opened, hops: number) => hopLines(trace, outline, hops).join('\n'),
  output: ({ trace }: Opened) => trace.outcome.output,
  trace: ({ trace, outline }: Opened, hops: number) => traceLog(cut(trace, hops), outline).join('\n'),
  json: ({ trace, outline, probe }: Opened, hops: number) =>
    JSON.stringify({ version: 1, probe, outline, ...cut(trace, hops) }, plainArrays, 1),
  pcapng: ({ trace, outline }: Opened) => pcapng(trace, outline),
  script: async ({ scenario, probe }: Opened) => {
    const expanded = await expand(scenario);
    return expanded.ok ? script(expanded.value.scenario, probe) : expanded;
  },
} as const;

/** The events of the first so many hops. */
function cut(trace: Opened['trace'], hops: number): Opened['trace'] {
  const starts = trace.events.flatMap((event, index) => (event.level === 'hop' ? [index] : []));
  const end = starts[hops] ?? trace.events.length;
  return { ...trace, events: trace.events.slice(0, end), ticks: trace.ticks.slice(0, end + 1) };
}

function plainArrays(_key: string, value: unknown): unknown {
  return value instanceof Int32Array || value instanceof Uint8Array ? Array.from(value) : value;
}

function parseArguments(words: readonly string[]): Result<Arguments> {
  const options: Record<string, string> = {};
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('--')) {
      operands.push(word);
      continue;
    }
    const name = word.slice(2);
    if (!['in', 'run', 'format', 'at'].includes(name))
      return problem('arguments', `unknown option ${word}`, USAGE);
    const value = words[++at];
    if (value === undefined) return problem('arguments', `${word} needs a value`, USAGE);
    options[name] = value;
  }
  const [scenario, ...more] = operands;
  if (scenario === undefined || more.length > 0) return problem('arguments', 'one scenario is needed', USAGE);
  const format = options.format ?? 'text';
  if (!isFormat(format))
    return problem('--format', `there is no format "${format}"`, Object.keys(FORMATS).join(', '));
  if (options.at !== undefined && !/^\d{1,9}$/.test(options.at))
    return problem('--at', `"${options.at}" is no number of hops`);
  if ((options.in === undefined) !== (options.run === undefined))
    return problem('arguments', '--in and --run go together', USAGE);
  const at = options.at === undefined ? null : Number(options.at);
  return ok({ scenario, in: options.in ?? null, run: options.run ?? null, format, at });
}

function isFormat(text: string): text is Format {
  return Object.hasOwn(FORMATS, text);
}

/** A library id, a file or a link. */
async function readScenario(text: string): Promise<Result<OpenRequest>> {
  const hash = text.indexOf('#s=');
  if (hash >= 0) {
    const moment = await decodeLink(text.slice(hash));
    return moment.ok
      ? ok({
          scenario: moment.value.scenario,
          probe: moment.value.probe,
          commands: moment.value.commands,
        })
      : moment;
  }
  if (!text.endsWith('.json')) return ok({ scenario: text, probe: null });
  const scenario = await readFileOf(text);
  if (!scenario.ok) return scenario;
  const parsed = parseScenario(scenario.value);
  if (!parsed.ok)
    return problem(`${text}: ${parsed.problem.where}`, parsed.problem.what, parsed.problem.expected);
  return ok({ scenario: parsed.value, probe: null });
}

async function readFileOf(path: string): Promise<Result<unknown>> {
  try {
    const text = await readFile(path, 'utf8');
    return parseJson(path, text);
  } catch (error) {
    return problem(path, error instanceof Error ? error.message : String(error), 'a scenario in JSON');
  }
}

/** JSON.parse tells a position; a person looks for a line and a column. */
function parseJson(path: string, text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /\bposition (\d+)/.exec(message)?.[1];
    const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
    const where = `${path} line ${before.length} column ${before.at(-1)!.length + 1}`;
    return problem(where, message.replace(/ in JSON at position.*$/, ''), 'a scenario in JSON');
  }
}

async function main(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words);
  if (!parsed.ok) return refuse(parsed);
  const request = await readScenario(parsed.value.scenario);
  if (!request.ok) return refuse(request);
  const { in: ns, run } = parsed.value;
  const probe = ns !== null && run !== null ? { in: ns, run } : request.value.probe;
  const opened = await createEngine().open({ ...request.value, probe });
  if (!opened.ok) return refuse(opened);
  for (const warning of opened.value.warnings) process.stderr.write(`warning: ${problemText(warning)}\n`);
  const written = await FORMATS[parsed.value.format](
    opened.value,
    parsed.value.at ?? Number.POSITIVE_INFINITY,
  );
  if (typeof written === 'object' && 'ok' in written) {
    if (!written.ok) return refuse(written);
    process.stdout.write(written.value);
    return 0;
  }
  process.stdout.write(typeof written === 'string' ? `${written}\n` : written);
  return report(opened.value);
}

function refuse(result: Extract<Result<unknown>, { ok: false }>): number {
  process.stderr.write(`${problemText(result.problem)}\n`);
  return EXIT_BAD_INPUT;
}

function report({ trace, probe }: Opened): number {
  if (trace.outcome.answered) return 0;
  // A command that is no probe has said itself what is wrong.
  if (trace.outcome.failure === 'refused') return EXIT_UNANSWERED;
  process.stderr.write(`${probe.run}: not answered (${trace.outcome.failure ?? 'unknown'})\n`);
  return EXIT_UNANSWERED;
}

process.exitCode = await main(process.argv.slice(2));
