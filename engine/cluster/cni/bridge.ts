// containernetworking/plugins plugins/main/bridge: cni0 with the gateway's address, and a veth pair to it from every pod.

import { chosenMac } from '../host/chosen.ts';
import { type IptablesCall, iptables } from '../host/iptables.ts';
import { connectedRoute, type Link, type NetnsPart, netnsPart, type Part, part } from '../host/part.ts';
import { masked, nthAddress, prefixOf } from '../host/prefix.ts';
import { chainName } from './chain_name.ts';
import type { Attachment } from './sandbox.ts';

/** NetConf, with host-local as IPAM. */
export interface BridgeConf {
  /** The network's name: `cbr0`. */
  readonly name: string;
  readonly bridge: string;
  readonly mac?: string;
  readonly mtu: number;
  /** The bridge has the subnet's first address, and the node forwards. */
  readonly isGateway: boolean;
  /** And it is the pods' default gateway. */
  readonly isDefaultGateway: boolean;
  readonly hairpinMode: boolean;
  readonly ipMasq: boolean;
  /** ipam.ranges. */
  readonly subnet: string;
  /** ipam.routes: further destinations by the gateway. */
  readonly routes: readonly string[];
}

/** The bridge is there once the first pod is. */
export function bridgePart(node: string, conf: BridgeConf, pods: readonly Attachment[]): Part {
  if (pods.length === 0) return part({});
  const gateway = nthAddress(prefixOf(conf.subnet), 1);
  return part({
    sysctl: conf.isGateway ? { 'net.ipv4.ip_forward': '1' } : {},
    links: [setupBridge(node, conf), ...pods.map((pod) => hostVeth(conf, pod))],
    routes: conf.isGateway ? [connectedRoute(masked(conf.subnet), conf.bridge, gateway)] : [],
    iptables: conf.ipMasq ? pods.flatMap((pod) => setupIPMasq(conf, pod)) : [],
    netns: Object.fromEntries(pods.map((pod) => [pod.netns, podNetns(conf, pod)])),
  });
}

const withLength = (address: string, { subnet }: BridgeConf) => `${address}/${prefixOf(subnet).length}`;

/** ensureAddr sets the bridge's MAC address to what it is, so that it does not follow its ports. */
function setupBridge(node: string, conf: BridgeConf): Link {
  const { bridge, mtu, mac = chosenMac(`${conf.bridge} ${node}`) } = conf;
  const link = { kind: 'bridge', name: bridge, mac, mtu } as const;
  if (!conf.isGateway) return link;
  return { ...link, addresses: [withLength(nthAddress(prefixOf(conf.subnet), 1), conf)] };
}

function hostVeth({ bridge, mtu, hairpinMode }: BridgeConf, { veth, vethMac }: Attachment): Link {
  const link = { kind: 'veth', name: veth, mac: vethMac, mtu, master: bridge } as const;
  return hairpinMode ? { ...link, hairpin: true } : link;
}

/** ipam.ConfigureIface, with the default route that calcGateways adds. */
function podNetns(conf: BridgeConf, { address, mac, veth }: Attachment): NetnsPart {
  const gateway = nthAddress(prefixOf(conf.subnet), 1);
  const byGateway = [...(conf.isDefaultGateway ? ['default'] : []), ...conf.routes.map(masked)];
  return netnsPart({
    links: [
      {
        kind: 'veth',
        name: 'eth0',
        mac,
        mtu: conf.mtu,
        peer: `./${veth}`,
        addresses: [withLength(address, conf)],
      },
    ],
    routes: [
      ...byGateway.map((destination) => `${destination} via ${gateway} dev eth0`),
      connectedRoute(masked(conf.subnet), 'eth0', address),
    ],
  });
}

/** pkg/ip SetupIPMasq: what a pod sends out of its network leaves with the node's address. */
function setupIPMasq({ name, subnet }: BridgeConf, { containerId, address }: Attachment): IptablesCall[] {
  const nat = iptables('nat');
  const chain = chainName(name, containerId);
  const comment = `-m comment --comment "name: \\"${name}\\" id: \\"${containerId}\\""`;
  return [
    nat.newChain(chain),
    nat.append(chain, `-d ${masked(subnet)} ${comment} -j ACCEPT`),
    nat.append(chain, `! -d 224.0.0.0/4 ${comment} -j MASQUERADE`),
    nat.append('POSTROUTING', `-s ${address}/32 ${comment} -j ${chain}`),
  ];
}
