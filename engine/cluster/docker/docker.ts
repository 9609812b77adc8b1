// dockerd: a declared host to what the daemon leaves on it. Chains first, then each network, then each container and its ports.

import { ok, problem, type Result } from '../../problem.ts';
import { allocate, poolBehind } from '../host/allocate.ts';
import { type IptablesCall, iptables } from '../host/iptables.ts';
import { netnsPart, type Part, part } from '../host/part.ts';
import {
  type BridgeNetwork,
  bridgeLink,
  bridgeNetworks,
  bridgeRoute,
  bridgeSysctls,
  nameTwice,
} from './bridge.ts';
import type { DockerContainer, DockerHost } from './declared.ts';
import { featuresOf } from './features.ts';
import { EXT_BRIDGES, setupIPChains, setupUserChain } from './iptabler/chains.ts';
import type { FirewallConfig } from './iptabler/config.ts';
import { networkRules } from './iptabler/network.ts';
import { endpointRules, portRules } from './iptabler/port.ts';
import { bindingsOf, portConflict } from './port_mapping.ts';
import { type Endpoint, endpointOf, hostVeth, sandbox } from './sandbox.ts';

export function dockerPart(host: DockerHost): Result<Part> {
  const networks = bridgeNetworks(host);
  if (!networks.ok) return networks;
  const endpoints = endpointsOf(host, networks.value);
  if (!endpoints.ok) return endpoints;
  const conflict = portConflict(endpoints.value);
  return conflict ? { ok: false, problem: conflict } : ok(partOf(host, networks.value, endpoints.value));
}

function partOf(host: DockerHost, networks: readonly BridgeNetwork[], endpoints: readonly Endpoint[]): Part {
  const hairpin = host.userlandProxy === false;
  const unplugged = (host.containers ?? []).filter(({ network }) => network === 'none');
  const sysctls = networks.map((each) => bridgeSysctls(each, hairpin));
  return part({
    sysctl: Object.assign({ 'net.ipv4.ip_forward': '1' }, ...sysctls),
    links: [...networks.map(bridgeLink), ...endpoints.map((each) => hostVeth(each, host.name, hairpin))],
    routes: networks.map(bridgeRoute),
    iptables: iptablesCalls(host, networks, endpoints),
    ipset: extBridgesSet(host, networks),
    netns: Object.fromEntries([
      ...endpoints.map((each) => [each.container.name, sandbox(each)]),
      ...unplugged.map(({ name }) => [name, netnsPart({})]),
    ]),
  });
}

/** Containers in bridge networks with their addresses, in the order in which they were started. */
function endpointsOf(host: DockerHost, networks: readonly BridgeNetwork[]): Result<Endpoint[]> {
  const containers = host.containers ?? [];
  const twice = nameTwice(containers);
  if (twice !== undefined)
    return problem(`container ${twice}`, 'there is another of this name', 'a name of its own');
  const { macFromAddress } = featuresOf(host.version);
  const endpoints = new Map<string, Endpoint>();
  for (const network of networks) {
    const members = containers.filter((each) => networkOf(each) === network.name);
    const addresses = allocate(poolBehind(network.gateway, network.subnet), members);
    if (!addresses.ok) return addresses;
    for (const [at, each] of members.entries())
      endpoints.set(each.name, endpointOf(host, each, network, addresses.value[at]!, macFromAddress));
  }
  const lost = containers.find(
    (each, at) => !endpoints.has(each.name) && !standsAlone(each, containers.slice(0, at)),
  );
  if (lost) return problem(`container ${lost.name}`, `there is no network "${networkOf(lost)}"`);
  return ok(containers.flatMap(({ name }) => endpoints.get(name) ?? []));
}

const networkOf = ({ network = 'bridge' }: DockerContainer) => network;

/** On the host, in nobody's network, or beside a container that runs already. */
function standsAlone(container: DockerContainer, running: readonly DockerContainer[]): boolean {
  const network = networkOf(container);
  if (network === 'host' || network === 'none') return true;
  return running.some(({ name }) => network === `container:${name}`);
}

function iptablesCalls(
  host: DockerHost,
  networks: readonly BridgeNetwork[],
  endpoints: readonly Endpoint[],
): IptablesCall[] {
  if (host.iptables === false) return [];
  const config = firewallConfig(host);
  return [
    ...(host.forwarded === false ? [iptables('filter').policy('FORWARD', 'DROP')] : []),
    ...setupIPChains(config),
    ...networks.flatMap((each) => networkRules(each, config)),
    ...setupUserChain(config),
    ...endpoints.flatMap((each) => [
      ...endpointRules(each.network, config, each.address),
      ...bindingsOf(each).flatMap((binding) => portRules(each.network, config, binding)),
    ]),
  ];
}

function firewallConfig({ version, userlandProxy = true, wsl2Mirrored = false }: DockerHost): FirewallConfig {
  return { features: featuresOf(version), hairpin: !userlandProxy, wsl2Mirrored };
}

/** 28.0.0 alone: the subnets of all bridges that lead outside. */
function extBridgesSet(
  { version, iptables: enabled }: DockerHost,
  networks: readonly BridgeNetwork[],
): string[] {
  if (enabled === false || featuresOf(version).forwarding !== 'ext-bridges') return [];
  const outside = networks.filter(({ internal }) => !internal);
  return [
    `create ${EXT_BRIDGES} hash:net family inet hashsize 1024 maxelem 65536`,
    ...outside.map(({ subnet }) => `add ${EXT_BRIDGES} ${subnet}`),
  ];
}
