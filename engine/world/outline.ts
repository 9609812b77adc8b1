// The network as the page draws it.

import type { NetDevice } from '../kernel/core/netdevice.ts';
import type { DeviceOutline, Outline } from '../trace/outline.ts';
import type { World } from './world.ts';

export function outlineOf(world: World, title: string): Outline {
  return {
    title,
    machines: world.machines.map(({ id, name, label, kernel }) => ({ id, name, label, kernel })),
    namespaces: world.namespaces.map(({ net, machine, label, root }) => ({
      id: net.id,
      name: net.name,
      label,
      machine: machine.id,
      root,
      tracks: net.xtables.tracks,
    })),
    devices: world.devices.map((dev) => deviceOutline(world, dev)),
    segments: world.segments.map(({ id, name, label }) => ({ id, name, label })),
    ...(world.sleepers && { asleep: world.sleepers.asleep }),
  };
}

function deviceOutline(world: World, dev: NetDevice): DeviceOutline {
  const { ifindex, name, mac, mtu, up, master, type } = dev;
  return {
    ifindex,
    name,
    kind: type.kind,
    mac,
    mtu,
    up,
    master: master?.name ?? null,
    addresses: dev.addresses.map(({ address, length, scope }) => ({ address, length, scope })),
    id: dev.id,
    ns: dev.net.id,
    peer: type.kind === 'veth' ? (type.peer?.id ?? -1) : -1,
    bridge: dev.master?.id ?? -1,
    segment: world.segmentOf(dev)?.id ?? -1,
    vxlan:
      type.kind === 'vxlan'
        ? { vni: type.vxlan.vni, port: type.vxlan.port, underlay: type.vxlan.underlay }
        : null,
    ...(type.kind === 'ipip' ? { ipip: { local: type.ipip.local, remote: type.ipip.remote } } : {}),
  };
}
