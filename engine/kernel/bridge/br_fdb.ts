// net/bridge/br_fdb.c: which address is behind which port.

import type { FdbRow } from '../../trace/rows.ts';
import { MAC_ZERO, type MacAddress } from '../../wire/address.ts';
import { BR_DEFAULT_AGEING_TIME, type NetDevice } from '../core/netdevice.ts';

export function fdbKey(mac: MacAddress, master: string | null, dev: string): string {
  return master === null ? `${mac} dev ${dev}` : `${mac} master ${master}`;
}

/** A learned entry that hears nothing for so long is gone, microseconds. */
function ageing({ type }: NetDevice): number {
  return type.kind === 'bridge' ? type.ageing : BR_DEFAULT_AGEING_TIME;
}

/** br_fdb_find_rcu: the entry for an address, unless it has aged. */
export function br_fdb_find(bridge: NetDevice, mac: MacAddress): { key: string; row: FdbRow } | null {
  const key = fdbKey(mac, bridge.name, '');
  const row = bridge.net.fdb.get(key);
  if (!row) return null;
  const stays = row.permanent || row.static === true;
  return stays || bridge.net.env.now() - row.updated <= ageing(bridge) ? { key, row } : null;
}

/** br_fdb_update: a frame from this address came in by this port. */
export function br_fdb_update(
  bridge: NetDevice,
  port: NetDevice,
  mac: MacAddress,
): 'new' | 'moved' | 'known' {
  const { net } = bridge;
  const found = br_fdb_find(bridge, mac);
  if (found?.row.permanent || found?.row.static) return 'known';
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

/** fdb_add_local: the bridge's own addresses, those of its ports included. The first to bring an address has it. */
export function br_fdb_add_local(bridge: NetDevice, dev: NetDevice): void {
  const key = fdbKey(dev.mac, bridge.name, '');
  if (bridge.net.fdb.get(key)?.permanent) return;
  bridge.net.fdb.set(key, {
    mac: dev.mac,
    dev: dev.name,
    master: bridge.name,
    dst: null,
    permanent: true,
    updated: 0,
  });
}

/** br_fdb_change_mac_address: the bridge itself has another address. */
export function br_fdb_change_mac_address(bridge: NetDevice, mac: MacAddress): void {
  const before = fdbKey(bridge.mac, bridge.name, '');
  if (bridge.net.fdb.get(before)?.dev === bridge.name) bridge.net.fdb.delete(before);
  bridge.mac = mac;
  if (mac !== MAC_ZERO) br_fdb_add_local(bridge, bridge);
}

/** br_fdb_changeaddr: a port has another address. */
export function br_fdb_changeaddr(bridge: NetDevice, port: NetDevice, before: MacAddress): void {
  const key = fdbKey(before, bridge.name, '');
  const row = bridge.net.fdb.get(key);
  if (row?.permanent && row.dev === port.name) bridge.net.fdb.delete(key);
  br_fdb_add_local(bridge, port);
}

/** br_fdb_delete_by_port: what was learned there, or (`all`) everything. */
export function br_fdb_delete_by_port(bridge: NetDevice, port: NetDevice, all: boolean): void {
  for (const [key, row] of [...bridge.net.fdb.entries()]) {
    if (row.master !== bridge.name || row.dev !== port.name) continue;
    if (all || !(row.permanent || row.static)) bridge.net.fdb.delete(key);
  }
}
