// What one program leaves on a machine: docker, flanneld, a CNI plugin. Names and forms are those of the scenario format, so
// that parts laid together are a machine of it.
import type { IptablesSource } from './laid_table.ts';

interface LinkBase {
  readonly name: string;
  readonly mac?: string;
  readonly mtu?: number;
  readonly up?: boolean;
  /** The bridge this device is a port of. */
  readonly master?: string;
  /** With prefix length. */
  readonly addresses?: string[];
}

export type Link =
  | (LinkBase & { readonly kind: 'bridge' })
  /** The end inside a namespace names its peer: `./NAME` is a device of the machine's own namespace. */
  | (LinkBase & { readonly kind: 'veth'; readonly peer?: string; readonly hairpin?: boolean })
  | (LinkBase & {
      readonly kind: 'vxlan';
      readonly vni: number;
      readonly port: number;
      readonly underlay: string;
      readonly local: string;
      readonly learning: boolean;
    })
  | (LinkBase & { readonly kind: 'ipip'; readonly local?: string })
  /** A NIC, plugged into a segment. */
  | (LinkBase & { readonly kind: 'nic' })
  /** A place for addresses. */
  | (LinkBase & { readonly kind: 'dummy' });

/** Tables of one namespace, a line an entry, as `ip route`, `ip neigh` and `bridge fdb` print them. */
export interface NetnsPart {
  readonly sysctl: Readonly<Record<string, string>>;
  readonly links: readonly Link[];
  readonly routes: readonly string[];
  readonly neigh: readonly string[];
  readonly fdb: readonly string[];
}

/** The machine's own namespace, and those made in it. */
export interface Part extends NetnsPart {
  readonly iptables: readonly IptablesSource[];
  /** Lines of `ipset save`. */
  readonly ipset: readonly string[];
  /** Lines of `ipvsadm -S -n`. */
  readonly ipvs: readonly string[];
  readonly netns: Readonly<Record<string, NetnsPart>>;
}

const EMPTY: NetnsPart = { sysctl: {}, links: [], routes: [], neigh: [], fdb: [] };

export const netnsPart = (tables: Partial<NetnsPart>): NetnsPart => ({ ...EMPTY, ...tables });

export const part = (tables: Partial<Part>): Part => ({
  ...EMPTY,
  iptables: [],
  ipset: [],
  ipvs: [],
  netns: {},
  ...tables,
});

/** The route the kernel adds with an address, as `ip route` prints it. */
export const connectedRoute = (network: string, dev: string, source: string) =>
  `${network} dev ${dev} proto kernel scope link src ${source}`;
