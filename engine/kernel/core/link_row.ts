// net/core/rtnetlink.c rtmsg_ifinfo: tells of a device as it is now.
import type { LinkRow } from '../../trace/rows.ts';
import type { DeviceKind, NetDevice } from './netdevice.ts';

function linkRow(dev: NetDevice): LinkRow {
  const { type } = dev;
  return {
    ifindex: dev.ifindex,
    name: dev.name,
    kind: type.kind,
    mac: dev.mac,
    mtu: dev.mtu,
    up: dev.up,
    carrier: dev.carrier,
    operstate: default_operstate(dev),
    qdisc: qdisc(dev),
    master: dev.master?.name ?? null,
    otherEnd: otherEnd(dev),
    tunnel: type.kind === 'ipip' ? tunnelOf(type) : null,
    addresses: [...dev.addresses],
  };
}

const tunnelOf = ({ ipip: { local, remote, underlay } }: Extract<DeviceKind, { kind: 'ipip' }>) => ({
  local,
  remote,
  underlay,
});

const peerOf = ({ type }: NetDevice) => (type.kind === 'veth' ? type.peer : null);

function otherEnd(dev: NetDevice): LinkRow['otherEnd'] {
  const peer = peerOf(dev);
  if (!peer) return null;
  const { name, ifindex, up, net } = peer;
  return { name, ifindex, up, ns: net === dev.net ? null : net.name };
}

/** link_watch.c default_operstate */
function default_operstate(dev: NetDevice): LinkRow['operstate'] {
  if (!dev.up) return 'DOWN';
  if (!dev.carrier) {
    const end = otherEnd(dev);
    return end && end.ns === null && !end.up ? 'LOWERLAYERDOWN' : 'DOWN';
  }
  const { type } = dev;
  // Link watch tells only of what has once lost its carrier or can.
  const told = type.kind === 'nic' || type.kind === 'veth' || (type.kind === 'bridge' && type.selected);
  return told ? 'UP' : 'UNKNOWN';
}

/** A NIC has a queue; other devices hand on at once. */
function qdisc({ opened, type }: NetDevice): LinkRow['qdisc'] {
  if (!opened) return 'noop';
  return type.kind === 'nic' ? 'fq_codel' : 'noqueue';
}

/** Writes the device's row, and that of its other end, which tells of it too; unless nothing in it is new. */
export function link_changed(dev: NetDevice): void {
  write(dev);
  const peer = peerOf(dev);
  if (peer && peer.net.device(peer.name) === peer) write(peer);
}

function write(dev: NetDevice): void {
  const { links } = dev.net;
  const row = linkRow(dev);
  if (JSON.stringify(links.get(dev.name)) !== JSON.stringify(row)) links.set(dev.name, row);
}
