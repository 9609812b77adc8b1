// Entries that many namespaces begin with alike: the ways from every node of a cluster to every other. Each is there once, and is
// made when somebody looks it up.
import { fdbKey } from '../kernel/bridge/br_fdb.ts';
import { fib_create_info, type RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import { routeKey, type SharedRoutes } from '../kernel/ipv4/fib_trie.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { SharedRows } from '../kernel/row_table.ts';
import type { FdbRow, NeighRow, RouteRow } from '../trace/rows.ts';
import { formatIpv4, type Ipv4Address, prefixMask } from '../wire/address.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { FdbRequest } from './request.ts';

/** What `ip route`, `ip neigh` and `bridge fdb` would be asked for: of the main table, and of tunnels' own tables. */
export interface Ways {
  readonly routes: readonly RouteConfig[];
  readonly neigh: readonly NeighRow[];
  readonly fdb: readonly Pick<FdbRequest, 'mac' | 'dev' | 'dst'>[];
}

/** Ways to subnets. Routes lead to the subnet itself; neighbours have an address in it. */
export interface Mesh {
  readonly subnets: readonly { readonly network: Ipv4Address; readonly length: number }[];
  ways(position: number): Ways;
}

export interface MeshRequest {
  readonly do: 'mesh.share';
  readonly mesh: Mesh;
  /** The way to the namespace itself, which is not there; -1: all are. */
  readonly position: number;
}

const SHARED = new WeakMap<Mesh, SharedMesh>();

/** The namespace's devices are up, and stay the only ones of their names: the entries are taken as they are. */
export function shareMesh(net: Net, { mesh, position }: MeshRequest): null {
  if (mesh.subnets.length === 0) return null;
  const shared = SHARED.get(mesh) ?? new SharedMesh(net, mesh);
  SHARED.set(mesh, shared);
  const own = position < 0 ? null : shared.at(position);
  net.fib.share(shared, own ? [...own.routes.values()] : []);
  net.neigh.rows.share(shared.neigh, own ? [...own.neigh.keys()] : []);
  net.fdb.share(shared.fdb, own ? [...own.fdb.keys()] : []);
  return null;
}

/** The rows of one way, by key. */
interface WayRows {
  readonly routes: ReadonlyMap<string, RouteRow>;
  readonly neigh: ReadonlyMap<string, NeighRow>;
  readonly fdb: ReadonlyMap<string, FdbRow>;
}

class SharedMesh implements SharedRoutes {
  readonly lengths: readonly number[];
  readonly rows: SharedRows<RouteRow>;
  readonly neigh: SharedRows<NeighRow>;
  readonly fdb: SharedRows<FdbRow>;
  private readonly net: Net;
  private readonly mesh: Mesh;
  private readonly positions: ReadonlyMap<number, ReadonlyMap<Ipv4Address, number>>;
  private readonly made: (WayRows | undefined)[];
  /** Entries of tunnels, as far as ways have been looked up. */
  private isWhole = false;
  private readonly entries = new Map<string, FdbRow>();

  constructor(net: Net, mesh: Mesh) {
    this.net = net;
    this.mesh = mesh;
    this.made = new Array(mesh.subnets.length);
    const positions = new Map<number, Map<Ipv4Address, number>>();
    for (const [position, { network, length }] of mesh.subnets.entries()) {
      const networks = positions.get(length) ?? new Map<Ipv4Address, number>();
      positions.set(length, networks.set(network, position));
    }
    this.positions = positions;
    this.lengths = [...positions.keys()];
    this.rows = this.rowsBy('routes', (key) => parseIpv4(/ ([\d.]+)\/\d+ /.exec(key)?.[1] ?? ''));
    this.neigh = this.rowsBy('neigh', (key) => parseIpv4(key.slice(0, key.indexOf(' '))));
    this.fdb = { get: (key) => this.fdbRow(key), [Symbol.iterator]: () => this.all('fdb') };
  }

  at(position: number): WayRows {
    const known = this.made[position];
    if (known) return known;
    const { routes, neigh, fdb } = this.mesh.ways(position);
    const made = {
      routes: new Map(routes.map((route) => [routeKey(route), fib_create_info(this.net, route)])),
      neigh: new Map(neigh.map((row) => [`${formatIpv4(row.address)} dev ${row.dev}`, row])),
      fdb: new Map(fdb.map((entry) => [fdbKey(entry.mac, null, entry.dev), fdbRow(entry)])),
    };
    this.made[position] = made;
    for (const [key, row] of made.fdb) this.entries.set(key, row);
    return made;
  }

  routesTo(network: Ipv4Address, length: number): readonly RouteRow[] {
    const position = this.positions.get(length)?.get(network);
    return position === undefined ? [] : [...this.at(position).routes.values()];
  }

  private *all<Table extends keyof WayRows>(table: Table) {
    for (let position = 0; position < this.made.length; position++)
      yield* this.at(position)[table] as ReadonlyMap<string, MapValue<WayRows[Table]>>;
  }

  /** A key names an address, and that is in one of the subnets. */
  private rowsBy<Table extends 'routes' | 'neigh'>(
    table: Table,
    addressOf: (key: string) => Ipv4Address | undefined,
  ): SharedRows<MapValue<WayRows[Table]>> {
    const get = (key: string) => {
      const address = addressOf(key);
      const position = address === undefined ? undefined : this.positionOf(address);
      if (position === undefined) return undefined;
      return this.at(position)[table].get(key) as MapValue<WayRows[Table]> | undefined;
    };
    return { get, [Symbol.iterator]: () => this.all(table) };
  }

  private positionOf(address: Ipv4Address): number | undefined {
    for (const [length, networks] of this.positions) {
      const position = networks.get((address & prefixMask(length)) >>> 0);
      if (position !== undefined) return position;
    }
    return undefined;
  }

  /** Of tunnels, not of bridges. Who asks for a MAC address mostly has it of the neighbour; else nobody knows in which way it is. */
  private fdbRow(key: string): FdbRow | undefined {
    if (key.includes(' master ')) return undefined;
    if (!this.entries.has(key) && !this.isWhole) {
      for (let position = 0; position < this.made.length; position++) this.at(position);
      this.isWhole = true;
    }
    return this.entries.get(key);
  }
}

type MapValue<M> = M extends ReadonlyMap<string, infer Row> ? Row : never;

const fdbRow = (entry: Ways['fdb'][number]): FdbRow => ({
  mac: entry.mac,
  dev: entry.dev,
  dst: entry.dst,
  master: null,
  permanent: true,
  updated: 0,
});
