// moby libnetwork/drivers/bridge: declared networks with what the driver fills in, and the bridges they become on the host.

import { ok, problem, type Result } from '../../problem.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { chosenHex, chosenMac } from '../host/chosen.ts';
import { connectedRoute, type Link } from '../host/part.ts';
import { addressOf, masked, prefixOf } from '../host/prefix.ts';
import type { DockerHost, DockerNetwork } from './declared.ts';
import type { NetworkConfig } from './iptabler/config.ts';
import { gatewaysOf } from './pools.ts';

export interface BridgeNetwork extends NetworkConfig {
  readonly name: string;
  readonly gateway: string;
  readonly mtu: number;
  readonly mac: string;
}

/** docker0 first, for it is there before any other. */
export function bridgeNetworks(host: DockerHost): Result<BridgeNetwork[]> {
  const docker0 = { name: 'bridge', bridge: 'docker0', ...host.defaultBridge };
  const declared: DockerNetwork[] = [docker0, ...(host.networks ?? [])];
  const twice = nameTwice(declared);
  if (twice !== undefined)
    return problem(`network ${twice}`, 'there is another of this name', 'a name of its own');
  const gateways = gatewaysOf(declared);
  if (!gateways.ok) return gateways;
  return ok(declared.map((network, at) => bridgeNetwork(host.name, network, gateways.value[at]!)));
}

/** The first name that somebody before has. */
export function nameTwice(all: readonly { readonly name: string }[]): string | undefined {
  return all.find(({ name }, at) => all.findIndex((each) => each.name === name) < at)?.name;
}

function bridgeNetwork(host: string, network: DockerNetwork, gateway: string): BridgeNetwork {
  const seed = `docker ${host} ${network.name}`;
  const { icc = true, ipMasquerade = true, gatewayMode = 'nat', mtu = 1500 } = network;
  return {
    name: network.name,
    bridge: network.bridge ?? `br-${(network.id ?? chosenHex(seed, 12)).slice(0, 12)}`,
    subnet: masked(gateway),
    gateway: formatIpv4(addressOf(gateway).address),
    internal: network.internal ?? false,
    icc,
    masquerade: ipMasquerade,
    gatewayMode,
    hostIp: network.hostIp ?? null,
    mtu,
    mac: network.mac ?? chosenMac(seed),
  };
}

export function bridgeLink({ bridge, gateway, subnet, mtu, mac }: BridgeNetwork): Link {
  return { kind: 'bridge', name: bridge, mac, mtu, addresses: [`${gateway}/${prefixOf(subnet).length}`] };
}

export const bridgeRoute = ({ bridge, gateway, subnet }: BridgeNetwork) =>
  connectedRoute(subnet, bridge, gateway);

/** setupLoopbackAddressesRouting and setupIPv4BridgeNetFiltering. */
export function bridgeSysctls({ bridge, icc }: BridgeNetwork, hairpin: boolean): Record<string, string> {
  return {
    ...(hairpin ? { [`net.ipv4.conf.${bridge}.route_localnet`]: '1' } : {}),
    ...(icc ? {} : { 'net.bridge.bridge-nf-call-iptables': '1' }),
  };
}
