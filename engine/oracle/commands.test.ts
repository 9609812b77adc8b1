// The commands that edit a network before their judge: the same ones in real namespaces, and nothing they print or leave may differ.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../scenario/compile.ts';
import { parseCommand } from '../shell/command.ts';
import { findNamespace } from '../world/find.ts';
import { run } from '../world/run.ts';
import type { World } from '../world/world.ts';
import { available } from './available.ts';
import { buildLab } from './build.ts';
import { editCommands, editedNetwork } from './commands.ts';
import { attempt, inside } from './exec.ts';
import { type LabNamespace, labPrefix, removeLab } from './names.ts';

const PATIENCE_MS = 120_000;
/** Link watch tells of carriers when it comes to it. */
const LINK_WATCH_MS = 400;
const WAKES_LINK_WATCH = /\b(up|down|master|nomaster|netns|delbr|addif|delif|del)\b/;

const TABLES = [
  'ip addr',
  'ip route show table all',
  'ip rule',
  'ip neigh show nud all',
  'bridge fdb',
  'bridge link',
];

interface Said {
  readonly command: string;
  readonly code: number;
  readonly lines: readonly string[];
}

/** Multicast addresses that devices listen to are not kept by the engine. */
const MULTICAST = /^(33:33|01:00:5e):/;
/** The kernel lists these as its hash has them. */
const UNORDERED = /^(ip (-n \S+ )?n|bridge fdb|arp|ip netns$)/;

function said(command: string, code: number, text: string): Said {
  const lines = text.split('\n').filter((line) => !MULTICAST.test(line));
  return { command, code, lines: UNORDERED.test(command) ? lines.sort() : lines };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, LINK_WATCH_MS));

async function inLab(spaces: readonly LabNamespace[], command: string, where = 'n'): Promise<Said> {
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

function inEngine(world: World, command: string, where = 'n'): Said {
  const namespace = findNamespace(world, where, 'test');
  if (!namespace.ok) throw new Error(namespace.problem.what);
  const parsed = parseCommand(command.replace(/\{(\w+)\}/g, '$1'), world, namespace.value);
  if (!parsed.ok) throw new Error(parsed.problem.what);
  const { events, outcome } = run(world, parsed.value.namespace, parsed.value.process);
  const { did } = events.findLast((event) => event.did.kind === 'command')!;
  if (did.kind !== 'command') throw new Error('no command was run');
  return said(command, did.code, outcome.output === '' ? '' : `${outcome.output}\n`);
}

const judge = await available();
if (!judge.ok) console.warn(`commands against the real tools: skipped: ${judge.why}`);

describe.skipIf(!judge.ok)('commands that edit a network', () => {
  const prefix = labPrefix();
  const kernel: Said[] = [];
  const engine: Said[] = [];

  beforeAll(async () => {
    const spaces = await buildLab(editedNetwork, prefix);
    const world = compile(editedNetwork);
    if (!world.ok) throw new Error(world.problem.what);
    for (const command of editCommands) {
      kernel.push(await inLab(spaces, command));
      engine.push(inEngine(world.value, command));
    }
    for (const { name } of spaces) {
      for (const command of TABLES) {
        kernel.push(await inLab(spaces, command, name));
        engine.push(inEngine(world.value, command, name));
      }
    }
  }, PATIENCE_MS);

  afterAll(() => removeLab(prefix));

  it.each(editCommands.map((command, index) => [command, index] as const))('%s', (_command, index) => {
    expect(engine[index]).toEqual(kernel[index]);
  });

  it('leave the same tables in every namespace', () => {
    expect(engine.slice(editCommands.length)).toEqual(kernel.slice(editCommands.length));
  });
});
