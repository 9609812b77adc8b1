// A machine of a scenario: its namespaces, and what each is asked for, in the order a person would type it.
import type { RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import type { WrittenTable } from '../kernel/netfilter/written_table.ts';
import type { Result } from '../problem.ts';
import { parseFdb } from '../shell/bridge_fdb.ts';
import { completeRule, readRule } from '../shell/ip/rule.ts';
import { Words } from '../shell/ip/words.ts';
import { parseNeighbour } from '../shell/ip_neigh.ts';
import { parseRoute } from '../shell/ip_route.ts';
import { restoreIpset } from '../shell/ipset.ts';
import { restoreIpvs } from '../shell/ipvsadm.ts';
import { Exit } from '../shell/tool.ts';
import type { Request } from '../uapi/request.ts';
import { inPrefix, prefixMask } from '../wire/address.ts';
import { parseCidr, parseIpv4 } from '../wire/parse_address.ts';
import { type Listener, listen } from '../world/listeners.ts';
import type { Namespace, World } from '../world/world.ts';
import type { ScenarioLink, ScenarioMachine, ScenarioNetns } from './schema.ts';

const DEFAULT_KERNEL = '6.18';
const VXLAN_PORT = 8472;

/** A namespace of the scenario and the place where its parts are named in problems. */
export interface Site {
  readonly namespace: Namespace;
  readonly spec: ScenarioNetns;
  readonly where: string;
  /** Instead of the iptables of the spec. */
  readonly tables: readonly WrittenTable[];
}

/** Thrown while a scenario is compiled, a value for everybody else. */
export class CompileError extends Error {
  readonly where: string;

  constructor(where: string, what: string) {
    super(what);
    this.where = where;
  }
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new CompileError(result.problem.where, result.problem.what);
  return result.value;
}

/** Each step for every namespace before the next, so that what a step needs elsewhere is there. */
export function setUpDevices(world: World, sites: readonly Site[]): void {
  for (const step of [sysctls, links, joins]) take(world, sites, step);
}

/** What needs the devices, and their cables. */
export function setUpTables(world: World, sites: readonly Site[]): void {
  for (const step of [addressesAndRoutes, rules, tables]) take(world, sites, step);
  for (const site of sites) startListeners(site);
}

function take(
  world: World,
  sites: readonly Site[],
  step: (site: Site, world: World) => Iterable<Asked>,
): void {
  for (const site of sites) {
    for (const { where, request } of step(site, world)) {
      const refusal = world.request(site.namespace, request);
      if (refusal !== null) throw new CompileError(`${site.where}.${where}`, refusal);
    }
  }
}

export function addMachine(
  world: World,
  name: string,
  spec: ScenarioMachine,
  tables: readonly WrittenTable[] = [],
): Site[] {
  const machine = world.addMachine(name, spec.label ?? name, spec.kernel ?? DEFAULT_KERNEL);
  const root = world.addNamespace(machine, name, spec.label ?? name, true, spec.tools ?? 'iputils');
  const inner = Object.entries(spec.netns ?? {}).map(([netns, inside]) => ({
    namespace: world.addNamespace(
      machine,
      `${name}/${netns}`,
      inside.label ?? netns,
      false,
      inside.tools ?? 'iputils',
    ),
    spec: inside,
    where: `machines.${name}.netns.${netns}`,
    tables: [],
  }));
  return [{ namespace: root, spec, where: `machines.${name}`, tables }, ...inner];
}

interface Asked {
  readonly where: string;
  readonly request: Request;
}

function* sysctls({ spec, where }: Site): Generator<Asked> {
  for (const [name, text] of Object.entries(spec.sysctl ?? {})) {
    if (!/^-?\d{1,9}$/.test(text))
      throw new CompileError(`${where}.sysctl.${name}`, `"${text.slice(0, 40)}" is no number`);
    yield { where: `sysctl.${name}`, request: { do: 'sysctl.set', name, value: Number(text) } };
  }
}

function tunnelEnd(text: string | undefined, where: string): number | null {
  const address = text === undefined ? null : parseIpv4(text);
  if (address === undefined) throw new CompileError(where, `"${text?.slice(0, 40)}" is no address`);
  return address;
}

function linkType(link: ScenarioLink, where: string): Extract<Request, { do: 'link.add' }>['type'] {
  if (link.kind === 'veth') return { kind: 'veth', peer: null };
  if (link.kind !== 'vxlan' && link.kind !== 'ipip') return { kind: link.kind };
  const local = tunnelEnd(link.local, `${where}.local`);
  if (link.kind === 'ipip') {
    const { name, ttl = 0, pmtudisc = name !== 'tunl0', underlay = null } = link;
    const remote = tunnelEnd(link.remote, `${where}.remote`);
    return { kind: 'ipip', local, remote, ttl, pmtudisc, underlay };
  }
  return {
    kind: 'vxlan',
    vni: link.vni,
    port: link.port ?? VXLAN_PORT,
    underlay: link.underlay ?? null,
    local,
    learning: link.learning ?? true,
    ttl: null,
    remote: null,
    // As flannel makes them.
    udpcsum: false,
  };
}

function* links({ spec, where }: Site): Generator<Asked> {
  for (const [index, link] of (spec.links ?? []).entries()) {
    const type = linkType(link, `${where}.links.${index}`);
    const { name } = link;
    yield {
      where: `links.${index}`,
      request: {
        do: 'link.add',
        name,
        ifindex: link.ifindex ?? null,
        mac: link.mac ?? null,
        mtu: link.mtu ?? null,
        type,
      },
    };
  }
}

/** Bridge ports, veth pairs, and which links are up. */
function* joins(site: Site, world: World): Generator<Asked> {
  for (const [index, link] of (site.spec.links ?? []).entries()) {
    const { name } = link;
    const at = `links.${index}`;
    if (link.kind === 'veth' && link.peer !== undefined) {
      const { netns, peer } = peerOf(site, world, link.peer, `${site.where}.${at}.peer`);
      yield { where: `${at}.peer`, request: { do: 'link.peer', name, netns, peer } };
    }
    if (link.master !== undefined) {
      const hairpin = link.kind === 'veth' && link.hairpin === true;
      const changes = { master: link.master, hairpin };
      yield { where: `${at}.master`, request: { do: 'link.set', name, changes } };
    }
    if (link.up !== false) yield { where: at, request: { do: 'link.set', name, changes: { up: true } } };
  }
}

/** `NETNS/DEVICE`, `./DEVICE` for the machine's own namespace, or `DEVICE` beside. */
function peerOf(
  { namespace }: Site,
  world: World,
  text: string,
  where: string,
): { netns: number; peer: string } {
  const slash = text.indexOf('/');
  const netns = slash < 0 ? null : text.slice(0, slash);
  const peer = text.slice(slash + 1);
  const machine = namespace.machine.name;
  const wanted = netns === null ? namespace.net.name : netns === '.' ? machine : `${machine}/${netns}`;
  const found = world.namespaces.find((each) => each.net.name === wanted);
  if (!found) throw new CompileError(where, `there is no namespace "${wanted}"`);
  return { netns: found.net.id, peer };
}

/** Lines of a text that say something, with the place of each. */
function* linesOf(text: string | undefined, where: string): Generator<{ line: string; where: string }> {
  for (const [index, line] of (text ?? '').split('\n').entries()) {
    if (line.trim() !== '') yield { line, where: `${where} line ${index + 1}` };
  }
}

function* addressesAndRoutes(site: Site): Generator<Asked> {
  const { spec, where } = site;
  const routes = [...linesOf(spec.routes?.replaceAll(/\s*\n\s+nexthop /g, ' nexthop '), 'routes')].map(
    ({ line, where: at }) => ({
      at,
      route: must(parseRoute(line, `${where}.${at}`)),
    }),
  );
  for (const [index, link] of (spec.links ?? []).entries()) {
    for (const [nth, text] of (link.addresses ?? []).entries()) {
      const at = `links.${index}.addresses.${nth}`;
      const prefix = parseCidr(text);
      if (!prefix)
        throw new CompileError(`${where}.${at}`, `"${text.slice(0, 40)}" is no address with a prefix length`);
      // A connected route that is written out may have a metric: then the address brings it with that metric.
      const written = routes.find(({ route }) => isConnected(route, link.name, prefix));
      const metric = written?.route.metric ?? 0;
      yield {
        where: at,
        request: { do: 'addr.add', dev: link.name, ...prefix, noprefixroute: false, metric },
      };
    }
  }
  // A gateway can only be named once the route that reaches it is there; `ip route` prints the default first.
  const direct = routes.filter(({ route }) => route.gateway === null);
  const indirect = routes.filter(({ route }) => route.gateway !== null);
  for (const { at, route } of [...direct, ...indirect])
    yield { where: at, request: { do: 'route.add', route, how: 'replace' } };
}

export function isConnected(
  route: RouteConfig,
  dev: string,
  { address, length }: { address: number; length: number },
): boolean {
  return (
    route.dev === dev &&
    route.gateway === null &&
    route.length === length &&
    inPrefix(address, (route.dst & prefixMask(length)) >>> 0, length)
  );
}

/** Lines of `ip rule`; those every namespace has from the start may be among them. */
function* rules({ spec, where, namespace }: Site): Generator<Asked> {
  for (const { line, where: at } of linesOf(spec.rules, 'rules')) {
    const rule = readRuleLine(line, `${where}.${at}`);
    const there = namespace.net.rules.list().some((each) => isSameRule(each, rule));
    if (!there) yield { where: at, request: { do: 'rule.add', rule } };
  }
}

function readRuleLine(line: string, where: string): ReturnType<typeof completeRule> {
  const [, priority, rest = ''] = /^\s*(\d+):\s+(.*?)\s*$/.exec(line) ?? [];
  if (priority === undefined) throw new CompileError(where, 'the rule has no priority');
  const words = rest.split(/\s+/).filter((word) => word !== '[detached]');
  try {
    return completeRule(readRule(new Words(['priority', priority, ...words])));
  } catch (error) {
    if (error instanceof Exit) throw new CompileError(where, error.message);
    throw error;
  }
}

const isSameRule = (a: object, b: object) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

function* tables({ spec, where, tables: written }: Site): Generator<Asked> {
  for (const { line, where: at } of linesOf(spec.neigh, 'neigh')) {
    const { dev, address, lladdr, state } = must(parseNeighbour(line, `${where}.${at}`));
    yield { where: at, request: { do: 'neigh.add', dev, address, lladdr, state } };
  }
  for (const { line, where: at } of linesOf(spec.fdb, 'fdb')) {
    yield { where: at, request: { do: 'fdb.add', ...must(parseFdb(line, `${where}.${at}`)) } };
  }
  if (spec.ipset !== undefined) {
    const lines = restoreIpset(spec.ipset);
    if (!lines.ok) throw new CompileError(`${where}.${lines.problem.where}`, lines.problem.what);
    for (const { line, request } of lines.value) yield { where: `ipset line ${line}`, request };
  }
  if (spec.ipvs !== undefined) {
    const lines = restoreIpvs(spec.ipvs);
    if (!lines.ok) throw new CompileError(`${where}.${lines.problem.where}`, lines.problem.what);
    for (const { line, request } of lines.value) yield { where: `ipvs line ${line}`, request };
  }
  if (written.length > 0) yield { where: 'iptables', request: { do: 'xtables.begin', tables: written } };
  if (spec.iptables !== undefined)
    yield { where: 'iptables', request: { do: 'xtables.restore', text: spec.iptables } };
}

function startListeners({ namespace, spec, where }: Site): void {
  for (const [index, listener] of (spec.listeners ?? []).entries()) {
    const at = `${where}.listeners.${index}`;
    const refusal = listen(namespace.net, listenerOf(listener, at));
    if (refusal !== null) throw new CompileError(at, refusal);
  }
}

function listenerOf(spec: NonNullable<ScenarioNetns['listeners']>[number], where: string): Listener {
  if (spec.kind !== 'dns') return spec;
  const names = new Map<string, number>();
  for (const [name, text] of Object.entries(spec.names)) {
    const address = parseIpv4(text);
    if (address === undefined)
      throw new CompileError(`${where}.names`, `"${text.slice(0, 40)}" is no address`);
    names.set(name.toLowerCase(), address);
  }
  return { kind: 'dns', port: spec.port, names };
}
