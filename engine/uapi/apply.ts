// Applies requests to a namespace. The only way anything outside kernel/ changes a table.
import { br_fdb_add_local, fdbKey } from '../kernel/bridge/br_fdb.ts';
import { neighKey } from '../kernel/core/neighbour.ts';
import type { DeviceKind, NetDevice } from '../kernel/core/netdevice.ts';
import { vxlan_rcv } from '../kernel/dev/vxlan.ts';
import { inet_insert_ifa } from '../kernel/ipv4/devinet.ts';
import { fib_create_info, type RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import { RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../kernel/ipv4/fib_trie.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { parseIptablesSave } from '../kernel/netfilter/iptables_restore.ts';
import { problemText } from '../problem.ts';
import { inPrefix, MAC_ZERO, type MacAddress } from '../wire/address.ts';
import { IP_HLEN } from '../wire/ipv4.ts';
import { applyIpset } from './ipset.ts';
import { applyIpvs } from './ipvs.ts';
import type { LinkRequest, Refusal, Request } from './request.ts';

/** Numbers devices through the whole network, and gives MAC addresses to those that have none. */
export interface DeviceRegistry {
  nextId(): number;
  nextMac(): MacAddress;
  /** A device of another namespace. */
  find(netns: number, name: string): NetDevice | undefined;
  /** Called with every device that is made. */
  made(dev: NetDevice): void;
}

const DEFAULT_MTU = 1500;
/** Outer IPv4, UDP and VXLAN headers with the inner Ethernet header. */
const VXLAN_HEADROOM = 50;

export function apply(net: Net, registry: DeviceRegistry, request: Request): Refusal {
  switch (request.do) {
    case 'link.add':
      return addLink(net, registry, request);
    case 'link.up':
      return withDevice(net, request.name, (dev) => {
        dev.up = true;
        return null;
      });
    case 'link.peer':
      return setPeer(net, registry, request);
    case 'link.master':
      return setMaster(net, request);
    case 'addr.add':
      return addAddress(net, request);
    case 'route.add':
      return addRoute(net, request.route);
    case 'neigh.add':
      return withDevice(net, request.dev, (dev) => {
        const { address, lladdr, state } = request;
        net.neigh.rows.set(neighKey(dev, address), { address, dev: dev.name, lladdr, state });
        return null;
      });
    case 'fdb.add':
      return addFdb(net, request);
    case 'sysctl.set':
      net.sysctl.set(request.name, request.value);
      return null;
    case 'xtables.restore':
      return restore(net, request.text);
    case 'ipvs.add-service':
    case 'ipvs.edit-service':
    case 'ipvs.del-service':
    case 'ipvs.add-dest':
    case 'ipvs.edit-dest':
    case 'ipvs.del-dest':
    case 'ipvs.flush':
      return applyIpvs(net, request);
    default:
      return applyIpset(net, request);
  }
}

function withDevice(net: Net, name: string, work: (dev: NetDevice) => Refusal): Refusal {
  const dev = net.device(name);
  return dev ? work(dev) : `Cannot find device "${name}"`;
}

function addLink(net: Net, registry: DeviceRegistry, request: LinkRequest): Refusal {
  const indexes = [...net.devices.values()].map((dev) => dev.ifindex);
  const ifindex = request.ifindex ?? Math.max(0, ...indexes) + 1;
  if (net.device(request.name) || indexes.includes(ifindex)) return 'RTNETLINK answers: File exists';
  const dev: NetDevice = {
    id: registry.nextId(),
    net,
    name: request.name,
    ifindex,
    mac: request.mac ?? (request.type.kind === 'ipip' ? MAC_ZERO : registry.nextMac()),
    mtu: request.mtu ?? defaultMtu(net, request),
    up: false,
    master: null,
    hairpin: false,
    addresses: [],
    type: deviceKind(request.type),
  };
  net.devices.set(dev.name, dev);
  registry.made(dev);
  if (request.type.kind === 'bridge') br_fdb_add_local(dev, dev);
  if (request.type.kind === 'vxlan') openTunnelSocket(net, request.type.port);
  return null;
}

function deviceKind(type: LinkRequest['type']): DeviceKind {
  switch (type.kind) {
    case 'nic':
      return { kind: 'nic' };
    case 'veth':
      return { kind: 'veth', peer: null };
    case 'bridge':
      return { kind: 'bridge', ports: [] };
    case 'dummy':
      return { kind: 'dummy' };
    case 'ipip': {
      const { kind, ...ipip } = type;
      return { kind, ipip };
    }
    case 'vxlan': {
      const { vni, port, underlay, local, learning } = type;
      return { kind: 'vxlan', vxlan: { vni, port, underlay, local, learning } };
    }
  }
}

function defaultMtu(net: Net, { type }: LinkRequest): number {
  if (type.kind !== 'vxlan' && type.kind !== 'ipip') return DEFAULT_MTU;
  const headroom = type.kind === 'vxlan' ? VXLAN_HEADROOM : IP_HLEN;
  const underlay = type.underlay === null ? undefined : net.device(type.underlay);
  if (underlay) return underlay.mtu - headroom;
  // A tunnel of packets knows its header's size in any case (ipip_tunnel_setup).
  return type.kind === 'ipip' ? DEFAULT_MTU - IP_HLEN : DEFAULT_MTU;
}

/** vxlan_socket_create: one socket a port serves all devices on it. */
function openTunnelSocket(net: Net, port: number): void {
  net.udpSockets.set(port, {
    by: 'vxlan',
    port,
    receive: (skb, packet, datagram) => vxlan_rcv(net, port, skb, packet, datagram),
  });
}

function setPeer(
  net: Net,
  registry: DeviceRegistry,
  request: Extract<Request, { do: 'link.peer' }>,
): Refusal {
  return withDevice(net, request.name, (dev) => {
    const peer = registry.find(request.netns, request.peer);
    if (!peer) return `Cannot find device "${request.peer}"`;
    if (
      dev.type.kind !== 'veth' ||
      peer.type.kind !== 'veth' ||
      dev.type.peer ||
      peer.type.peer ||
      peer === dev
    ) {
      return 'RTNETLINK answers: Invalid argument';
    }
    dev.type.peer = peer;
    peer.type.peer = dev;
    return null;
  });
}

function setMaster(net: Net, request: Extract<Request, { do: 'link.master' }>): Refusal {
  return withDevice(net, request.name, (dev) =>
    withDevice(net, request.master, (bridge) => {
      if (bridge.type.kind !== 'bridge') return 'RTNETLINK answers: Operation not supported';
      dev.master = bridge;
      dev.hairpin = request.hairpin;
      bridge.type.ports.push(dev);
      br_fdb_add_local(bridge, dev);
      return null;
    }),
  );
}

function addAddress(net: Net, request: Extract<Request, { do: 'addr.add' }>): Refusal {
  const { address, length } = request;
  return withDevice(net, request.dev, (dev) => {
    if (dev.addresses.some((ifa) => ifa.address === address && ifa.length === length))
      return 'RTNETLINK answers: File exists';
    inet_insert_ifa(
      dev,
      { address, length, scope: dev.type.kind === 'loopback' ? 'host' : 'global' },
      request.noprefixroute,
    );
    return null;
  });
}

function addRoute(net: Net, route: RouteConfig): Refusal {
  if (route.dev !== null && !net.device(route.dev)) return `Cannot find device "${route.dev}"`;
  if (route.dev !== null && !net.device(route.dev)!.up) return 'RTNETLINK answers: Network is down';
  if (net.fib.has(route)) return 'RTNETLINK answers: File exists';
  if (route.gateway !== null && !route.onlink && !reachable(net, route))
    return 'Error: Nexthop has invalid gateway.';
  net.fib.insert(fib_create_info(net, route));
  return null;
}

/** fib_check_nh: without onlink, a gateway must be reached directly by the route's device. */
function reachable(net: Net, { gateway, dev }: RouteConfig): boolean {
  const { row } = net.fib.lookup(RT_TABLE_MAIN, gateway!, (candidate) =>
    candidate.dev === dev ? null : 'other-device',
  );
  const own = net.fib.lookup(RT_TABLE_LOCAL, gateway!, () => null).row;
  return (
    own?.type !== 'local' && row !== null && row.gateway === null && inPrefix(gateway!, row.dst, row.length)
  );
}

function addFdb(net: Net, request: Extract<Request, { do: 'fdb.add' }>): Refusal {
  return withDevice(net, request.dev, (dev) => {
    const { mac, dst, permanent } = request;
    const master = request.self ? null : (dev.master?.name ?? null);
    if (request.self && dst !== null && dev.type.kind !== 'vxlan')
      return 'RTNETLINK answers: Operation not supported';
    if (!request.self && master === null) return 'RTNETLINK answers: Operation not supported';
    net.fdb.set(fdbKey(mac, master, dev.name), {
      mac,
      dev: dev.name,
      master,
      dst,
      permanent,
      updated: net.env.now(),
    });
    return null;
  });
}

function restore(net: Net, text: string): Refusal {
  const tables = parseIptablesSave(text, { hasSet: (name) => net.ipset.find(name) !== undefined });
  if (!tables.ok) return problemText(tables.problem);
  for (const table of tables.value) net.xtables.replace(table);
  return null;
}
