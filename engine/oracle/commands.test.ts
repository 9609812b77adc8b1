// The commands that edit a network before their judge: the same ones in real namespaces, and nothing they print or leave may differ.
import { beforeAll, describe, expect, it } from 'vitest';
import { available } from './available.ts';
import { editCommands, editedNetwork, TABLES } from './commands.ts';
import { editedWorld, inEngine } from './commands_engine.ts';
import { attempt, inside } from './exec.ts';
import { type LabSpace, withLab } from './lab.ts';
import { formatTranscript, type Said, said } from './transcript.ts';

const PATIENCE_MS = 120_000;
/** Link watch tells of carriers when it comes to it. */
const LINK_WATCH_MS = 400;
const WAKES_LINK_WATCH = /\b(up|down|master|nomaster|netns|delbr|addif|delif|del)\b/;

const settle = () => new Promise((resolve) => setTimeout(resolve, LINK_WATCH_MS));

async function inLab(spaces: readonly LabSpace[], command: string, where = 'n'): Promise<Said> {
  const space = spaces.find(({ name }) => name === where)!;
  const netnsOf = (name: string) => spaces.find((each) => each.name === `n/${name}`)!.netns;
  const typed = command.replace(/\{(\w+)\}/g, (_found, name: string) => netnsOf(name));
  const { code, stdout, stderr } = await attempt(inside(space.netns, 'sh', '-c', typed));
  if (WAKES_LINK_WATCH.test(command)) await settle();
  const named = spaces.reduce(
    (text, { name, netns }) =>
      text.replaceAll(`link-netns ${netns}\n`, `link-netns ${name.split('/')[1] ?? '-'}\n`),
    stderr + stdout,
  );
  return said(command, code, named.replaceAll('link-netns -', 'link-netnsid 0'));
}

/** Tools print what their version prints; the engine's ip says which one it is. */
const [ours] = inEngine(editedWorld(), 'ip -V').lines;

async function judgeOf() {
  const there = await available();
  if (!there.ok) return there;
  const version = (await attempt(['ip', '-V'])).stdout.trim();
  return version === ours ? there : ({ ok: false, why: `${version}, not ${ours}` } as const);
}

const judge = await judgeOf();
if (!judge.ok) console.warn(`commands against the real tools: skipped: ${judge.why}`);

describe.skipIf(!judge.ok)('commands that edit a network', () => {
  const kernel: Said[] = [];
  const engine: Said[] = [];

  beforeAll(async () => {
    await withLab(editedNetwork, editedNetwork.probe, async ({ spaces }) => {
      const world = editedWorld();
      for (const command of editCommands) {
        kernel.push(await inLab(spaces, command));
        engine.push(inEngine(world, command));
      }
      for (const { name } of spaces) {
        for (const command of TABLES) {
          kernel.push(await inLab(spaces, command, name));
          engine.push(inEngine(world, command, name));
        }
      }
    });
  }, PATIENCE_MS);

  it.each(editCommands.map((command, index) => [command, index] as const))('%s', (_command, index) => {
    expect(engine[index]).toEqual(kernel[index]);
  });

  it('are recorded for machines without root', async () => {
    await expect(formatTranscript(kernel.slice(0, editCommands.length))).toMatchFileSnapshot('commands.txt');
  });

  it('leave the same tables in every namespace', () => {
    expect(engine.slice(editCommands.length)).toEqual(kernel.slice(editCommands.length));
  });
});
