// moby libnetwork sandbox: the namespace of a container, and its veth pair to the bridge of its network.

import { formatMac } from '../../wire/address.ts';
import { chosenHex, chosenMac } from '../host/chosen.ts';
import { connectedRoute, type Link, type NetnsPart, netnsPart } from '../host/part.ts';
import { addressOf, prefixOf } from '../host/prefix.ts';
import type { BridgeNetwork } from './bridge.ts';
import type { DockerContainer, DockerHost } from './declared.ts';

/** A container in a bridge network. */
export interface Endpoint {
  readonly container: DockerContainer;
  readonly network: BridgeNetwork;
  readonly address: string;
  readonly mac: string;
  readonly veth: string;
}

export function endpointOf(
  host: DockerHost,
  container: DockerContainer,
  network: BridgeNetwork,
  address: string,
  macFromAddress: boolean,
): Endpoint {
  const seed = `docker ${host.name} container ${container.name}`;
  return {
    container,
    network,
    address,
    mac: container.mac ?? (macFromAddress ? generateMACFromIP(address) : chosenMac(seed)),
    veth: container.veth ?? `veth${chosenHex(seed, 7)}`,
  };
}

/** netutils.GenerateMACFromIP: no two containers of a network have the same. */
const generateMACFromIP = (address: string) => formatMac(0x0242 * 2 ** 32 + addressOf(address).address);

/** The end on the host; a port that sends back where frames came from, when no proxy does. */
export function hostVeth({ container, network, veth }: Endpoint, host: string, hairpin: boolean): Link {
  const mac = chosenMac(`docker ${host} veth ${container.name}`);
  const link = { kind: 'veth', name: veth, mac, mtu: network.mtu, master: network.bridge } as const;
  return hairpin ? { ...link, hairpin } : link;
}

/** Internal networks have no way out, so no default route. */
export function sandbox({ network, address, mac, veth }: Endpoint): NetnsPart {
  const { length } = prefixOf(network.subnet);
  return netnsPart({
    links: [
      {
        kind: 'veth',
        name: 'eth0',
        mac,
        mtu: network.mtu,
        peer: `./${veth}`,
        addresses: [`${address}/${length}`],
      },
    ],
    routes: [
      ...(network.internal ? [] : [`default via ${network.gateway} dev eth0`]),
      connectedRoute(network.subnet, 'eth0', address),
    ],
  });
}

/** Whose namespace a container lives in: its own, that of the container it was told to join, or none but the host's. */
export function sandboxOf(host: DockerHost, name: string): string | null {
  const network = host.containers?.find((each) => each.name === name)?.network ?? 'bridge';
  if (network === 'host') return null;
  return network.startsWith('container:') ? sandboxOf(host, network.slice('container:'.length)) : name;
}
