// net/core/rtnetlink.c rtmsg_ifinfo: tells of a device as it is now.
import type { LinkRow } from '../../trace/rows.ts';
import type { NetDevice } from './netdevice.ts';

function linkRow(dev: NetDevice): LinkRow {
  return {
    ifindex: dev.ifindex,
    name: dev.name,
    kind: dev.type.kind,
    mac: dev.mac,
    mtu: dev.mtu,
    up: dev.up,
    master: dev.master?.name ?? null,
    addresses: dev.addresses.map(({ address, length, scope }) => ({ address, length, scope })),
  };
}

/** Writes the device's row, unless nothing in it is new. */
export function link_changed(dev: NetDevice): void {
  const { links } = dev.net;
  const row = linkRow(dev);
  if (JSON.stringify(links.get(dev.name)) !== JSON.stringify(row)) links.set(dev.name, row);
}
