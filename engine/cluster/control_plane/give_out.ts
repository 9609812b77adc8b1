// What the control plane of a cluster adds to what people write: pods of workloads, places, addresses, ports.
import type { Declared } from '../manifest/cluster_rules.ts';
import type { Report } from '../manifest/report.ts';
import { withNodeAddresses, withSubnets } from './node_addresses.ts';
import { withPodAddresses } from './pod_addresses.ts';
import type { Ranges } from './ranges.ts';
import { scheduled } from './scheduler.ts';
import { withServiceAddresses } from './service_addresses.ts';
import { withWorkloads } from './workloads.ts';

/** In the order of the text, as if it had been applied from its first line to its last. What is declared stays what it is. */
export function giveOut(declared: Declared, ranges: Ranges, report: Report): Declared {
  const nodes = withSubnets(withNodeAddresses(declared.nodes, ranges, report), ranges);
  const all = withWorkloads(declared.workloads, declared.pods, nodes, report);
  const pods = withPodAddresses(scheduled(all, nodes, report), nodes, ranges, report);
  const services = withServiceAddresses(declared.services, ranges, report);
  return { ...declared, nodes, pods, services };
}
