// net/bridge/br_fdb.c: which address is behind which port.

import type { FdbRow } from '../../trace/rows.ts';
import type { MacAddress } from '../../wire/address.ts';
import type { NetDevice } from '../core/netdevice.ts';

/** ageing_time: a learned entry that hears nothing for so long is gone, microseconds. */
const AGEING = 300_000_000;

export function fdbKey(mac: MacAddress, master: string | null, dev: string): string {
  return master === null ? `${mac} dev ${dev}` : `${mac} master ${master}`;
}

/** br_fdb_find_rcu: the entry for an address, unless it has aged. */
export function br_fdb_find(bridge: NetDevice, mac: MacAddress): { key: string; row: FdbRow } | null {
  const key = fdbKey(mac, bridge.name, '');
  const row = bridge.net.fdb.get(key);
  if (!row) return null;
  return row.permanent || bridge.net.env.now() - row.updated <= AGEING ? { key, row } : null;
}

/** br_fdb_update: a frame from this address came in by this port. */
export function br_fdb_update(
  bridge: NetDevice,
  port: NetDevice,
  mac: MacAddress,
): 'new' | 'moved' | 'known' {
  const { net } = bridge;
  const found = br_fdb_find(bridge, mac);
  if (found?.row.permanent) return 'known';
  const row: FdbRow = {
    mac,
    dev: port.name,
    master: bridge.name,
    dst: null,
    permanent: false,
    updated: net.env.now(),
  };
  net.fdb.set(fdbKey(mac, bridge.name, ''), row);
  if (!found) return 'new';
  return found.row.dev === port.name ? 'known' : 'moved';
}

/** br_fdb_add_local: the bridge's own addresses, those of its ports included. */
export function br_fdb_add_local(bridge: NetDevice, dev: NetDevice): void {
  const row: FdbRow = {
    mac: dev.mac,
    dev: dev.name,
    master: bridge.name,
    dst: null,
    permanent: true,
    updated: 0,
  };
  bridge.net.fdb.set(fdbKey(dev.mac, bridge.name, ''), row);
}
