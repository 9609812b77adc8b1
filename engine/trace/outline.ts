// The network as drawn: who is where and joined to whom. Ids are indexes and are what events refer to.
import type { Ipv4Address } from '../wire/address.ts';
import type { LinkAddress, LinkRow } from './rows.ts';

export interface NamespaceOutline {
  readonly id: number;
  /** `HOST` or `HOST/NETNS`, as commands name it. */
  readonly name: string;
  /** What a person calls it: `Node A`, `Pod A`. */
  readonly label: string;
  readonly machine: number;
  /** The machine's own namespace, or one inside it. */
  readonly root: boolean;
  /** Are connections tracked: does any rule need to know them? */
  readonly tracks: boolean;
}

export interface MachineOutline {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  /** Kernel release, e.g. `6.18`. */
  readonly kernel: string;
}

/** What of a device's row is drawn. */
type Drawn = Pick<LinkRow, 'ifindex' | 'name' | 'kind' | 'mac' | 'mtu' | 'up' | 'master'>;

export interface DeviceOutline extends Drawn {
  readonly addresses: readonly Pick<LinkAddress, 'address' | 'length' | 'scope'>[];
  readonly id: number;
  readonly ns: number;
  /** Outline id of a veth's other end; -1 for others. */
  readonly peer: number;
  /** Outline id of the bridge this is a port of; -1 if none. */
  readonly bridge: number;
  /** Outline id of the segment a NIC is plugged into; -1 if none. */
  readonly segment: number;
  /** VXLAN devices: network identifier, UDP port, underlay device; null for others. */
  readonly vxlan: { readonly vni: number; readonly port: number; readonly underlay: string | null } | null;
  /** Tunnels of IPv4 in IPv4: their ends; null is any. */
  readonly ipip?: { readonly local: Ipv4Address | null; readonly remote: Ipv4Address | null };
}

export interface SegmentOutline {
  readonly id: number;
  readonly name: string;
  readonly label: string;
}

/** A node of a cluster, whether a packet has come to it or not. */
export interface NodeSummary {
  readonly name: string;
  readonly address: string;
  /** How many pods with a network of their own are on it. */
  readonly pods: number;
}

export interface PodSummary {
  /** Of its namespace, without that of its node. */
  readonly name: string;
  /** Null: it has none yet. */
  readonly address: string | null;
}

export interface Outline {
  readonly title: string;
  readonly machines: readonly MachineOutline[];
  readonly namespaces: readonly NamespaceOutline[];
  readonly devices: readonly DeviceOutline[];
  readonly segments: readonly SegmentOutline[];
  /** Machines that are there as well, and that nobody has come to; with their pods. */
  readonly asleep?: { readonly machines: number; readonly pods: number };
}
