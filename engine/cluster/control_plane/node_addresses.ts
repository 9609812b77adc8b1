// For nodes that say nothing of it: an address, and a subnet for pods (pkg/controller/nodeipam, rangeAllocator).
import { sizeOf } from '../host/allocate.ts';
import { formatPrefix, nthAddress, overlaps, type Prefix, prefixOf } from '../host/prefix.ts';
import type { DeclaredNode } from '../manifest/node.ts';
import type { Report } from '../manifest/report.ts';
import type { Ranges } from './ranges.ts';

/** Where no node has an address. */
const NODES = '192.168.0.0';
/** Routers and the like are in front. */
const FIRST_NODE = 11;

/** Nobody gives a node its address but who sets it up: so this is said. */
export function withNodeAddresses(
  nodes: readonly DeclaredNode[],
  { nodePrefixLength }: Ranges,
  report: Report,
): DeclaredNode[] {
  const taken = new Set(nodes.flatMap(({ value }) => value.addresses));
  const [first = NODES] = taken;
  const network = prefixOf(`${first}/${nodePrefixLength}`);
  let nth = FIRST_NODE;
  return nodes.map((node) => {
    if (node.value.addresses.length > 0) return node;
    while (taken.has(nthAddress(network, nth))) nth += 1;
    const address = nthAddress(network, nth);
    const missing = 'it has no IPv4 address';
    if (nth > sizeOf(network) - 2) {
      report.warn(node.subject, ['status', 'addresses'], missing, 'one of type InternalIP');
      return node;
    }
    report.warn(
      node.subject,
      ['status', 'addresses'],
      `${missing}; ${address} is taken for it`,
      'one of type InternalIP',
    );
    taken.add(address);
    return { ...node, value: { ...node.value, addresses: [address] } };
  });
}

/** One after the other, beside those that have one. */
export function withSubnets(
  nodes: readonly DeclaredNode[],
  { podCIDR, nodeMaskSize }: Ranges,
): readonly DeclaredNode[] {
  if (podCIDR === null) return nodes;
  const free = freeSubnets(prefixOf(podCIDR), nodeMaskSize, nodes);
  return nodes.map((node) => {
    if (node.value.podCIDR !== null) return node;
    return { ...node, value: { ...node.value, podCIDR: free.next().value ?? null } };
  });
}

function* freeSubnets(
  all: Prefix,
  length: number,
  nodes: readonly DeclaredNode[],
): Generator<string, undefined> {
  const taken = nodes.flatMap(({ value }) => (value.podCIDR === null ? [] : [prefixOf(value.podCIDR)]));
  const size = sizeOf({ network: 0, length });
  for (let offset = 0; offset < sizeOf(all); offset += size) {
    const subnet = { network: (all.network + offset) >>> 0, length };
    if (length >= all.length && !taken.some((other) => overlaps(other, subnet))) yield formatPrefix(subnet);
  }
  return undefined;
}
