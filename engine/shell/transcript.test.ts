// Every command against what the real tools said when they were asked (recorded by ../oracle/commands.test.ts).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editedWorld, inEngine } from '../oracle/commands_engine.ts';
import { parseTranscript } from '../oracle/transcript.ts';

const recorded = parseTranscript(readFileSync(join(import.meta.dirname, '../oracle/commands.txt'), 'utf8'));
const programs = [...new Set(recorded.map(({ command }) => command.split(' ').slice(0, 1).join(' ')))];
const world = editedWorld();
// They build on each other, so they are run once, in order.
const answers = recorded.map(({ command }) => inEngine(world, command));

describe.each(programs)('%s', (program) => {
  const own = recorded.flatMap((each, index) =>
    each.command.split(' ')[0] === program ? [[each.command, index] as const] : [],
  );
  it.each(own)('%s', (_command, index) => {
    expect(answers[index]).toEqual(recorded[index]);
  });
});
