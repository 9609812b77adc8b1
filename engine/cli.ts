// The headless command: `npm run -s trace -- SCENARIO [--in NS --run 'COMMAND'] [--format FORMAT] [--at N]`.
import { write } from './capture/write/formats.ts';
import { parseArguments, requestOf } from './cli_request.ts';
import { problemText, type Result } from './problem.ts';
import type { Opened } from './protocol.ts';
import { createEngine } from './serve.ts';

const EXIT_UNANSWERED = 1;
const EXIT_BAD_INPUT = 2;

async function main(words: readonly string[]): Promise<number> {
  const given = parseArguments(words);
  if (!given.ok) return refuse(given);
  const asked = await requestOf(given.value);
  if (!asked.ok) return refuse(asked);
  if (asked.value.note !== null) process.stderr.write(`${asked.value.note}\n`);
  const opened = await createEngine().open(asked.value.request);
  if (!opened.ok) return refuse(opened);
  for (const warning of opened.value.warnings) process.stderr.write(`warning: ${problemText(warning)}\n`);
  const { format, at } = given.value;
  const written = await write(format, opened.value, at ?? undefined);
  if (!written.ok) return refuse(written);
  process.stdout.write(written.value);
  return format === 'script' ? 0 : report(opened.value);
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
