// A cluster as it is declared.
import type { CalicoConf, CalicoNode } from './cni/calico.ts';
import type { FlannelConf } from './cni/flannel.ts';
import type { FlannelDelegate } from './cni/flannel_plugin.ts';
import type { Sandbox } from './cni/sandbox.ts';
import type { Node, ServiceObjects } from './objects.ts';
import type { ProxyConfig } from './proxy/config.ts';

/** What no object says of the nodes: how they are joined. */
export interface NodeNetwork {
  /** The NIC of every node. */
  readonly nic: string;
  readonly prefixLength: number;
  readonly mtu: number;
  /** Of the default route; null: the first address of each network that no node has. */
  readonly gateway: string | null;
}

export interface ClusterNode extends Node {
  /** flannel.alpha.coreos.com/backend-data. */
  readonly vtepMac: string | null;
  /** projectcalico.org/IPv4IPIPTunnelAddr. */
  readonly tunnelAddress: string | null;
  /** Calico's. */
  readonly blocks: CalicoNode['blocks'];
}

export interface ClusterPod extends Pick<Sandbox, 'mac' | 'veth' | 'vethMac'> {
  /** Its namespace on the node. */
  readonly netns: string;
  readonly namespace: string;
  readonly name: string;
  readonly nodeName: string;
  readonly podIP: string | null;
  readonly hostPorts: NonNullable<Sandbox['portMappings']>;
}

export type PodNetwork =
  | ({ readonly kind: 'flannel'; readonly delegate: FlannelDelegate } & FlannelConf)
  | ({ readonly kind: 'calico' } & CalicoConf);

export interface Cluster extends ServiceObjects {
  readonly network: PodNetwork;
  readonly proxy: ProxyConfig;
  readonly joined: NodeNetwork;
  readonly nodes: readonly ClusterNode[];
  /** Those of a node that have a network of their own, in the order in which they came. */
  podsOf(node: string): readonly ClusterPod[];
}
