// The cluster and the Docker hosts of a scenario, as a person declared them, to machines with the tables their programs write.
import { dockerPart } from '../../cluster/docker/docker.ts';
import { machineOf } from '../../cluster/host/machine.ts';
import type { Part } from '../../cluster/host/part.ts';
import { ok, problem, type Result } from '../../problem.ts';
import { parseCidr, parseIpv4 } from '../../wire/parse_address.ts';
import type { Expanded } from '../expand.ts';
import type { Scenario, ScenarioMachine } from '../schema.ts';
import { type DeclaredCluster, declaredCluster } from './declared_cluster.ts';
import { controlPlaneOf, editedCluster, listedCluster } from './edited.ts';
import { overlay, withContainers } from './overlay.ts';

/** A cluster of few nodes is written out whole; of many, each node is when somebody comes to it. */
export function derive(written: Scenario): Result<Expanded> {
  const scenario = editedCluster(written);
  if (!scenario.ok) return scenario;
  const { cluster, machines, segments = {}, ...rest } = scenario.value;
  const dockers = dockerParts(machines);
  if (!dockers.ok) return dockers;
  const declared = cluster ? declaredCluster(cluster, machines, dockers.value) : ok(null);
  if (!declared.ok) return declared;
  const source = declared.value?.source ?? null;
  const nodes = source ? nodesOf(source) : ok(NO_NODES);
  if (!nodes.ok) return nodes;
  const others = Object.entries(machines).filter(([name]) => !source?.has(name));
  const hosts = others.map(([name, said]) => [name, dockerHost(said, dockers.value.get(name))] as const);
  return ok({
    scenario: {
      ...rest,
      machines: { ...nodes.value.machines, ...Object.fromEntries(hosts) },
      segments: joined(segments, nodes.value.ports),
    },
    warnings: declared.value?.warnings ?? [],
    source: source?.isSmall === false ? source : null,
    controlPlane: cluster ? controlPlaneOf(cluster) : null,
    cluster: cluster ? listedCluster(cluster) : null,
  });
}

interface Nodes {
  readonly machines: Readonly<Record<string, ScenarioMachine>>;
  /** The NICs that are plugged into each segment. */
  readonly ports: Readonly<Record<string, readonly string[]>>;
}

const NO_NODES: Nodes = { machines: {}, ports: {} };

function nodesOf(source: DeclaredCluster): Result<Nodes> {
  if (!source.isSmall) return ok(NO_NODES);
  const machines: Record<string, ScenarioMachine> = {};
  const ports: Record<string, string[]> = {};
  for (const name of source.names) {
    const machine = source.whole(name);
    if (!machine.ok) return machine;
    machines[name] = machine.value;
    const { segment, nic } = source.port(name);
    ports[segment] = [...(ports[segment] ?? []), `${name}/${nic}`];
  }
  return ok({ machines, ports });
}

type Segments = NonNullable<Scenario['segments']>;

/** The nodes' NICs in front of those that the scenario plugs into the same segment. */
function joined(segments: Segments, ports: Nodes['ports']): Segments {
  const names = new Set([...Object.keys(ports), ...Object.keys(segments)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const said = segments[name] ?? { ports: [] };
      return [name, { ...said, ports: [...(ports[name] ?? []), ...said.ports] }];
    }),
  );
}

/** What dockerd leaves on each machine that has one. */
function dockerParts(machines: Scenario['machines']): Result<ReadonlyMap<string, Part>> {
  const parts = new Map<string, Part>();
  for (const [name, { docker }] of Object.entries(machines)) {
    if (!docker) continue;
    const where = `machines.${name}.docker`;
    const wrong = badAddress(docker);
    if (wrong) return problem(`${where}.${wrong.where}`, `"${wrong.text.slice(0, 40)}" is no ${wrong.what}`);
    const part = dockerPart({ ...docker, name });
    if (!part.ok)
      return { ok: false, problem: { ...part.problem, where: `${where}: ${part.problem.where}` } };
    parts.set(name, part.value);
  }
  return ok(parts);
}

const dockerHost = (said: ScenarioMachine, part: Part | undefined): ScenarioMachine =>
  part ? overlay(machineOf([part]), withContainers(said)) : said;

type Docker = NonNullable<ScenarioMachine['docker']>;

/** Declared data is checked where it is read. */
function badAddress({ defaultBridge, networks = [], containers = [] }: Docker) {
  const gateways = [
    ['defaultBridge.gateway', defaultBridge?.gateway] as const,
    ...networks.map(({ gateway }, at) => [`networks.${at}.gateway`, gateway] as const),
  ];
  const addresses = containers.flatMap(({ address, publish = [] }, at) => [
    [`containers.${at}.address`, address] as const,
    ...publish.map(({ hostIp }, nth) => [`containers.${at}.publish.${nth}.hostIp`, hostIp] as const),
  ]);
  const isGateway = (text: string) => text.includes('/') && parseCidr(text) !== undefined;
  return (
    firstWrong(gateways, isGateway, 'address with a prefix length') ??
    firstWrong(addresses, (text) => parseIpv4(text) !== undefined, 'IPv4 address')
  );
}

function firstWrong(
  given: readonly (readonly [where: string, text: string | undefined])[],
  isRight: (text: string) => boolean,
  what: string,
) {
  for (const [where, text] of given) if (text !== undefined && !isRight(text)) return { where, text, what };
  return null;
}
