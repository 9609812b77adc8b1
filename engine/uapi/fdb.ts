// net/core/rtnetlink.c rtnl_fdb_add, rtnl_fdb_del; drivers/net/vxlan/vxlan_core.c vxlan_fdb_update: forwarding entries written by hand.
import { fdbKey } from '../kernel/bridge/br_fdb.ts';
import type { NetDevice } from '../kernel/core/netdevice.ts';
import { remoteKey } from '../kernel/fdb_table.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { FdbRow } from '../trace/rows.ts';
import type { Ipv4Address } from '../wire/address.ts';
import { EEXIST, EINVAL, ENOENT, EOPNOTSUPP, withDevice } from './registry.ts';
import type { FdbRequest, Refusal, Request } from './request.ts';

export function addFdb(net: Net, request: FdbRequest): Refusal {
  return withDevice(net, request.dev, (dev) => {
    const bridge = masterOf(dev, request.self);
    if (bridge === undefined) return EOPNOTSUPP;
    const tunnel = bridge === null && dev.type.kind === 'vxlan';
    if (tunnel && request.dst === null) return EINVAL;
    if (!tunnel && request.dst !== null) return EOPNOTSUPP;
    const key = fdbKey(request.mac, bridge, dev.name);
    const known = net.fdb.get(key);
    if (known && tunnel && request.how === 'append') return addRemote(net, key, rowOf(dev, bridge, request));
    if (known && request.how === 'add') return EEXIST;
    if (tunnel) for (const each of net.fdb.remotes(key)) net.fdb.delete(each);
    net.fdb.set(key, rowOf(dev, bridge, request));
    return null;
  });
}

/** The bridge whose table is meant; null: the device's own; undefined: there is none. */
function masterOf(dev: NetDevice, self: boolean): string | null | undefined {
  if (!self) return dev.master?.name;
  return dev.type.kind === 'bridge' ? dev.name : null;
}

function rowOf(dev: NetDevice, master: string | null, request: FdbRequest): FdbRow {
  const { mac, dst, permanent } = request;
  const row = { mac, dev: dev.name, master, dst, permanent, updated: dev.net.env.now() };
  return request.static ? { ...row, static: true } : row;
}

/** vxlan_fdb_append */
function addRemote(net: Net, key: string, row: FdbRow): Refusal {
  if (net.fdb.get(key)?.dst === row.dst) return null;
  net.fdb.set(remoteKey(key, row.dst!), row);
  return null;
}

export function deleteFdb(net: Net, request: Extract<Request, { do: 'fdb.del' }>): Refusal {
  return withDevice(net, request.dev, (dev) => {
    const bridge = masterOf(dev, request.self);
    if (bridge === undefined) return EOPNOTSUPP;
    const key = fdbKey(request.mac, bridge, dev.name);
    const row = net.fdb.get(key);
    if (!row || row.dev !== dev.name) return ENOENT;
    deleteEntry(net, key, request.dst);
    return null;
  });
}

/** __vxlan_fdb_delete: one host of several, or else the whole entry. The first that is left takes the entry's place. */
function deleteEntry(net: Net, key: string, dst: Ipv4Address | null): void {
  const others = net.fdb.remotes(key);
  const first = dst === null || net.fdb.get(key)?.dst === dst;
  if (!first) {
    net.fdb.delete(remoteKey(key, dst));
    return;
  }
  const heir = dst === null ? undefined : others[0];
  const row = heir === undefined ? undefined : net.fdb.get(heir);
  for (const each of row ? [heir!] : others) net.fdb.delete(each);
  if (row) net.fdb.set(key, row);
  else net.fdb.delete(key);
}
