// What a form says of a cluster besides its objects: read from a scenario, or guessed from what the objects tell.
import type { PodNetwork } from '../../cluster/cluster.ts';
import { formatPrefix, overlaps, type Prefix, prefixOf } from '../../cluster/host/prefix.ts';
import { parseKubernetesVersion } from '../../cluster/kubernetes_version.ts';
import type { Manifest } from '../../cluster/manifest/read_manifest.ts';
import { problem } from '../../problem.ts';
import { isNetwork } from '../declared/cluster_settings.ts';
import { readCluster } from '../declared/read_cluster.ts';
import type { Scenario, ScenarioCluster } from '../schema.ts';
import type { DraftSettings } from './draft.ts';
import { flannelId, isNetworkId, type NetworkId, networkIdOf } from './networks.ts';

/** As kubeadm and flannel's manifest have it. */
export const DEFAULTS: DraftSettings = {
  title: '',
  kubernetes: '1.31',
  network: 'flannel-vxlan',
  podCIDR: '10.244.0.0/16',
  serviceCIDR: '10.96.0.0/12',
  mode: 'iptables',
};

/** `where` is the setting's name. */
export function wrongSetting({ kubernetes, podCIDR, serviceCIDR }: DraftSettings) {
  const version = parseKubernetesVersion(kubernetes);
  if (!version.ok) return problem('kubernetes', version.problem.what, version.problem.expected);
  if (!isNetwork(podCIDR))
    return problem('podCIDR', `"${podCIDR.slice(0, 40)}" is no network`, 'one as 10.244.0.0/16');
  if (!isNetwork(serviceCIDR))
    return problem('serviceCIDR', `"${serviceCIDR.slice(0, 40)}" is no network`, 'one as 10.96.0.0/12');
  return undefined;
}

/** Of a cluster that runs somewhere: its nodes say which network it has, its addresses where they are from. */
export function guessed({ nodes, services, netConf, kubeProxy, ...rest }: Manifest): DraftSettings {
  const kubelet = nodes.find(({ kubeletVersion }) => kubeletVersion !== null)?.kubeletVersion;
  const subnets = nodes.flatMap(({ podCIDR }) => (podCIDR === null ? [] : [podCIDR]));
  const clusterIPs = services.flatMap(({ clusterIPs }) => clusterIPs.filter((each) => each !== 'None'));
  return {
    ...DEFAULTS,
    // k3s adds a name of its own: `v1.28.3+k3s1`.
    ...(kubelet && { kubernetes: kubelet.replace(/^v|[-+].*$/g, '') }),
    network: networkOn({ nodes, netConf, ...rest }),
    podCIDR: netConf?.network ?? kubeProxy?.clusterCIDR ?? around(subnets, DEFAULTS.podCIDR),
    serviceCIDR: around(clusterIPs, DEFAULTS.serviceCIDR),
    mode: kubeProxy?.mode ?? DEFAULTS.mode,
  };
}

/** flanneld and calico-node leave notes on their nodes. */
function networkOn({ nodes, netConf }: Pick<Manifest, 'nodes' | 'netConf'>): NetworkId {
  if (netConf) return flannelId(netConf.backend);
  const calico = nodes.find((node) => node.calico)?.calico;
  if (calico) return calico.ipipTunnelAddress === null ? 'calico' : 'calico-ipip';
  const flannel = `flannel-${nodes.find((node) => node.flannel)?.flannel?.backendType}`;
  return isNetworkId(flannel) ? flannel : DEFAULTS.network;
}

/** The usual network, where all are in it; or one around them. */
function around(texts: readonly string[], usual: string): string {
  const prefixes = texts.map(prefixOf);
  const isAround = (prefix: Prefix) =>
    prefixes.every((each) => each.length >= prefix.length && overlaps(prefix, each));
  if (isAround(prefixOf(usual))) return usual;
  for (let length = 16; ; length--) {
    const prefix = prefixOf(`${texts[0]!.split('/')[0]}/${length}`);
    if (isAround(prefix)) return formatPrefix(prefix);
  }
}

/** Of a declared cluster. Where it is declared wrongly, what is usual: its problem is told when it is surveyed. */
export function settingsOf({ title }: Scenario, declared: ScenarioCluster): DraftSettings {
  const read = readCluster(declared);
  const usual = { ...DEFAULTS, title, kubernetes: declared.kubernetes };
  if (!read.ok) return usual;
  const { network, proxy } = read.value.cluster;
  return {
    ...usual,
    network: networkIdOf(network),
    podCIDR: podCidrOf(network),
    serviceCIDR: declared.serviceCIDR ?? DEFAULTS.serviceCIDR,
    mode: proxy.mode,
  };
}

const podCidrOf = (network: PodNetwork) =>
  network.kind === 'flannel' ? network.network : network.pools[0]!.cidr;
