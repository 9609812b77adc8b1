// A command that runs at once: what it may do, and how it gives up.
import type { Net } from '../kernel/net_namespace.ts';
import type { Request } from '../uapi/request.ts';
import type { Namespace, World } from '../world/world.ts';

/** Where a command runs, and where its words go. */
export interface Site {
  readonly world: World;
  readonly namespace: Namespace;
  readonly net: Net;
  /** What is piped into the command; null when nothing is. */
  readonly stdin: string | null;
  /** Writes a line. */
  out(line: string): void;
  err(line: string): void;
}

/** Runs a command; its exit status. */
export type Tool = (words: readonly string[], site: Site) => number;

/** A command gives up: what it says on its error output, and its exit status. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Asks the kernel; if it refuses, the command ends with its answer. */
export function ask(site: Site, request: Request, code = 2): void {
  const refusal = site.world.request(site.namespace, request);
  if (refusal !== null) throw new Exit(code, refusal);
}

/** What the real tool understands and this one does not. */
export function unsupported(what: string): never {
  throw new Exit(1, `${what} is not supported here`);
}

/** The same place in another namespace. */
export function siteIn(site: Site, namespace: Namespace): Site {
  return { ...site, namespace, net: namespace.net };
}

/** The namespaces `ip netns` knows on a machine: all but its own, by the last part of their names. */
export function namedNamespaces({ world, namespace }: Site): { name: string; namespace: Namespace }[] {
  return world.namespaces
    .filter((each) => each.machine === namespace.machine && !each.root)
    .map((each) => ({ name: each.net.name.slice(each.machine.name.length + 1), namespace: each }));
}

export function findNetns(site: Site, name: string): Namespace | undefined {
  return namedNamespaces(site).find((each) => each.name === name)?.namespace;
}

export function openNetns(site: Site, name: string): Namespace {
  const found = findNetns(site, name);
  if (!found) throw new Exit(255, `Cannot open network namespace "${name}": No such file or directory`);
  return found;
}
