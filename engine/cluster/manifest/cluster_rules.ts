// What one object alone cannot tell: claims of several to the same thing, and references that lead nowhere.
import { formatIpv4, prefixMask } from '../../wire/address.ts';
import { addressOf, contains, masked, type Prefix, prefixOf } from '../host/prefix.ts';
import type { DeclaredSlice } from './endpoint_slice.ts';
import type { DeclaredNode } from './node.ts';
import type { DeclaredPod } from './pod.ts';
import type { Report, Subject } from './report.ts';
import type { DeclaredService } from './service.ts';
import type { Path } from './source.ts';
import type { DeclaredWorkload } from './workload.ts';

export interface Declared {
  readonly nodes: readonly DeclaredNode[];
  readonly pods: readonly DeclaredPod[];
  readonly workloads: readonly DeclaredWorkload[];
  readonly services: readonly DeclaredService[];
  /** Those that are written down. */
  readonly slices: readonly DeclaredSlice[];
}

export function checkCluster(declared: Declared, report: Report): void {
  tellTwice(clusterIpClaims(declared), 'clusterIP', report);
  tellTwice(nodePortClaims(declared), 'nodePort', report);
  tellTwice(podIpClaims(declared), 'podIP', report);
  tellOverlaps(declared, report);
}

interface Claim {
  readonly subject: Subject;
  readonly field: Path;
  readonly value: string;
}

function tellTwice(claims: readonly Claim[], what: string, report: Report): void {
  const owners = new Map<string, Subject>();
  for (const { subject, field, value } of claims) {
    const owner = owners.get(value) ?? subject;
    owners.set(value, owner);
    if (owner !== subject)
      report.error(subject, field, `${what} ${value} is ${owner.name}'s already`, `a ${what} of its own`);
  }
}

function clusterIpClaims({ services }: Declared): Claim[] {
  return services.flatMap(({ subject, value: { clusterIPs } }) =>
    clusterIPs
      .filter((value) => value !== 'None')
      .map((value) => ({ subject, field: ['spec', 'clusterIP'], value })),
  );
}

/** A number is one service's, whatever the protocol (pkg/registry/core/service/portallocator). */
function nodePortClaims({ services }: Declared): Claim[] {
  return services
    .flatMap(({ subject, value: { ports, healthCheckNodePort } }) => [
      ...ports.map(({ nodePort }, at) => ({
        subject,
        field: ['spec', 'ports', at, 'nodePort'],
        value: nodePort,
      })),
      { subject, field: ['spec', 'healthCheckNodePort'], value: healthCheckNodePort },
    ])
    .filter(({ value }) => value !== 0)
    .map((claim) => ({ ...claim, value: String(claim.value) }));
}

function podIpClaims({ pods }: Declared): Claim[] {
  return pods.flatMap(({ subject, value: { podIP, hostNetwork } }) =>
    podIP === null || hostNetwork ? [] : [{ subject, field: ['status', 'podIP'], value: podIP }],
  );
}

/** In the order of their addresses, who overlaps anybody overlaps the one before that goes on longest. */
function tellOverlaps({ nodes }: Declared, report: Report): void {
  const subnets = nodes
    .flatMap(({ subject, value: { podCIDR } }) =>
      podCIDR === null ? [] : [{ subject, podCIDR, prefix: prefixOf(podCIDR) }],
    )
    .sort((a, b) => a.prefix.network - b.prefix.network || a.prefix.length - b.prefix.length);
  let [longest] = subnets;
  for (const subnet of subnets.slice(1)) {
    if (longest && contains(longest.prefix, masked(subnet.podCIDR)))
      report.error(
        subnet.subject,
        ['spec', 'podCIDR'],
        `${subnet.podCIDR} overlaps ${longest.podCIDR} of ${longest.subject.name}`,
        'a subnet of its own',
      );
    else longest = subnet;
  }
}

/** Are pods and endpoints on nodes, and in the subnets these have now? Where no node is declared, nothing can be said. */
export function tellPlacement({ nodes, pods, slices }: Declared, report: Report): void {
  if (nodes.length === 0) return;
  const names = new Set(nodes.map(({ value }) => value.name));
  const isPlaced = placement(nodes);
  const tell = (
    subject: Subject,
    field: Path,
    name: string | null,
    address: string | null,
    addressField: Path,
  ) => {
    if (name !== null && !names.has(name))
      report.warn(subject, [...field, 'nodeName'], `${name} is no node here`, 'the name of a Node');
    if (address !== null && !isPlaced(address))
      report.warn(subject, addressField, `${address} is in no node's podCIDR`, 'an address of a podCIDR');
  };
  for (const { subject, value } of pods) {
    const address = value.hostNetwork ? null : value.podIP;
    tell(subject, ['spec'], value.nodeName, address, ['status', 'podIP']);
  }
  for (const { subject, value, endpointFields } of slices) {
    for (const [at, { nodeName, address }] of value.endpoints.entries())
      tell(subject, endpointFields[at]!, nodeName, address, endpointFields[at]!);
  }
}

/**
 * Is an address in a subnet for pods, or a node's own, as that of an endpoint on the host network is? Calico gives out
 * blocks of its pools and never looks at podCIDR; where it is, or no node has a podCIDR, every address is right.
 */
function placement(nodes: readonly DeclaredNode[]): (address: string) => boolean {
  const prefixes = nodes.flatMap(({ value: { podCIDR } }) => (podCIDR === null ? [] : [prefixOf(podCIDR)]));
  if (prefixes.length === 0 || nodes.some(({ value }) => value.calico)) return () => true;
  const own = new Set(nodes.flatMap(({ value }) => value.addresses));
  const networks = new Set(prefixes.map(keyOf));
  const lengths = [...new Set(prefixes.map(({ length }) => length))];
  return (text) => {
    const { address } = addressOf(text);
    const isIn = (length: number) =>
      networks.has(keyOf({ network: (address & prefixMask(length)) >>> 0, length }));
    return own.has(text) || lengths.some(isIn);
  };
}

const keyOf = ({ network, length }: Prefix) => `${formatIpv4(network)}/${length}`;
