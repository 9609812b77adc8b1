// The IPAM plugin of each node: addresses for pods that have none. On the network of its node a pod has the node's.
import { allocate, type Pool, poolBehind, sizeOf } from '../host/allocate.ts';
import { contains, nthAddress, prefixOf } from '../host/prefix.ts';
import type { DeclaredNode } from '../manifest/node.ts';
import type { DeclaredPod } from '../manifest/pod.ts';
import type { Report } from '../manifest/report.ts';
import type { Ranges } from './ranges.ts';

/** In the order in which they come. */
export function withPodAddresses(
  pods: readonly DeclaredPod[],
  nodes: readonly DeclaredNode[],
  ranges: Ranges,
  report: Report,
): DeclaredPod[] {
  const given = new Map<DeclaredPod, string>();
  const byNode = podsByNode(pods);
  for (const node of nodes) {
    const own = byNode.get(node.value.name) ?? [];
    for (const pod of own) if (pod.value.hostNetwork) given.set(pod, node.value.addresses[0]!);
    if (node.value.podCIDR === null) continue;
    const inPods = own.filter(({ value }) => !value.hostNetwork);
    const ipam = ipamOf(node, ranges);
    for (const [pod, address] of addresses(inPods, poolOf(node, node.value.podCIDR, ipam), ipam, report))
      given.set(pod, address);
  }
  return pods.map((pod) => ({
    ...pod,
    value: { ...pod.value, podIP: pod.value.podIP ?? given.get(pod) ?? null },
  }));
}

function podsByNode(pods: readonly DeclaredPod[]): ReadonlyMap<string | null, DeclaredPod[]> {
  const byNode = new Map<string | null, DeclaredPod[]>();
  for (const pod of pods) {
    const others = byNode.get(pod.value.nodeName);
    if (others) others.push(pod);
    else byNode.set(pod.value.nodeName, [pod]);
  }
  return byNode;
}

/** Calico notes on a node that it is there. */
function ipamOf({ value: { calico } }: DeclaredNode, { ipam }: Ranges): Ranges['ipam'] {
  if (!calico) return ipam;
  return calico.ipipTunnelAddress === null ? 'calico' : 'calico-ipip';
}

/** Calico gives every address of a block to pods, but one that tunl0 has taken when the node started. */
function poolOf({ value: { calico } }: DeclaredNode, subnet: string, ipam: Ranges['ipam']): Pool {
  const prefix = prefixOf(subnet);
  if (ipam === 'host-local') return poolBehind(nthAddress(prefix, 1), subnet);
  const tunnel = calico?.ipipTunnelAddress ?? nthAddress(prefix, 0);
  const reserved = ipam === 'calico-ipip' ? { [tunnel]: 'tunl0' } : {};
  return { subnet, first: 0, last: sizeOf(prefix) - 1, reserved };
}

/** A node's bridge knows one subnet. With Calico other blocks may be the node's too. */
function addresses(
  pods: readonly DeclaredPod[],
  pool: Pool,
  ipam: Ranges['ipam'],
  report: Report,
): [DeclaredPod, string][] {
  const subnet = prefixOf(pool.subnet);
  const own = pods.filter(
    ({ value: { podIP } }) => ipam === 'host-local' || podIP === null || contains(subnet, podIP),
  );
  const asking = own.map(({ subject, value: { podIP } }) => ({
    name: subject.name,
    address: podIP ?? undefined,
  }));
  const found = allocate(pool, asking);
  if (found.ok) return own.map((pod, at) => [pod, found.value[at]!]);
  const { where, what, expected } = found.problem;
  const wrong = own.find(({ subject }) => subject.name === where)!;
  report.error(wrong.subject, ['status', 'podIP'], what, expected);
  return [];
}
