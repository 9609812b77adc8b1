// What the programs that give addresses out were told to take them from.

export interface Ranges {
  /** kube-controller-manager --cluster-cidr; null: nodes get their subnets from nobody. */
  readonly podCIDR: string | null;
  /** kube-controller-manager --node-cidr-mask-size; with Calico, the length of a block. */
  readonly nodeMaskSize: number;
  /** kube-apiserver --service-cluster-ip-range. */
  readonly serviceCIDR: string;
  /** Of the network that joins the nodes. */
  readonly nodePrefixLength: number;
  /** host-local, behind a bridge; or Calico's, where tunl0 may have taken the first address. */
  readonly ipam: 'host-local' | 'calico' | 'calico-ipip';
}

/** As kubeadm has them. */
export const DEFAULT_RANGES: Ranges = {
  podCIDR: null,
  nodeMaskSize: 24,
  serviceCIDR: '10.96.0.0/12',
  nodePrefixLength: 24,
  ipam: 'host-local',
};
