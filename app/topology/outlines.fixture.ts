// Networks of any size for tests: machines with pods on bridges, routed pods, bridged NICs, tunnels, routers in namespaces.
import type { DeviceOutline, MachineOutline, NamespaceOutline, Outline } from '../../engine/trace/outline.ts';
import { parseCidr } from '../../engine/wire/parse_address.ts';

export interface NetSpec {
  readonly machines: number;
  /** Pods in each machine, spread over its bridges. */
  readonly pods: number;
  /** Bridges in each machine; 0: the host ends are routed. Default 1. */
  readonly bridges?: number;
  readonly vxlan?: boolean;
  readonly ipip?: boolean;
  /** A bridge without ports. */
  readonly idle?: boolean;
  /** NICs of each machine, one for each segment. Default 1. */
  readonly nics?: number;
  /** The last NIC is a port of the first bridge. */
  readonly bridgedNic?: boolean;
  /** A namespace between the machine's own and nobody, with two devices. */
  readonly router?: boolean;
}

class Net {
  readonly machines: MachineOutline[] = [];
  readonly namespaces: NamespaceOutline[] = [];
  readonly devices: DeviceOutline[] = [];

  namespace(machine: number, label: string, root: boolean): number {
    const id = this.namespaces.length;
    this.namespaces.push({
      id,
      name: label.toLowerCase().replaceAll(' ', '-'),
      label,
      machine,
      root,
      tracks: false,
    });
    this.device(id, 'lo', 'loopback', { addresses: '127.0.0.1/8' });
    return id;
  }

  device(
    ns: number,
    name: string,
    kind: DeviceOutline['kind'],
    more: {
      addresses?: string;
      bridge?: number;
      peer?: number;
      segment?: number;
      vni?: number;
      up?: boolean;
      mtu?: number;
    } = {},
  ): number {
    const id = this.devices.length;
    const cidr = more.addresses ? parseCidr(more.addresses) : undefined;
    this.devices.push({
      id,
      ns,
      ifindex: id + 1,
      name,
      kind,
      mac: `02:00:00:00:${(id >> 8).toString(16).padStart(2, '0')}:${(id & 255).toString(16).padStart(2, '0')}`,
      mtu: more.mtu ?? 1500,
      up: more.up ?? true,
      master: more.bridge === undefined ? null : this.devices[more.bridge]!.name,
      addresses: cidr ? [{ ...cidr, scope: 'global' }] : [],
      peer: more.peer ?? -1,
      bridge: more.bridge ?? -1,
      segment: more.segment ?? -1,
      vxlan: more.vni === undefined ? null : { vni: more.vni, port: 8472, underlay: 'eth0' },
    });
    if (more.peer !== undefined) this.devices[more.peer] = { ...this.devices[more.peer]!, peer: id };
    return id;
  }
}

function addMachine(net: Net, spec: NetSpec, id: number): void {
  net.machines.push({ id, name: `node-${id}`, label: `Node ${id}`, kernel: '6.18' });
  const root = net.namespace(id, `Node ${id}`, true);
  const nics = spec.nics ?? 1;
  const bridges = Array.from({ length: spec.bridges ?? 1 }, (_, nth) =>
    net.device(root, `br-long-name-${nth}`.slice(0, 15), 'bridge', { addresses: `10.${id}.${nth}.1/24` }),
  );
  for (let nth = 0; nth < nics; nth++) {
    const port = spec.bridgedNic && nth === nics - 1 && bridges[0] !== undefined;
    net.device(
      root,
      `enp0s${nth}`,
      'nic',
      port ? { bridge: bridges[0]!, segment: nth } : { addresses: `192.168.100.${id + 1}/24`, segment: nth },
    );
  }
  if (spec.idle) net.device(root, 'docker0', 'bridge', { addresses: '172.17.0.1/16', up: false });
  if (spec.vxlan) net.device(root, 'flannel.1', 'vxlan', { addresses: `10.${id}.0.0/32`, vni: 1, mtu: 1450 });
  if (spec.ipip) net.device(root, 'tunl0', 'ipip', { addresses: `10.${id}.0.0/32`, mtu: 1480 });
  for (let nth = 0; nth < spec.pods; nth++) {
    const pod = net.namespace(id, `Pod ${id}-${nth}`, false);
    const eth0 = net.device(pod, 'eth0', 'veth', { addresses: `10.${id}.0.${nth + 100}/24`, mtu: 1450 });
    const bridge = bridges[nth % Math.max(1, bridges.length)];
    net.device(root, `veth${id}${nth}abcdefgh`.slice(0, 15), 'veth', {
      peer: eth0,
      ...(bridge === undefined ? {} : { bridge }),
    });
  }
  if (spec.router) {
    const router = net.namespace(id, 'a router with a long label', false);
    const [a, b] = [
      net.device(router, 'r0', 'veth', { addresses: '10.200.0.1/24' }),
      net.device(router, 'r1', 'veth', { addresses: '10.201.0.1/24' }),
    ];
    net.device(root, 'to-r0', 'veth', { peer: a });
    net.device(root, 'to-r1', 'veth', { peer: b });
  }
}

export function cluster(spec: NetSpec): Outline {
  const net = new Net();
  for (let id = 0; id < spec.machines; id++) addMachine(net, spec, id);
  const segments = Array.from({ length: spec.nics ?? 1 }, (_, id) => ({
    id,
    name: `lan${id}`,
    label: `LAN ${id} 192.168.100.0/24`,
  }));
  return {
    title: 'generated',
    machines: net.machines,
    namespaces: net.namespaces,
    devices: net.devices,
    segments,
  };
}

export const generated: readonly { readonly name: string; readonly spec: NetSpec }[] = [
  { name: 'two nodes with a pod each and an idle bridge', spec: { machines: 2, pods: 1, idle: true } },
  { name: 'three nodes with a tunnel', spec: { machines: 3, pods: 1, vxlan: true, idle: true } },
  { name: 'two nodes with IPIP and routed pods', spec: { machines: 2, pods: 2, bridges: 0, ipip: true } },
  { name: 'many pods on one bridge', spec: { machines: 2, pods: 7, vxlan: true, idle: true } },
  { name: 'many pods on three bridges', spec: { machines: 2, pods: 8, bridges: 3, vxlan: true } },
  { name: 'routed pods without a bridge', spec: { machines: 2, pods: 3, bridges: 0 } },
  { name: 'a NIC that is a port of a bridge', spec: { machines: 2, pods: 2, nics: 3, bridgedNic: true } },
  { name: 'a router in a namespace', spec: { machines: 1, pods: 2, router: true } },
  { name: 'a machine with nothing but a NIC', spec: { machines: 4, pods: 0, bridges: 0 } },
  { name: 'many machines', spec: { machines: 9, pods: 2, vxlan: true } },
];
