// Which namespace a command names.
import { ok, problem, type Result } from '../problem.ts';
import type { Namespace, World } from './world.ts';

/** `HOST`, `HOST/NETNS`, or the last part alone where only one has it, or where pods move; `where` names it in problems. */
export function findNamespace(world: World, name: string, where: string): Result<Namespace> {
  const exact = world.namespaces.find(({ net }) => net.name === name);
  if (exact) return ok(exact);
  const last = world.namespaces.filter(({ net }) => net.name.split('/').at(-1) === name);
  if (last.length === 1) return ok(last[0]!);
  if (last.length === 0 && world.sleepers?.wakeFor(name)) return findNamespace(world, name, where);
  if (last.length === 0 && world.podsMove && name.includes('/'))
    return findNamespace(world, name.slice(name.indexOf('/') + 1), where);
  const known = world.namespaces.map(({ net }) => net.name).join(', ');
  const what =
    last.length > 1 ? `"${name}" is the name of several namespaces` : `there is no namespace "${name}"`;
  return problem(where, what, `one of ${known.slice(0, 300)}`);
}
