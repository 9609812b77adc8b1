// Clusters with flannel, declared in a few words: every node on one wire, its tables derived.
import type { Scenario } from '../../scenario/schema.ts';
import { type Host, scenarioOf } from '../host/hosts.fixture.ts';
import type { Part } from '../host/part.ts';
import { type FlannelConf, flannelPart } from './flannel.ts';
import type { Lease } from './flannel_lease.ts';
import { type FlannelDelegate, flannelPods } from './flannel_plugin.ts';
import type { Sandbox } from './sandbox.ts';

export interface Node extends Lease {
  readonly pods?: readonly Sandbox[];
  readonly delegate?: FlannelDelegate;
  /** What was there before flannel. */
  readonly before?: readonly Part[];
  readonly routes?: readonly string[];
}

export interface FlannelCluster {
  readonly conf: FlannelConf;
  readonly nic: string;
  /** Kernel release of the nodes. */
  readonly kernel?: string;
  /** Of the nodes' network. */
  readonly prefixLength: number;
  readonly nodes: readonly Node[];
}

function sure<T>(result: { ok: true; value: T } | { ok: false; problem: { what: string } }): T {
  if (!result.ok) throw new Error(result.problem.what);
  return result.value;
}

/** What flanneld and the plugins leave on a node. */
export function partsOf({ conf, nic, prefixLength, nodes }: FlannelCluster, node: Node): Part[] {
  const ext = { dev: nic, address: `${node.publicIp}/${prefixLength}`, mtu: 1500 };
  return [
    ...(node.before ?? []),
    sure(flannelPart(conf, node, nodes, ext)),
    ...sure(flannelPods(conf, node, ext, node.pods ?? [], node.delegate)),
  ];
}

export function flannelScenario(cluster: FlannelCluster): Scenario {
  const hosts = cluster.nodes.map((node): [string, Host] => [
    node.node,
    {
      nic: cluster.nic,
      ...(cluster.kernel !== undefined && { kernel: cluster.kernel }),
      address: `${node.publicIp}/${cluster.prefixLength}`,
      routes: node.routes ?? [],
      parts: partsOf(cluster, node),
    },
  ]);
  return scenarioOf(Object.fromEntries(hosts));
}
