// flannel pkg/backend: how packets for another node's subnet get there. One function a backend, from leases to tables.

import { ok, problem, type Result } from '../../problem.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { chosenMac } from '../host/chosen.ts';
import type { NetnsPart } from '../host/part.ts';
import { addressOf, masked, nthAddress, prefixOf } from '../host/prefix.ts';
import { onLink, type Uplink } from '../host/uplink.ts';
import type { Lease } from './flannel_lease.ts';

interface HostGw {
  readonly type: 'host-gw';
}

interface Vxlan {
  readonly type: 'vxlan';
  /** Default 1. */
  readonly vni?: number;
  /** Default: the kernel's, 8472. */
  readonly port?: number;
  /** Peers on the same link are reached without the tunnel. */
  readonly directRouting?: boolean;
}

interface Ipip {
  readonly type: 'ipip';
  readonly directRouting?: boolean;
}

interface Udp {
  readonly type: 'udp';
}

export type FlannelBackend = HostGw | Vxlan | Ipip | Udp;

/** What each puts around a packet: the pods' MTU is smaller by this. */
export const OVERHEAD: Readonly<Record<FlannelBackend['type'], number>> = {
  'host-gw': 0,
  vxlan: 50,
  ipip: 20,
  udp: 28,
};

type Tables = Partial<NetnsPart>;

type Backend<B> = (backend: B, own: Lease, others: readonly Lease[], uplink: Uplink) => Tables;

/** hostgw.go: the other node is the gateway. Where it is on another link, the kernel refuses the route. */
const hostGw: Backend<HostGw> = (_, __, others, uplink) => ({
  routes: others.filter(directly(true, uplink)).map((lease) => directRoute(lease, uplink)),
});

/** pkg/ip DirectRouting, where the backend was told to try it. */
function directly(tries: boolean, uplink: Uplink): (lease: Lease) => boolean {
  const isNear = onLink(uplink);
  return ({ publicIp }) => tries && isNear(publicIp);
}

const directRoute = ({ subnet, publicIp }: Lease, { dev }: Uplink) =>
  `${masked(subnet)} via ${publicIp} dev ${dev}`;

/** The tunnel's own address is the subnet's, alone: it is where the node's own packets to pods come from. */
const tunnelAddress = ({ subnet }: Lease) => nthAddress(prefixOf(subnet), 0);

const vtepMac = ({ node, vtepMac: declared }: Lease, dev: string) => declared ?? chosenMac(`${dev} ${node}`);

/** vxlan_network.go handleSubnetEvents: a neighbour, a forwarding entry and a route for each peer, and nothing is learned. */
const vxlan: Backend<Vxlan> = (
  { vni = 1, port = 8472, directRouting: direct = false },
  own,
  others,
  uplink,
) => {
  const dev = `flannel.${vni}`;
  const isDirect = directly(direct, uplink);
  const peers = others
    .filter((lease) => !isDirect(lease))
    .map((lease) => ({ via: tunnelAddress(lease), mac: vtepMac(lease, dev), lease }));
  return {
    links: [
      {
        kind: 'vxlan',
        name: dev,
        mac: vtepMac(own, dev),
        mtu: uplink.mtu - OVERHEAD.vxlan,
        addresses: [`${tunnelAddress(own)}/32`],
        vni,
        port,
        underlay: uplink.dev,
        local: formatIpv4(addressOf(uplink.address).address),
        learning: false,
      },
    ],
    routes: [
      ...others.filter(isDirect).map((lease) => directRoute(lease, uplink)),
      ...peers.map(({ via, lease }) => `${masked(lease.subnet)} via ${via} dev ${dev} onlink`),
    ],
    neigh: peers.map(({ via, mac }) => `${via} dev ${dev} lladdr ${mac} PERMANENT`),
    fdb: peers.map(({ mac, lease }) => `${mac} dev ${dev} dst ${lease.publicIp} self permanent`),
  };
};

/** ipip.go: the next hop of a route is the tunnel's other end. Direct routes keep their onlink here. */
const ipip: Backend<Ipip> = ({ directRouting: direct = false }, own, others, uplink) => {
  const isDirect = directly(direct, uplink);
  const device = (lease: Lease) => (isDirect(lease) ? uplink.dev : 'flannel.ipip');
  return {
    links: [
      {
        kind: 'ipip',
        name: 'flannel.ipip',
        mtu: uplink.mtu - OVERHEAD.ipip,
        addresses: [`${tunnelAddress(own)}/32`],
        local: formatIpv4(addressOf(uplink.address).address),
      },
    ],
    routes: others.map(
      (lease) => `${masked(lease.subnet)} via ${lease.publicIp} dev ${device(lease)} onlink`,
    ),
  };
};

/** What a backend leaves on the node; `others` are in the order of their subnets. */
export function backendTables(
  backend: FlannelBackend,
  own: Lease,
  others: readonly Lease[],
  uplink: Uplink,
): Result<Tables> {
  switch (backend.type) {
    case 'host-gw':
      return ok(hostGw(backend, own, others, uplink));
    case 'vxlan':
      return ok(vxlan(backend, own, others, uplink));
    case 'ipip':
      return ok(ipip(backend, own, others, uplink));
    case 'udp':
      return problem(
        'flannel backend',
        'udp: flanneld itself carries the packets, by a TUN device, which is not emulated',
        'host-gw, vxlan or ipip',
      );
  }
}
