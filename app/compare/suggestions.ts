// Which networks of the library are worth to be held against each other, and why.
import type { Against } from '../../engine/scenario/link.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import type { Words } from '../words/catalogue.ts';

export interface Suggestion {
  readonly against: Extract<Against, { kind: 'library' | 'probe' }>;
  readonly aspect: keyof Words['compare']['aspects'];
}

type Aspect = Suggestion['aspect'];

const network = (aspect: Aspect, id: string, probe: ScenarioCommand | null = null): Suggestion => ({
  against: { kind: 'library', id, probe },
  aspect,
});

const otherProbe = (aspect: Aspect, place: string, run: string): Suggestion => ({
  against: { kind: 'probe', probe: { in: place, run } },
  aspect,
});

/** One ping, where the network's own probe sends three. */
const VXLAN_ONCE: ScenarioCommand = { in: 'master/nginx-n8s9s', run: 'ping -c 1 10.42.1.9' };

/** A node without a pod is asked, as the other network's is. */
const LOCAL_AT_MASTER: ScenarioCommand = { in: 'visitor', run: 'curl -s -m 2 http://192.168.205.4:30081/' };

/** A node asks, as the other network's does. */
const CALICO_NODE: ScenarioCommand = { in: 'master', run: 'ping -c 1 10.244.166.159' };

const SUGGESTIONS: Readonly<Record<string, readonly Suggestion[]>> = {
  'veth-pair': [network('bridge', 'bridge')],
  bridge: [network('bridge', 'veth-pair')],
  'docker-routes': [network('hosts', 'flannel-host-gw')],
  'same-node': [network('nodes', 'flannel-host-gw')],
  'flannel-host-gw': [network('tunnel', 'flannel-vxlan', VXLAN_ONCE), network('cni', 'calico-native')],
  'flannel-vxlan': [network('tunnel', 'host-gw-42'), network('tunnels', 'calico-ipip')],
  'host-gw-42': [network('tunnel', 'flannel-vxlan')],
  'host-gw-kubeadm': [network('cni', 'calico-native', CALICO_NODE)],
  'flannel-egress': [network('cni', 'calico-egress')],
  'clusterip-iptables': [network('proxy', 'clusterip-ipvs'), network('growth', 'rule-growth')],
  'clusterip-ipvs': [network('proxy', 'clusterip-iptables')],
  'nodeport-iptables': [
    network('proxy', 'nodeport-ipvs'),
    network('policy', 'nodeport-policy', LOCAL_AT_MASTER),
  ],
  'nodeport-ipvs': [network('proxy', 'nodeport-iptables')],
  'nodeport-policy': [otherProbe('policy', 'visitor', 'curl -s http://192.168.205.3:30081/')],
  'rule-growth': [network('growth', 'clusterip-iptables')],
  'calico-native': [network('tunnel', 'calico-ipip'), network('cni', 'flannel-host-gw')],
  'calico-service': [network('cni', 'clusterip-iptables')],
  'calico-nodeport': [network('cni', 'nodeport-iptables')],
  'calico-egress': [network('cni', 'flannel-egress')],
  'calico-ipip': [network('tunnel', 'calico-native'), network('tunnels', 'flannel-vxlan', VXLAN_ONCE)],
};

/** Of each fault the network in which nothing is broken. */
const WHOLE: Readonly<Record<string, string>> = {
  'fault-ip-forward': 'ip-forward',
  'fault-veth-down': 'bridge',
  'fault-cni0-down': 'host-gw-42',
  'fault-missing-route': 'docker-routes',
  'fault-asymmetric-reply': 'docker-routes',
  'fault-pod-route-gone': 'host-gw-k8s',
  'fault-proxy-arp': 'calico-native',
  'fault-missing-neigh': 'clusterip-iptables',
  'fault-missing-fdb': 'clusterip-iptables',
  'fault-wrong-vni': 'clusterip-iptables',
  'fault-udp-8472': 'clusterip-iptables',
  'fault-rp-filter': 'ip-forward',
  'fault-input-drop': 'veth-pair',
  'fault-forward-drop': 'docker-routes',
  'fault-bridge-nf': 'host-gw-kubeadm',
  'fault-stale-conntrack': 'clusterip-iptables',
  'fault-mtu-mismatch': 'same-node',
  'fault-mtu-black-hole': 'clusterip-iptables',
};

/** For a scenario and the probe on show: what is whole is asked the same. */
export function suggestionsFor(scenario: unknown, probe: ScenarioCommand): readonly Suggestion[] {
  if (typeof scenario !== 'string') return [];
  const whole = Object.hasOwn(WHOLE, scenario) ? WHOLE[scenario] : undefined;
  if (whole !== undefined) return [network('broken', whole, probe)];
  return Object.hasOwn(SUGGESTIONS, scenario) ? SUGGESTIONS[scenario]! : [];
}
