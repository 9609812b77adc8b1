// The networks of pods that there are to choose from, each by one name, as `--network` and the form have it.
import type { PodNetwork } from '../../cluster/cluster.ts';
import type { ScenarioCluster } from '../schema.ts';

type Declared = ScenarioCluster['network'];

const flannel =
  (backend: object) =>
  (podCIDR: string): Declared => ({ kind: 'flannel', conf: { Network: podCIDR, Backend: backend } });

const calico =
  (ipipMode: 'Never' | 'Always' | 'CrossSubnet') =>
  (podCIDR: string): Declared => ({
    kind: 'calico',
    pools: [{ cidr: podCIDR, natOutgoing: true, ipipMode }],
  });

/** How each is declared, with addresses from a network. */
export const NETWORKS = {
  'flannel-vxlan': flannel({ Type: 'vxlan' }),
  'flannel-vxlan-direct': flannel({ Type: 'vxlan', DirectRouting: true }),
  'flannel-host-gw': flannel({ Type: 'host-gw' }),
  'flannel-ipip': flannel({ Type: 'ipip' }),
  'flannel-udp': flannel({ Type: 'udp' }),
  calico: calico('Never'),
  'calico-ipip': calico('Always'),
  'calico-ipip-cross-subnet': calico('CrossSubnet'),
} satisfies Readonly<Record<string, (podCIDR: string) => Declared>>;

export type NetworkId = keyof typeof NETWORKS;

export const isNetworkId = (text: string): text is NetworkId => Object.hasOwn(NETWORKS, text);

const CALICO = { Never: 'calico', Always: 'calico-ipip', CrossSubnet: 'calico-ipip-cross-subnet' } as const;

type Backend = Extract<PodNetwork, { kind: 'flannel' }>['backend'];

export const flannelId = (backend: Backend): NetworkId =>
  backend.type === 'vxlan' && backend.directRouting ? 'flannel-vxlan-direct' : `flannel-${backend.type}`;

/** The nearest of them: a VNI of one's own, or a second pool, is not in the name. */
export function networkIdOf(network: PodNetwork): NetworkId {
  return network.kind === 'flannel' ? flannelId(network.backend) : CALICO[network.pools[0]!.ipipMode];
}
