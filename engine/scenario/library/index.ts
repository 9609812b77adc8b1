// The library: what there is to open. A scenario's body is loaded when it is opened.
import { ok, problem, type Result } from '../../problem.ts';
import { parseScenario, type Scenario, type ScenarioCommand } from '../schema.ts';
import type { LibraryEntry } from './entry.ts';
import { FAULT_BODIES, FAULTS } from './faults.ts';

export { LIBRARY_GROUPS, type LibraryEntry } from './entry.ts';

/** What a scenario of the library is called in another language, in the list and on show. Others' scenarios have the words they come with. */
export interface ScenarioText {
  readonly title: string;
  readonly summary: string;
  /** The scenario's own title. */
  readonly heading: string;
  readonly description: string;
  readonly fault?: { readonly symptom: string; readonly cause: string };
}

/** What the page opens with: a pod, a bridge, rules and a route to another node, and no tunnel yet. */
export const FIRST_SCENARIO = 'flannel-host-gw';

export const library: readonly LibraryEntry[] = [
  {
    id: 'veth-pair',
    group: 'By hand',
    title: 'A veth pair',
    summary: 'Two namespaces joined like by a cable: no bridge, no router, ttl 64.',
    source: { document: '001', section: '§2' },
  },
  {
    id: 'bridge',
    group: 'By hand',
    title: 'A Linux bridge',
    summary: 'Two namespaces on br0, which learns from every frame which port its sender is behind.',
    source: { document: '001', section: '§2' },
  },
  {
    id: 'ip-forward',
    group: 'By hand',
    title: 'Kernel forwarding',
    summary: 'Two subnets and a router between them: ARP asks for the gateway, and the ttl goes down by one.',
    source: { document: '001', section: '§3' },
  },
  {
    id: 'docker-modes',
    group: 'Docker',
    title: 'Docker’s network modes',
    summary: 'Bridge, a bridge network of one’s own, host, container and none, all on one host.',
    source: { document: '002', section: '§2' },
  },
  {
    id: 'docker-routes',
    group: 'Docker',
    title: 'Docker on two hosts',
    summary: 'Containers of two hosts joined by two static routes: what flannel host-gw does, by hand.',
    source: { document: '001', section: '§4' },
  },
  {
    id: 'same-node',
    group: 'Flannel',
    title: 'Two pods on one node',
    summary: 'Pod to pod over cni0: MAC addresses and ports, and no gateway.',
    source: { document: '001', section: '§2' },
  },
  {
    id: 'flannel-host-gw',
    group: 'Flannel',
    title: 'Flannel host-gw',
    summary: 'Pod to pod on another node by plain routes: no tunnel, one next hop for each node.',
    source: { document: '000' },
  },
  {
    id: 'flannel-vxlan',
    group: 'Flannel',
    title: 'Flannel VXLAN',
    summary: 'Pod to pod on another node through flannel.1: the frame travels inside a UDP datagram.',
    source: { document: '002', section: '§6b' },
  },
  {
    id: 'host-gw-k8s',
    group: 'Flannel',
    title: 'Flannel host-gw beside Docker',
    summary: 'Flannel writes for pods the routes that a person has typed for containers.',
    source: { document: '001', section: '§5' },
  },
  {
    id: 'host-gw-42',
    group: 'Flannel',
    title: 'Flannel host-gw on k3s',
    summary: 'Pod to pod by plain routes: the nodes’ MAC addresses, the pods’ IP addresses, ttl 62.',
    source: { document: '002', section: '§6a' },
  },
  {
    id: 'host-gw-kubeadm',
    group: 'Flannel',
    title: 'Flannel host-gw, made by kubeadm',
    summary: 'A node pings pods here and there, ttl 64 and 63, and asks my-service for a page.',
    source: { document: '003' },
  },
  {
    id: 'flannel-egress',
    group: 'Flannel',
    title: 'Flannel: to the world',
    summary:
      'A pod’s packet leaves the cluster under its node’s address; flannel’s four rules decide which do.',
    source: { document: '003' },
  },
  {
    id: 'clusterip-iptables',
    group: 'Services',
    title: 'ClusterIP by iptables',
    summary: 'A service address that no device has: kube-proxy’s chains, dice, and DNAT to one of two pods.',
    source: { document: '002', section: '§3' },
  },
  {
    id: 'clusterip-ipvs',
    group: 'Services',
    title: 'ClusterIP by IPVS',
    summary: 'The same service on kube-ipvs0: the packet comes in to the node, and IPVS sends it on in turn.',
    source: { document: '002', section: '§3c, §5' },
  },
  {
    id: 'nodeport-iptables',
    group: 'Services',
    title: 'NodePort by iptables',
    summary: 'Port 32506 of any node, a mark, and a masquerade: the pod does not see the visitor.',
    source: { document: '002', section: '§4' },
  },
  {
    id: 'nodeport-ipvs',
    group: 'Services',
    title: 'NodePort by IPVS',
    summary: 'The same port by a set and a virtual server, instead of a chain for each pod.',
    source: { document: '002', section: '§4c, §5' },
  },
  {
    id: 'nodeport-policy',
    group: 'Services',
    title: 'NodePort: policy Cluster and Local',
    summary:
      'Two ports to the same pods: one asks any of them and hides the visitor, one only those of its node.',
    source: { document: '002', section: '§4' },
  },
  {
    id: 'kube-dns',
    group: 'Services',
    title: 'kube-dns',
    summary: 'A service with three ports: a pod asks for a name by UDP, the node for metrics by TCP.',
    source: { document: '003' },
  },
  {
    id: 'no-endpoints',
    group: 'Services',
    title: 'Services with nobody behind them',
    summary: 'One is refused by a REJECT rule, the other is dropped by its mark 0x8000.',
    source: { document: '003' },
  },
  {
    id: 'rule-growth',
    group: 'Services',
    title: 'Rules that grow with services',
    summary: 'Ten services with six endpoints each: 200 rules by iptables, and by IPVS no more than for one.',
    source: { document: '002', section: '§5' },
  },
  {
    id: 'calico-native',
    group: 'Calico',
    title: 'Calico',
    summary: 'Pod to pod without bridge or tunnel: proxy ARP and /32 routes.',
    source: { document: '004', section: '§1' },
  },
  {
    id: 'calico-service',
    group: 'Calico',
    title: 'Calico: a service',
    summary: 'From a pod to a ClusterIP: four chains, and the source stays as it is.',
    source: { document: '004', section: '§2' },
  },
  {
    id: 'calico-nodeport',
    group: 'Calico',
    title: 'Calico: a node port',
    summary: 'A client from outside: two rewritings there, two back, one entry in conntrack.',
    source: { document: '004', section: '§3' },
  },
  {
    id: 'calico-egress',
    group: 'Calico',
    title: 'Calico: to the world',
    summary: 'One rule and two ipsets decide whose address is masqueraded.',
    source: { document: '004', section: '§4' },
  },
  {
    id: 'calico-ipip',
    group: 'Calico',
    title: 'Calico over IPIP',
    summary: 'The same pods through tunl0: an IP packet inside an IP packet.',
    source: { document: '002', section: '§1b' },
  },
  ...FAULTS,
];

