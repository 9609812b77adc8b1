// The rows of a namespace's tables as a trace records them and a pane prints them. Plain data; keys are made by the table's owner.
import type { Ipv4Address, MacAddress } from '../wire/address.ts';

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw';
export type RouteScope = 'global' | 'link' | 'host';

/** One of several next hops of a route (struct fib_nh). */
export interface RouteNextHop {
  readonly gateway: Ipv4Address | null;
  readonly dev: string;
  /** Its share of the flows, 1 to 256. */
  readonly weight: number;
  /** Its device is down (RTNH_F_DEAD). */
  readonly dead: boolean;
}

/** One FIB entry (fib_info). */
export interface RouteRow {
  /** rtnetlink table id: 254 main, 255 local. */
  readonly table: number;
  readonly type: RouteType;
  readonly dst: Ipv4Address;
  readonly length: number;
  readonly gateway: Ipv4Address | null;
  readonly dev: string | null;
  readonly protocol: string;
  readonly scope: RouteScope;
  readonly prefsrc: Ipv4Address | null;
  readonly metric: number;
  readonly onlink: boolean;
  /** The device has no carrier (RTNH_F_LINKDOWN). */
  readonly linkdown: boolean;
  /** All next hops where there are several; `gateway` and `dev` are then those of the first. */
  readonly nexthops?: readonly RouteNextHop[];
}

/** One policy rule (struct fib_rule). */
export interface FibRuleRow {
  readonly priority: number;
  /** Applies to what does not match. */
  readonly not: boolean;
  readonly from: Prefix | null;
  readonly to: Prefix | null;
  readonly tos: number;
  readonly fwmark: number;
  /** 0: the mark is not looked at. */
  readonly fwmask: number;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly action: 'lookup' | 'blackhole' | 'unreachable' | 'prohibit';
  /** The table to look in; 0 for other actions. */
  readonly table: number;
}

export interface Prefix {
  readonly address: Ipv4Address;
  readonly length: number;
}

export type NudState =
  | 'INCOMPLETE'
  | 'REACHABLE'
  | 'STALE'
  | 'DELAY'
  | 'PROBE'
  | 'FAILED'
  | 'PERMANENT'
  | 'NOARP';

export interface NeighRow {
  readonly address: Ipv4Address;
  readonly dev: string;
  readonly lladdr: MacAddress | null;
  readonly state: NudState;
}

export interface FdbRow {
  readonly mac: MacAddress;
  /** The bridge port, the bridge itself (local entries) or the VXLAN device. */
  readonly dev: string;
  /** The bridge, for entries of a bridge's table. */
  readonly master: string | null;
  /** The remote VTEP, for entries of a VXLAN device's table. */
  readonly dst: Ipv4Address | null;
  readonly permanent: boolean;
  /** Set by hand to stay, but not an address of this host (NUD_NOARP). */
  readonly static?: boolean;
  /** Virtual time of the last frame seen from here, microseconds. */
  readonly updated: number;
}

export interface CounterRow {
  readonly packets: number;
  readonly bytes: number;
}

/** One half of a connection (struct nf_conntrack_tuple). For ICMP the ports hold nothing and type, code, id do. */
export interface Tuple {
  readonly src: Ipv4Address;
  readonly dst: Ipv4Address;
  readonly protocol: number;
  readonly sport: number;
  readonly dport: number;
  readonly icmp: { readonly type: number; readonly code: number; readonly id: number } | null;
}

/** States in which conntrack holds a TCP connection (enum tcp_conntrack). */
export type TcpConntrackState =
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'SYN_SENT2';

export interface ConntrackRow {
  readonly original: Tuple;
  readonly reply: Tuple;
  /** null for other protocols. */
  readonly tcp: TcpConntrackState | null;
  readonly seenReply: boolean;
  readonly assured: boolean;
  readonly mark: number;
  /** Virtual time at which the entry expires, microseconds. */
  readonly expires: number;
}

export type TableKind = 'raw' | 'mangle' | 'nat' | 'filter' | 'security';

export interface ChainRow {
  readonly table: TableKind;
  readonly chain: string;
  /** The policy of a built-in chain; null for a user chain. */
  readonly policy: 'ACCEPT' | 'DROP' | null;
  /** How many rules jump here. */
  readonly references: number;
}

export interface RuleRow {
  readonly table: TableKind;
  readonly chain: string;
  /** Position in the chain, from 1. */
  readonly num: number;
  /** As `iptables-save` prints it, without `-A CHAIN`. */
  readonly spec: string;
  /** The columns of `iptables -nvL`. */
  readonly target: string;
  readonly prot: string;
  readonly opt: string;
  readonly in: string;
  readonly out: string;
  readonly source: string;
  readonly destination: string;
  /** What stands behind the columns: matches and target options. */
  readonly extra: string;
}

/** An address of a device (struct in_ifaddr). */
export interface LinkAddress {
  readonly address: Ipv4Address;
  readonly length: number;
  readonly scope: RouteScope;
  readonly broadcast: Ipv4Address | null;
  /** Of a subnet in which the device has an address already (IFA_F_SECONDARY). */
  readonly secondary: boolean;
  /** Brings no connected route (IFA_F_NOPREFIXROUTE). */
  readonly noprefixroute: boolean;
  /** Of the connected route. */
  readonly metric: number;
}

