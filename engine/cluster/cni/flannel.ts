// flanneld: from the leases of all nodes, this node's routes to their subnets, its tunnel, and its iptables rules.
import { ok, type Result } from '../../problem.ts';
import { type NetnsPart, type Part, part } from '../host/part.ts';
import { masked, type Prefix, prefixOf } from '../host/prefix.ts';
import type { Uplink } from '../host/uplink.ts';
import { backendTables, type FlannelBackend } from './flannel_backends.ts';
import { forwardRules, masqRules } from './flannel_iptables.ts';
import { inOrder, type Lease, leasesOfOthers } from './flannel_lease.ts';

/** net-conf.json, and how flanneld was started. */
export interface FlannelConf {
  readonly network: string;
  readonly backend: FlannelBackend;
  readonly version: string;
  /** --ip-masq, default true. */
  readonly ipMasq?: boolean;
  /** --iptables-forward-rules, default true. */
  readonly forwardRules?: boolean;
  /** Does this node's iptables have MASQUERADE --random-fully? Default true. */
  readonly randomFully?: boolean;
}

/** What flanneld leaves on the node with lease `own`, when it has seen `all`, in whatever order. */
export function flannelPart(
  conf: FlannelConf,
  own: Lease,
  all: readonly Lease[],
  uplink: Uplink,
): Result<Part> {
  const others = leasesOfOthers(own, all);
  const tables = backendTables(conf.backend, own, others, uplink);
  return tables.ok ? ok(part({ ...tables.value, iptables: iptablesOf(conf, own) })) : tables;
}

function iptablesOf(conf: FlannelConf, own: Lease) {
  const { version, ipMasq = true, forwardRules: forwards = true, randomFully = true } = conf;
  const firewall = { version, network: masked(conf.network), subnet: masked(own.subnet), randomFully };
  return [...(ipMasq ? masqRules(firewall) : []), ...(forwards ? forwardRules(firewall) : [])];
}

/** Lines of `ip route`, `ip neigh` and `bridge fdb`. */
export type MeshLines = Pick<NetnsPart, 'routes' | 'neigh' | 'fdb'>;

/** The ways from nodes of one network to all nodes, each written down when somebody takes it. */
export interface Mesh {
  /** Of the nodes, in their order. */
  readonly subnets: readonly Prefix[];
  lines(position: number): MeshLines;
}

export const NO_MESH: Mesh = { subnets: [], lines: () => NO_LINES };

const NO_LINES: MeshLines = { routes: [], neigh: [], fdb: [] };

/** As the node with lease `own` would have them, to itself too, if it is among them. */
export function flannelMesh(
  { backend }: FlannelConf,
  own: Lease,
  all: readonly Lease[],
  uplink: Uplink,
): Mesh {
  const leases = inOrder(all);
  return {
    subnets: leases.map(({ subnet }) => prefixOf(subnet)),
    lines: (position) => {
      const tables = backendTables(backend, own, leases.slice(position, position + 1), uplink);
      if (!tables.ok) return NO_LINES;
      const { routes = [], neigh = [], fdb = [] } = tables.value;
      return { routes, neigh, fdb };
    },
  };
}
