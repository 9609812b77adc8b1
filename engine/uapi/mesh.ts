// Entries that many namespaces begin with alike: the way from each node of a cluster to every other. They are written once.
import { fdbKey } from '../kernel/bridge/br_fdb.ts';
import { fib_create_info, type RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import { SharedRoutes } from '../kernel/ipv4/fib_trie.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { FdbRow, NeighRow } from '../trace/rows.ts';
import { formatIpv4 } from '../wire/address.ts';
import type { FdbRequest } from './request.ts';

/** What `ip route`, `ip neigh` and `bridge fdb` would be asked for, entry by entry: of the main table, and of tunnels' own tables. */
export interface Mesh {
  readonly routes: readonly RouteConfig[];
  readonly neigh: readonly NeighRow[];
  readonly fdb: readonly Pick<FdbRequest, 'mac' | 'dev' | 'dst'>[];
}

export interface MeshRequest {
  readonly do: 'mesh.share';
  readonly mesh: Mesh;
  /** What of it leads to the namespace itself, and so is not there. */
  readonly but: Mesh;
}

interface Written {
  readonly routes: SharedRoutes;
  readonly neigh: ReadonlyMap<string, NeighRow>;
  readonly fdb: ReadonlyMap<string, FdbRow>;
}

const WRITTEN = new WeakMap<Mesh, Written>();

/** The namespace's devices are up and stay the only ones of their names: the entries are taken as they are. */
export function shareMesh(net: Net, { mesh, but }: MeshRequest): null {
  const written = WRITTEN.get(mesh) ?? write(net, mesh);
  WRITTEN.set(mesh, written);
  net.fib.share(
    written.routes,
    but.routes.map((route) => fib_create_info(net, route)),
  );
  net.neigh.rows.share(written.neigh, but.neigh.map(neighKeyOf));
  net.fdb.share(written.fdb, but.fdb.map(fdbKeyOf));
  return null;
}

const neighKeyOf = ({ address, dev }: NeighRow) => `${formatIpv4(address)} dev ${dev}`;
const fdbKeyOf = ({ mac, dev }: Mesh['fdb'][number]) => fdbKey(mac, null, dev);

function write(net: Net, { routes, neigh, fdb }: Mesh): Written {
  const rowOf = (entry: Mesh['fdb'][number]): FdbRow => ({
    ...entry,
    master: null,
    permanent: true,
    updated: 0,
  });
  return {
    routes: new SharedRoutes(routes.map((route) => fib_create_info(net, route))),
    neigh: new Map(neigh.map((row) => [neighKeyOf(row), row])),
    fdb: new Map(fdb.map((entry) => [fdbKeyOf(entry), rowOf(entry)])),
  };
}