/** A device, as the kernel tells of it (rtmsg_ifinfo). */
export interface LinkRow {
  readonly ifindex: number;
  readonly name: string;
  readonly kind: 'loopback' | 'nic' | 'veth' | 'bridge' | 'vxlan' | 'ipip' | 'dummy';
  readonly mac: MacAddress;
  readonly mtu: number;
  readonly up: boolean;
  /** IFF_LOWER_UP */
  readonly carrier: boolean;
  readonly operstate: 'UP' | 'DOWN' | 'LOWERLAYERDOWN' | 'UNKNOWN';
  readonly qdisc: 'noop' | 'noqueue' | 'fq_codel';
  readonly master: string | null;
  /** The other end of a veth; `ns` null: in this namespace too. */
  readonly otherEnd: {
    readonly name: string;
    readonly ifindex: number;
    readonly up: boolean;
    readonly ns: string | null;
  } | null;
  /** The ends of a tunnel of IPv4 in IPv4, and the device below it; null is any. */
  readonly tunnel: {
    readonly local: Ipv4Address | null;
    readonly remote: Ipv4Address | null;
    readonly underlay: string | null;
  } | null;
  readonly addresses: readonly LinkAddress[];
}

/** A set itself. */
export interface IpsetSetRow {
  readonly kind: 'set';
  readonly name: string;
  readonly type: string;
  readonly revision: number;
  /** What stands behind `Header:`, and behind `create NAME TYPE`. */
  readonly header: string;
  /** Memory of the empty set and of each member, besides its comment. */
  readonly octets: { readonly set: number; readonly member: number };
  /** Place in the kernel's array of sets; lists are printed last. */
  readonly index: number;
  /** Rules and lists that name the set. */
  readonly references: number;
}

export interface IpsetMemberRow {
  readonly kind: 'member';
  readonly set: string;
  /** `10.0.0.1,tcp:80` */
  readonly element: string;
  readonly nomatch: boolean;
  /** Where members have an order: place in it. */
  readonly order: number;
  /** Virtual time, microseconds; 0: never; null: the set has no timeouts. */
  readonly expires: number | null;
  readonly counters: CounterRow | null;
  /** Empty: none. */
  readonly comment: string;
}

/** A virtual service of IPVS. */
export interface IpvsServiceRow extends IpvsServiceId {
  readonly kind: 'service';
  readonly scheduler: string;
  /** Seconds; null: not persistent. */
  readonly persistent: number | null;
  readonly netmask: Ipv4Address;
}

interface IpvsServiceId {
  readonly protocol: number;
  readonly address: Ipv4Address;
  readonly port: number;
  /** 0: found by address and port. */
  readonly fwmark: number;
}

export interface IpvsDestRow {
  readonly kind: 'destination';
  /** Key of the service. */
  readonly service: string;
  readonly address: Ipv4Address;
  readonly port: number;
  readonly weight: number;
  readonly active: number;
  readonly inactive: number;
}

/** States in which IPVS holds a TCP connection. */
export type IpvsTcpState =
  | 'NONE'
  | 'ESTABLISHED'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'FIN_WAIT'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'LISTEN'
  | 'SYNACK';

/** ASSURED: of a template, once a connection that came from it was established. */
export type IpvsConnState = IpvsTcpState | 'UDP' | 'ASSURED';

export interface IpvsConnRow {
  readonly kind: 'connection';
  readonly protocol: number;
  readonly caddr: Ipv4Address;
  readonly cport: number;
  readonly vaddr: Ipv4Address;
  readonly vport: number;
  readonly daddr: Ipv4Address;
  readonly dport: number;
  readonly state: IpvsConnState;
  /** Virtual time at which the entry expires, microseconds. */
  readonly expires: number;
}

/** A switch below /proc/sys; its key is its name as sysctl prints it, `net.ipv4.conf.flannel/1.rp_filter`. */
export interface SysctlRow {
  readonly value: number;
}

export interface Rows {
  readonly link: LinkRow;
  readonly sysctl: SysctlRow;
  readonly route: RouteRow;
  readonly fibrule: FibRuleRow;
  readonly neigh: NeighRow;
  readonly fdb: FdbRow;
  readonly chain: ChainRow;
  readonly rule: RuleRow;
  /** Keyed like rules (`table:chain:num`); num 0 is the built-in chain's policy. */
  readonly counter: CounterRow;
  readonly conntrack: ConntrackRow;
  /** A set's key is its name, a member's `SET ELEMENT`. */
  readonly ipset: IpsetSetRow | IpsetMemberRow;
  /** A service's key is `TCP ADDRESS:PORT` or `FWM MARK`, a destination's `SERVICE -> ADDRESS:PORT`, a connection's `TCP CLIENT > VIRTUAL`. */
  readonly ipvs: IpvsServiceRow | IpvsDestRow | IpvsConnRow;
}

export type TableName = keyof Rows;

/** All tables of one namespace at one moment, rows in their printed order. */
export type TableSet = { readonly [T in TableName]: ReadonlyMap<string, Rows[T]> };

/** One row that appeared (before null), changed, or went (after null). */
export type Change = {
  [T in TableName]: {
    readonly ns: number;
    readonly table: T;
    readonly key: string;
    readonly before: Rows[T] | null;
    readonly after: Rows[T] | null;
  };
}[TableName];
