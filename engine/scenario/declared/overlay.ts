// What was derived for a machine, and what the scenario says of it besides: one machine.
import { saveText } from '../../cluster/host/laid_table.ts';
import type { Machine, MachineNetns } from '../../cluster/host/machine.ts';
import type { ScenarioLink, ScenarioMachine, ScenarioNetns } from '../schema.ts';

/** Devices, lines and rules of both; what is said by a person wins where there can be only one. */
export function overlay(
  derived: Machine,
  { docker: _, netns = {}, ...said }: ScenarioMachine,
): ScenarioMachine {
  const names = new Set([...Object.keys(derived.netns), ...Object.keys(netns)]);
  const inside = [...names].map((name) => [name, laid(derived.netns[name], netns[name] ?? {})] as const);
  const iptables = said.iptables ?? saveText(derived.tables);
  const ipset = `${derived.ipset}${said.ipset ?? ''}`;
  const ipvs = `${derived.ipvs}${said.ipvs ?? ''}`;
  return {
    ...laid(derived, said),
    ...(iptables !== '' && { iptables }),
    ...(ipset !== '' && { ipset }),
    ...(ipvs !== '' && { ipvs }),
    netns: Object.fromEntries(inside),
  };
}

function laid<T extends ScenarioNetns>(derived: MachineNetns | undefined, said: T): T {
  if (!derived) return said;
  const { sysctl = {}, links = [], routes = '', neigh = '', fdb = '' } = said;
  return {
    ...said,
    sysctl: { ...derived.sysctl, ...sysctl },
    links: linksOf(derived.links, links),
    routes: `${routes}${besides(routes, derived.routes)}`,
    neigh: `${derived.neigh}${neigh}`,
    fdb: `${derived.fdb}${fdb}`,
  };
}

const DEFAULT_ROUTE = /^default .*\n/m;

/** There is one way out: who has said it needs no other. */
const besides = (said: string, derived: string) =>
  DEFAULT_ROUTE.test(`${said}\n`) ? derived.replace(DEFAULT_ROUTE, '') : derived;

/** A device that both know has what is said of it; the others that are said come first. */
function linksOf(derived: MachineNetns['links'], said: readonly ScenarioLink[]): ScenarioLink[] {
  const known = new Set(derived.map(({ name }) => name));
  const more = new Map(said.map((link) => [link.name, link]));
  return [
    ...said.filter(({ name }) => !known.has(name)),
    ...derived.map((link) => ({ ...link, ...more.get(link.name) }) as ScenarioLink),
  ];
}

/** The processes of Docker's containers: one without a namespace of its own listens where it lives. */
export function withContainers(machine: ScenarioMachine): ScenarioMachine {
  const netns = { ...machine.netns };
  let own = machine.listeners ?? [];
  for (const { name, network, listeners = [] } of machine.docker?.containers ?? []) {
    const home = network?.startsWith('container:') ? network.slice('container:'.length) : name;
    if (network === 'host') own = [...own, ...listeners];
    else if (listeners.length > 0)
      netns[home] = { ...netns[home], listeners: [...(netns[home]?.listeners ?? []), ...listeners] };
  }
  return { ...machine, netns, listeners: own };
}
