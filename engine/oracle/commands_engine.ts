// The edited network in the engine.
import { compile } from '../scenario/compile.ts';
import { parseCommand } from '../shell/command.ts';
import { findNamespace } from '../world/find.ts';
import { run } from '../world/run.ts';
import type { World } from '../world/world.ts';
import { editedNetwork } from './commands.ts';
import { type Said, said } from './transcript.ts';

export function editedWorld(): World {
  const world = compile(editedNetwork);
  if (!world.ok) throw new Error(world.problem.what);
  return world.value;
}

export function inEngine(world: World, command: string, where = 'n'): Said {
  const namespace = findNamespace(world, where, 'test');
  if (!namespace.ok) throw new Error(namespace.problem.what);
  const parsed = parseCommand(command.replace(/\{(\w+)\}/g, '$1'), world, namespace.value);
  if (!parsed.ok) throw new Error(parsed.problem.what);
  const { events, outcome } = run(world, parsed.value.namespace, parsed.value.process);
  const { did } = events.findLast((event) => event.did.kind === 'command')!;
  if (did.kind !== 'command') throw new Error('no command was run');
  return said(command, did.code, outcome.output === '' ? '' : `${outcome.output}\n`);
}