/** What no document shows, and is not in the list: as large a cluster as there may be. */
export const CEILING = 'ceiling' satisfies LibraryId;

const BODIES = {
  'veth-pair': () => import('./veth-pair.json'),
  bridge: () => import('./bridge.json'),
  'ip-forward': () => import('./ip-forward.json'),
  'docker-modes': () => import('./docker-modes.json'),
  'docker-routes': () => import('./docker-routes.json'),
  'same-node': () => import('./same-node.json'),
  'flannel-host-gw': () => import('./flannel-host-gw.json'),
  'flannel-vxlan': () => import('./flannel-vxlan.json'),
  'host-gw-k8s': () => import('./host-gw-k8s.json'),
  'host-gw-42': () => import('./host-gw-42.json'),
  'host-gw-kubeadm': () => import('./host-gw-kubeadm.json'),
  'flannel-egress': () => import('./flannel-egress.json'),
  'clusterip-iptables': () => import('./clusterip-iptables.json'),
  'clusterip-ipvs': () => import('./clusterip-ipvs.json'),
  'nodeport-iptables': () => import('./nodeport-iptables.json'),
  'nodeport-ipvs': () => import('./nodeport-ipvs.json'),
  'nodeport-policy': () => import('./nodeport-policy.json'),
  'kube-dns': () => import('./kube-dns.json'),
  'no-endpoints': () => import('./no-endpoints.json'),
  'rule-growth': () => import('./rule-growth.json'),
  'calico-native': () => import('./calico-native.json'),
  'calico-service': () => import('./calico-service.json'),
  'calico-nodeport': () => import('./calico-nodeport.json'),
  'calico-egress': () => import('./calico-egress.json'),
  'calico-ipip': () => import('./calico-ipip.json'),
  ceiling: () => import('./ceiling.json'),
  ...FAULT_BODIES,
} as const satisfies Readonly<Record<string, () => Promise<{ default: Body }>>>;

export type LibraryId = keyof typeof BODIES;

const isLibraryId = (id: string): id is LibraryId => Object.hasOwn(BODIES, id);

/** A network is written out, or it is another one of the library, with machines besides or with what somebody has typed there. */
interface Body {
  readonly title: string;
  readonly network?: string;
  readonly machines?: object;
  readonly commands?: readonly ScenarioCommand[];
}

async function bodyOf(id: LibraryId): Promise<Body> {
  const { network, ...own }: Body = (await BODIES[id]()).default;
  if (network === undefined) return own;
  const other = await bodyOf(network as LibraryId);
  return {
    ...other,
    ...own,
    machines: { ...other.machines, ...own.machines },
    commands: [...(other.commands ?? []), ...(own.commands ?? [])],
  };
}

export async function loadScenario(id: string): Promise<Result<Scenario>> {
  if (!isLibraryId(id)) {
    return problem(
      'scenario',
      `there is none called "${id.slice(0, 60)}"`,
      `one of ${library.map((each) => each.id).join(', ')}`,
    );
  }
  const scenario = parseScenario(await bodyOf(id));
  return scenario.ok ? ok(scenario.value) : scenario;
}
