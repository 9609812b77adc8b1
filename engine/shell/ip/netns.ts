// iproute2 ip/ipnetns.c: the named namespaces of a machine.
import type { Namespace, World } from '../../world/world.ts';
import { Exit, findNetns, namedNamespaces, type Site, unsupported } from '../tool.ts';
import type { IpObject } from './index.ts';
import { EXIT_USAGE, matches } from './words.ts';

export const ipNetns: IpObject = (words, site) => {
  const { word } = words;
  words.skip();
  const name = words.word;
  if (matches(word ?? 'list', 'list', 'lst', 'show')) {
    for (const each of namedNamespaces(site)) site.out(each.name);
    return 0;
  }
  if (matches(word, 'list-id')) return 0;
  if (matches(word, 'add')) return add(name, site);
  if (matches(word, 'delete')) return remove(name, site);
  if (matches(word, 'exec')) return exec(name, words.rest[1]);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "ip netns help".`);
};

function add(name: string | undefined, site: Site): number {
  if (name === undefined) throw new Exit(1, 'No netns name specified');
  if (findNetns(site, name))
    throw new Exit(1, `Cannot create namespace file "/run/netns/${name}": File exists`);
  const { machine, tools } = site.namespace;
  const { world } = site;
  world.addNamespace(machine, `${machine.name}/${name}`, name, false, tools, false);
  return 0;
}

/** Namespaces are numbered by their place, so one that is there stays. */
function remove(name: string | undefined, site: Site): number {
  if (name === undefined) throw new Exit(1, 'No netns name specified');
  if (!findNetns(site, name))
    throw new Exit(1, `Cannot remove namespace file "/run/netns/${name}": No such file or directory`);
  return unsupported('ip netns delete');
}

/** What comes here names no namespace or no command: the others are sent on before (netnsExec). */
function exec(name: string | undefined, command: string | undefined): number {
  if (name === undefined) throw new Exit(1, 'No netns name specified');
  if (command === undefined) throw new Exit(1, 'No command specified');
  throw new Exit(EXIT_USAGE, `Cannot open network namespace "${name}": No such file or directory`);
}

/** `ip netns exec NAME COMMAND ...`: the command, and where it runs. */
export function netnsExec(
  words: readonly string[],
  world: World,
  namespace: Namespace,
): { words: readonly string[]; namespace: Namespace } | null {
  const [ip, object = '', action = '', name = '', ...command] = words;
  if (ip !== 'ip' || object.length < 3 || !matches(object, 'netns') || !matches(action, 'exec')) return null;
  if (action === '' || command.length === 0) return null;
  const found = world.namespaces.find(
    (each) => each.machine === namespace.machine && each.net.name === `${each.machine.name}/${name}`,
  );
  if (!found) return null;
  return netnsExec(command, world, found) ?? { words: command, namespace: found };
}
