// What a probe may be sent to in a declared cluster, by which command, and which is worth seeing first.
import type { Protocol } from '../../cluster/objects.ts';
import type { ScenarioCommand } from '../schema.ts';
import type { PlacedNode, PlacedPod, PlacedService, Places } from './places.ts';

export interface Target {
  readonly kind: 'service' | 'nodePort' | 'pod' | 'node';
  /** `default/web`, `node-1`. */
  readonly name: string;
  /** `10.96.0.20:80`, `10.244.1.2`. */
  readonly address: string;
  readonly run: string;
}

export function targetsOf({ nodes, pods, services }: Places): Target[] {
  return [
    ...services.flatMap((service) => serviceTargets(service, nodes)),
    ...pods.map(({ namespace, name, address }) => pinged('pod', `${namespace}/${name}`, address)),
    ...nodes.map(({ name, address }) => pinged('node', name, address)),
  ];
}

const pinged = (kind: Target['kind'], name: string, address: string): Target => ({
  kind,
  name,
  address,
  run: `ping -c 1 ${address}`,
});

/** By its address, and by the first node's. */
function serviceTargets(
  { namespace, name, address, ports }: PlacedService,
  [node]: readonly PlacedNode[],
): Target[] {
  const path = `${namespace}/${name}`;
  const host = `${name}.${namespace}.svc.cluster.local`;
  return ports.flatMap(({ port, protocol, nodePort }) => [
    ...target('service', path, address, port, protocol, host),
    ...target('nodePort', path, nodePort === 0 ? null : (node?.address ?? null), nodePort, protocol, host),
  ]);
}

function target(
  kind: Target['kind'],
  name: string,
  address: string | null,
  port: number,
  protocol: Protocol,
  host: string,
): Target[] {
  const run = address === null ? null : ASKING[protocol](address, port, host);
  return run === null ? [] : [{ kind, name, address: `${address}:${port}`, run }];
}

const DNS_PORT = 53;

/** How a port of each protocol is asked; null: by no command there is. */
const ASKING: Readonly<Record<Protocol, (address: string, port: number, host: string) => string | null>> = {
  TCP: (address, port) => `curl -s http://${address}${port === 80 ? '' : `:${port}`}/`,
  UDP: (address, port, host) =>
    port === DNS_PORT ? `dig +short @${address} ${host}` : `nc -zu -w 1 ${address} ${port}`,
  SCTP: () => null,
};

/** From a pod to a service that has somebody behind it; else to a pod, as far away as there is one. */
export function likelyProbe({ nodes, pods, services }: Places, targets: readonly Target[]): ScenarioCommand {
  const service = services.find(({ address, endpoints }) => address !== null && endpoints.length > 0);
  const asked = targets.find(
    ({ kind, name }) => kind === 'service' && name === `${service?.namespace}/${service?.name}`,
  );
  if (service && asked) return { in: outside(pods, service.endpoints, nodes), run: asked.run };
  const [from] = pods;
  const to = pods.find(({ node }) => node !== from?.node) ?? pods[1] ?? from;
  if (!from || !to) return { in: nodes[0]!.name, run: `ping -c 1 ${nodes.at(-1)!.address}` };
  return { in: to === from ? nodes[0]!.name : from.place, run: `ping -c 1 ${to.address}` };
}

/** A pod that is not asked itself, or a node. */
function outside(
  pods: readonly PlacedPod[],
  endpoints: readonly string[],
  nodes: readonly PlacedNode[],
): string {
  return pods.find(({ address }) => !endpoints.includes(address))?.place ?? nodes[0]!.name;
}
