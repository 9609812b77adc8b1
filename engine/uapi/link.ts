// net/core/rtnetlink.c rtnl_newlink, rtnl_dellink: devices are made and taken away.
import { br_fdb_add_local, fdbKey } from '../kernel/bridge/br_fdb.ts';
import { dev_index_reserve, register_netdevice, unregister_netdevice } from '../kernel/core/dev_change.ts';
import { linkwatch_do_dev } from '../kernel/core/link_watch.ts';
import {
  alloc_netdev,
  BR_DEFAULT_AGEING_TIME,
  type DeviceKind,
  type NetDevice,
} from '../kernel/core/netdevice.ts';
import { vxlan_max_mtu, vxlan_rcv } from '../kernel/dev/vxlan.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { MAC_ZERO } from '../wire/address.ts';
import { IP_HLEN } from '../wire/ipv4.ts';
import { type DeviceRegistry, EEXIST, EINVAL, EOPNOTSUPP, withDevice } from './registry.ts';
import type { LinkRequest, Refusal, Request } from './request.ts';

const DEFAULT_MTU = 1500;
const IFNAMSIZ = 16;

type VxlanType = Extract<LinkRequest['type'], { kind: 'vxlan' }>;
type VethType = Extract<LinkRequest['type'], { kind: 'veth' }>;
type Peer = NonNullable<VethType['peer']>;

export function addLink(net: Net, registry: DeviceRegistry, request: LinkRequest): Refusal {
  const { type } = request;
  const peer = type.kind === 'veth' ? type.peer : null;
  const far = peer?.netns == null ? net : registry.net(peer.netns);
  if (!far) return EINVAL;
  const refusal = nameRefused(net, request) ?? (peer && nameRefused(far, peer));
  if (refusal) return refusal;
  if (peer && far === net && peer.name === request.name) return EEXIST;
  if (type.kind === 'vxlan' && vniTaken(net, type))
    return 'Error: A VXLAN device with the specified VNI already exists.';
  const other = peer ? make(far, registry, { ...peer, type: { kind: 'veth', peer: null } }) : null;
  const dev = make(net, registry, request);
  if (other) join(dev, other);
  if (type.kind === 'bridge') br_fdb_add_local(dev, dev);
  if (type.kind === 'vxlan') openTunnel(dev, type);
  return null;
}

function nameRefused(net: Net, { name, ifindex }: Pick<Peer, 'name' | 'ifindex'>): Refusal {
  if (name.length >= IFNAMSIZ) return 'Error: Attribute failed policy validation.';
  const devices = [...net.devices.values()];
  return net.device(name) || devices.some((dev) => dev.ifindex === ifindex) ? EEXIST : null;
}

/** vxlan_vni_in_use */
function vniTaken(net: Net, { vni, port }: VxlanType): boolean {
  return [...net.devices.values()].some(
    ({ type }) => type.kind === 'vxlan' && type.vxlan.vni === vni && type.vxlan.port === port,
  );
}

function make(
  net: Net,
  registry: DeviceRegistry,
  given: Pick<LinkRequest, 'name' | 'ifindex' | 'mac' | 'mtu' | 'type'>,
): NetDevice {
  const dev = alloc_netdev({
    id: registry.nextId(),
    net,
    name: given.name,
    ifindex: given.ifindex ?? dev_index_reserve(net),
    mac: given.mac ?? (given.type.kind === 'ipip' ? MAC_ZERO : registry.nextMac()),
    macSet: given.mac !== null,
    mtu: mtuOf(net, given),
    mtuSet: given.mtu !== null,
    type: deviceKind(given),
  });
  registry.made(dev);
  register_netdevice(dev);
  linkwatch_do_dev(dev);
  return dev;
}

function deviceKind({ type, mac }: Pick<LinkRequest, 'type' | 'mac'>): DeviceKind {
  switch (type.kind) {
    case 'nic':
      return { kind: 'nic' };
    case 'veth':
      return { kind: 'veth', peer: null };
    case 'bridge':
      return {
        kind: 'bridge',
        ports: [],
        stp: false,
        selected: mac !== null,
        ageing: BR_DEFAULT_AGEING_TIME,
      };
    case 'dummy':
      return { kind: 'dummy' };
    case 'ipip': {
      const { kind, ...ipip } = type;
      return { kind, ipip };
    }
    case 'vxlan': {
      const { kind, ...vxlan } = type;
      return { kind, vxlan };
    }
  }
}

/** Of VXLAN no more than the device below has room for. */
function mtuOf(net: Net, { mtu, type }: Pick<LinkRequest, 'mtu' | 'type'>): number {
  if (type.kind === 'vxlan') {
    const most = vxlan_max_mtu(net, type);
    return most === null ? (mtu ?? DEFAULT_MTU) : Math.min(mtu ?? most, most);
  }
  if (mtu !== null) return mtu;
  if (type.kind !== 'ipip') return DEFAULT_MTU;
  const underlay = type.underlay === null ? undefined : net.device(type.underlay);
  // Without one, too, it knows its header's size (ipip_tunnel_setup).
  return (underlay?.mtu ?? DEFAULT_MTU) - IP_HLEN;
}

/** vxlan_socket_create: one socket a port serves all devices on it. A remote host becomes the default entry. */
function openTunnel({ net, name }: NetDevice, { port, remote }: VxlanType): void {
  net.udpSockets.set(port, {
    by: 'vxlan',
    port,
    receive: (skb, packet, datagram) => vxlan_rcv(net, port, skb, packet, datagram),
  });
  if (remote === null) return;
  const entry = { mac: MAC_ZERO, dev: name, master: null, dst: remote, permanent: true, updated: 0 };
  net.fdb.set(fdbKey(MAC_ZERO, null, name), entry);
}

function join(dev: NetDevice, peer: NetDevice): void {
  if (dev.type.kind !== 'veth' || peer.type.kind !== 'veth') return;
  dev.type.peer = peer;
  peer.type.peer = dev;
  linkwatch_do_dev(dev);
  linkwatch_do_dev(peer);
}

export function setPeer(
  net: Net,
  registry: DeviceRegistry,
  request: Extract<Request, { do: 'link.peer' }>,
): Refusal {
  return withDevice(net, request.name, (dev) => {
    const peer = registry.net(request.netns)?.device(request.peer);
    if (!peer) return `Cannot find device "${request.peer}"`;
    const free = ({ type }: NetDevice) => type.kind === 'veth' && !type.peer;
    if (!free(dev) || !free(peer) || peer === dev) return EINVAL;
    join(dev, peer);
    return null;
  });
}

export function deleteLink(net: Net, registry: DeviceRegistry, name: string): Refusal {
  return withDevice(net, name, (dev) => {
    if (dev.type.kind === 'loopback' || dev.type.kind === 'nic') return EOPNOTSUPP;
    for (const gone of unregister_netdevice(dev)) {
      closeTunnel(gone);
      registry.gone(gone);
    }
    return null;
  });
}

function closeTunnel({ net, type }: NetDevice): void {
  if (type.kind !== 'vxlan') return;
  const { port } = type.vxlan;
  const used = [...net.devices.values()].some(
    (other) => other.type.kind === 'vxlan' && other.type.vxlan.port === port,
  );
  if (!used) net.udpSockets.delete(port);
}

export function setBridge(net: Net, request: Extract<Request, { do: 'bridge.set' }>): Refusal {
  return withDevice(net, request.name, ({ type }) => {
    if (type.kind !== 'bridge') return EOPNOTSUPP;
    type.ageing = request.ageing ?? type.ageing;
    type.stp = request.stp ?? type.stp;
    return null;
  });
}
