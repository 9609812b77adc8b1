// What can be asked of a kernel from outside: the netlink, sysctl and xtables doors as one closed set of plain data.

import type { IpipConfig } from '../kernel/core/netdevice.ts';
import type { IpsetRequest } from '../kernel/ipset/request.ts';
import type { RouteConfig } from '../kernel/ipv4/fib_semantics.ts';
import type { IpvsRequest } from '../kernel/ipvs/request.ts';
import type { WrittenTable } from '../kernel/netfilter/written_table.ts';
import type { XtEdit } from '../kernel/netfilter/xtables_edit.ts';
import type { FibRuleRow, NudState, RouteNextHop, RouteScope, RouteType, Tuple } from '../trace/rows.ts';
import type { Ipv4Address, MacAddress } from '../wire/address.ts';
import type { MeshRequest } from './mesh.ts';

/** What a new device may be given; null: the kernel chooses. */
interface LinkGiven {
  readonly name: string;
  readonly ifindex: number | null;
  readonly mac: MacAddress | null;
  readonly mtu: number | null;
}

export type LinkRequest = LinkGiven & {
  readonly do: 'link.add';
  readonly type:
    | { readonly kind: 'nic' | 'bridge' | 'dummy' }
    | ({ readonly kind: 'ipip' } & IpipConfig)
    /** `peer`: the other end, made along with it, in the same namespace or another one of the machine. */
    | { readonly kind: 'veth'; readonly peer: (LinkGiven & { readonly netns: number | null }) | null }
    | {
        readonly kind: 'vxlan';
        readonly vni: number;
        readonly port: number;
        readonly underlay: string | null;
        readonly local: Ipv4Address | null;
        readonly learning: boolean;
        readonly ttl: number | null;
        /** Where frames go that no FDB entry knows (the all-zero entry). */
        readonly remote: Ipv4Address | null;
        readonly udpcsum: boolean;
      };
};

/** `ip link set`: what is to change, in the order in which the kernel does it. */
export interface LinkChanges {
  readonly netns?: number;
  readonly mac?: MacAddress;
  readonly mtu?: number;
  readonly name?: string;
  readonly up?: boolean;
  /** null: leaves its bridge. */
  readonly master?: string | null;
  readonly hairpin?: boolean;
  readonly learning?: boolean;
  readonly flood?: boolean;
}

export interface AddressRequest {
  readonly do: 'addr.add';
  readonly dev: string;
  readonly address: Ipv4Address;
  readonly length: number;
  /** true: without the connected route. */
  readonly noprefixroute: boolean;
  readonly broadcast?: Ipv4Address | null;
  readonly scope?: RouteScope;
  /** Of the connected route. */
  readonly metric?: number;
}

/** NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE and NLM_F_APPEND, as `ip route` and SIOCADDRT put them together. */
export type RouteHow = 'add' | 'replace' | 'change' | 'append' | 'prepend';

/** What a route to be deleted must be; undefined asks nothing. */
export interface RoutePattern {
  readonly table: number;
  readonly dst: Ipv4Address;
  readonly length: number;
  readonly type?: RouteType;
  readonly scope?: RouteScope;
  readonly gateway?: Ipv4Address;
  readonly nexthops?: readonly RouteNextHop[];
  readonly dev?: string;
  readonly protocol?: string;
  readonly prefsrc?: Ipv4Address;
  readonly metric?: number;
}

export type RulePattern = { readonly [K in keyof FibRuleRow]?: FibRuleRow[K] };

export interface FdbRequest {
  readonly do: 'fdb.add';
  readonly dev: string;
  readonly mac: MacAddress;
  readonly dst: Ipv4Address | null;
  /** true: the device's own table (`self`), false: that of its bridge (`master`). */
  readonly self: boolean;
  readonly permanent: boolean;
  readonly static?: boolean;
  readonly how?: 'add' | 'append' | 'replace';
}

export type Request =
  | LinkRequest
  | { readonly do: 'link.set'; readonly name: string; readonly changes: LinkChanges }
  | { readonly do: 'link.del'; readonly name: string }
  /** Joins two veths; the other end may be in another namespace of the same machine. */
  | { readonly do: 'link.peer'; readonly name: string; readonly netns: number; readonly peer: string }
  /** Options of a bridge; ageing in microseconds. */
  | { readonly do: 'bridge.set'; readonly name: string; readonly ageing?: number; readonly stp?: boolean }
  | AddressRequest
  | {
      readonly do: 'addr.del';
      readonly dev: string;
      readonly address: Ipv4Address;
      /** null: any. */
      readonly length: number | null;
    }
  | { readonly do: 'route.add'; readonly route: RouteConfig; readonly how?: RouteHow }
  | { readonly do: 'route.del'; readonly route: RoutePattern }
  /** `priority` null: in front of the rules there are. */
  | {
      readonly do: 'rule.add';
      readonly rule: Omit<FibRuleRow, 'priority'> & { readonly priority: number | null };
    }
  | { readonly do: 'rule.del'; readonly rule: RulePattern }
  | {
      readonly do: 'neigh.add';
      readonly dev: string;
      readonly address: Ipv4Address;
      readonly lladdr: MacAddress | null;
      readonly state: NudState;
      /** What must be there already, or must not; undefined: whichever, and no timer runs. */
      readonly how?: 'add' | 'change' | 'replace';
    }
  | { readonly do: 'neigh.del'; readonly dev: string; readonly address: Ipv4Address }
  | FdbRequest
  | {
      readonly do: 'fdb.del';
      readonly dev: string;
      readonly mac: MacAddress;
      readonly self: boolean;
      readonly dst: Ipv4Address | null;
    }
  /** By the tuple of its first packet. */
  | { readonly do: 'conntrack.del'; readonly original: Tuple }
  | { readonly do: 'sysctl.set'; readonly name: string; readonly value: number }
  | MeshRequest
  /** Tables written for several namespaces. */
  | { readonly do: 'xtables.begin'; readonly tables: readonly WrittenTable[] }
  | IpsetRequest
  | IpvsRequest
  | XtEdit;

/** The kernel's answer: null, or the message a tool would print. */
export type Refusal = string | null;
