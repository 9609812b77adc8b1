// The nodes of a declared cluster as machines, each with what the scenario says of it besides.
import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import type { Part } from '../../cluster/host/part.ts';
import { ClusterNodes, nicMac, wholeMachine } from '../../cluster/nodes.ts';
import { ok, type Problem, type Result } from '../../problem.ts';
import type { NodeSummary, PodSummary } from '../../trace/outline.ts';
import { formatIpv4, type Ipv4Address, inPrefix, type MacAddress } from '../../wire/address.ts';
import { parseCidr, parseIpv4 } from '../../wire/parse_address.ts';
import type { MachineSource, SourceMachine } from '../machine_source.ts';
import type { ScenarioCluster, ScenarioMachine, ScenarioNetns } from '../schema.ts';
import { inCluster } from './cluster_settings.ts';
import { type Listener, listenersOf, oneAPort } from './listeners.ts';
import { overlay, withContainers } from './overlay.ts';
import type { Population } from './population.ts';
import { readCluster } from './read_cluster.ts';

const SEGMENT = 'lan';
/** So many nodes, and pods, are all seen at once. */
const FEW_NODES = 24;
const FEW_PODS = 300;
/** So many rules in all are read as quickly as they are told apart. */
const SMALL_RULES = 20_000;
const RULES_PER_ENDPOINT = 4;

export interface Declared {
  readonly source: DeclaredCluster;
  readonly warnings: readonly Problem[];
}

/** `said`: machines of the scenario, of which some are nodes; `dockers`: the Docker that was there before Kubernetes. */
export function declaredCluster(
  declared: ScenarioCluster,
  said: Readonly<Record<string, ScenarioMachine>>,
  dockers: ReadonlyMap<string, Part>,
): Result<Declared> {
  const read = readCluster(declared);
  if (!read.ok) return read;
  const { cluster, population, manifest } = read.value;
  const source = new DeclaredCluster(declared, cluster, population, said, dockers);
  return ok({ source, warnings: manifest.warnings });
}

export class DeclaredCluster implements MachineSource {
  readonly names: readonly string[];
  readonly pods: number;
  readonly few: boolean;
  /** Is everything written out as soon as it would be found piece by piece? */
  readonly isSmall: boolean;
  private readonly declared: ScenarioCluster;
  private readonly cluster: Cluster;
  private readonly population: Population;
  private readonly said: Readonly<Record<string, ScenarioMachine>>;
  private readonly dockers: ReadonlyMap<string, Part>;
  private readonly nodes: ClusterNodes;
  private readonly byName: ReadonlyMap<string, ClusterNode>;
  private readonly made = new Map<string, Result<SourceMachine>>();
  private byAddress: ReadonlyMap<string, string> | null = null;
  private byMac: ReadonlyMap<MacAddress, string> | null = null;

  constructor(
    declared: ScenarioCluster,
    cluster: Cluster,
    population: Population,
    said: Readonly<Record<string, ScenarioMachine>>,
    dockers: ReadonlyMap<string, Part>,
  ) {
    this.declared = declared;
    this.cluster = cluster;
    this.population = population;
    this.said = said;
    this.dockers = dockers;
    this.nodes = new ClusterNodes(cluster);
    this.byName = new Map(cluster.nodes.map((node) => [node.name, node]));
    this.names = cluster.nodes.map(({ name }) => name);
    this.pods = population.pods;
    this.few = this.names.length <= FEW_NODES && this.pods <= FEW_PODS;
    this.isSmall = this.few && rulesOf(cluster) <= SMALL_RULES;
  }

  has(machine: string): boolean {
    return this.byName.has(machine);
  }

  summaries(): NodeSummary[] {
    const { population } = this;
    return this.cluster.nodes.map(({ name, addresses }) => {
      return { name, address: addresses[0]!, pods: population.countOn(name) };
    });
  }

  podsOn(machine: string): PodSummary[] {
    return this.population
      .podsOn(machine)
      .flatMap(({ placed }) => (placed ? [{ name: placed.netns, address: placed.podIP }] : []));
  }

  machineWith(namespace: string): string | undefined {
    const [machine = '', netns = machine] = namespace.split('/');
    return this.has(machine) ? machine : this.population.nodeWith(netns);
  }

  machine(name: string): Result<SourceMachine> {
    const known = this.made.get(name) ?? this.make(name);
    this.made.set(name, known);
    return known;
  }

  private make(name: string): Result<SourceMachine> {
    const node = this.byName.get(name)!;
    const docker = this.dockers.get(name);
    const made = this.nodes.machine(node, docker ? [docker] : []);
    if (!made.ok) return inCluster(`node ${name}`, made);
    const said = this.withPods(node);
    const { own, mesh, position } = made.value;
    const tables = said.iptables === undefined ? own.tables : [];
    return ok({ spec: overlay({ ...own, tables: [] }, said), tables, mesh, position });
  }

  /** The same with all its lines written out. */
  whole(name: string): Result<ScenarioMachine> {
    const node = this.byName.get(name)!;
    const docker = this.dockers.get(name);
    const made = this.nodes.machine(node, docker ? [docker] : []);
    return made.ok
      ? ok(overlay(wholeMachine(made.value), this.withPods(node)))
      : inCluster(`node ${name}`, made);
  }

  /** Nodes that reach each other without a gateway are on one segment; the first network's has the plain name. */
  port(name: string): { readonly segment: string; readonly nic: string } {
    const { joined, nodes } = this.cluster;
    const address = this.byName.get(name)!.addresses[0]!;
    const { address: number } = parseCidr(`${address}/${joined.prefixLength}`)!;
    const near = ({ addresses }: ClusterNode) =>
      inPrefix(parseIpv4(addresses[0]!)!, number, joined.prefixLength);
    const first = nodes.findIndex(near);
    return { segment: first === 0 ? SEGMENT : `${SEGMENT}-${nodes[first]!.name}`, nic: joined.nic };
  }

  ownerOf(address: Ipv4Address): string | undefined {
    this.byAddress ??= new Map(
      this.cluster.nodes.flatMap(({ name, addresses }) => addresses.map((each) => [each, name] as const)),
    );
    return this.byAddress.get(formatIpv4(address));
  }

  ownerOfMac(mac: MacAddress): string | undefined {
    this.byMac ??= new Map(this.cluster.nodes.map((node) => [nicMac(this.cluster, node), node.name]));
    return this.byMac.get(mac);
  }

  /** The pods' processes: each declared port is listened on, in the pod or, with hostNetwork, on the node. */
  private withPods({ name }: ClusterNode): ScenarioMachine {
    const said = this.said[name] ?? {};
    const { kernel } = this.declared.nodes ?? {};
    const netns: Record<string, ScenarioNetns> = { ...said.netns };
    const onNode: Listener[] = [...(said.listeners ?? [])];
    for (const { pod, placed } of this.population.podsOn(name)) {
      const listeners = listenersOf(pod, this.cluster.services);
      if (!placed) onNode.push(...listeners);
      else {
        const label = `${pod.name} ${pod.podIP ?? ''}`.trim();
        netns[placed.netns] = { label, listeners, ...netns[placed.netns] };
      }
    }
    const own = { ...(kernel !== undefined && { kernel }), ...said };
    return withContainers({ ...own, listeners: oneAPort(onNode), netns });
  }
}

function rulesOf({ nodes, services, endpointSlices }: Cluster): number {
  const endpoints = endpointSlices.reduce((sum, slice) => sum + slice.endpoints.length, 0);
  return nodes.length * RULES_PER_ENDPOINT * (services.length + endpoints);
}
