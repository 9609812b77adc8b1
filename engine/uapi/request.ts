// What can be asked of a kernel from outside: the netlink, sysctl and xtables doors as one closed set of plain data.

import type { IpipConfig } from '../kernel/core/netdevice.ts';
import type { IpsetRequest } from '../kernel/ipset/request.ts';
import type { RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import type { IpvsRequest } from '../kernel/ipvs/request.ts';
import type { NudState } from '../trace/rows.ts';
import type { Ipv4Address, MacAddress } from '../wire/address.ts';

export type LinkRequest = {
  readonly do: 'link.add';
  readonly name: string;
  readonly ifindex: number | null;
  readonly mac: MacAddress | null;
  readonly mtu: number | null;
  readonly type:
    | { readonly kind: 'nic' | 'veth' | 'bridge' | 'dummy' }
    | ({ readonly kind: 'ipip' } & IpipConfig)
    | {
        readonly kind: 'vxlan';
        readonly vni: number;
        readonly port: number;
        readonly underlay: string | null;
        readonly local: Ipv4Address | null;
        readonly learning: boolean;
      };
};

export type Request =
  | LinkRequest
  | { readonly do: 'link.up'; readonly name: string }
  /** Joins two veths; the other end may be in another namespace of the same machine. */
  | { readonly do: 'link.peer'; readonly name: string; readonly netns: number; readonly peer: string }
  | { readonly do: 'link.master'; readonly name: string; readonly master: string; readonly hairpin: boolean }
  | {
      readonly do: 'addr.add';
      readonly dev: string;
      readonly address: Ipv4Address;
      readonly length: number;
      /** true: without the connected route. */
      readonly noprefixroute: boolean;
    }
  | { readonly do: 'route.add'; readonly route: RouteConfig }
  | {
      readonly do: 'neigh.add';
      readonly dev: string;
      readonly address: Ipv4Address;
      readonly lladdr: MacAddress | null;
      readonly state: NudState;
    }
  | {
      readonly do: 'fdb.add';
      readonly dev: string;
      readonly mac: MacAddress;
      readonly dst: Ipv4Address | null;
      /** true: the device's own table (`self`), false: that of its bridge (`master`). */
      readonly self: boolean;
      readonly permanent: boolean;
    }
  | { readonly do: 'sysctl.set'; readonly name: string; readonly value: number }
  | { readonly do: 'xtables.restore'; readonly text: string }
  | IpsetRequest
  | IpvsRequest;

/** The kernel's answer: null, or the message a tool would print. */
export type Refusal = string | null;
