// include/net/ip_vs.h: virtual services, the servers behind them, and the connections that were given to one.
import type { IpvsConnState } from '../../trace/rows.ts';
import type { Ipv4Address } from '../../wire/address.ts';

export const IPPROTO_TCP = 6;

/** A packet of a protocol that IPVS knows, as it tells connections apart. */
export interface IpvsFlow {
  readonly protocol: number;
  readonly saddr: Ipv4Address;
  readonly sport: number;
  readonly daddr: Ipv4Address;
  readonly dport: number;
}

/** struct ip_vs_dest */
export interface Dest {
  readonly key: string;
  readonly address: Ipv4Address;
  readonly port: number;
  weight: number;
  /** IP_VS_DEST_F_AVAILABLE: false once it is removed, while connections still have it. */
  available: boolean;
  active: number;
  inactive: number;
  persistent: number;
}

/** A scheduling algorithm at work for one service. Destinations come as the kernel lists them: the one added last first. */
export interface Chooser {
  schedule(dests: readonly Dest[], flow: IpvsFlow): Dest | null;
  /** Destinations were added, removed or given another weight. `before`: the one in front of a removed one. */
  changed?(dests: readonly Dest[], removed?: { readonly dest: Dest; readonly before: Dest | null }): void;
}

/** By what a service is found: protocol, address and port, or a mark alone. */
export interface ServiceId {
  readonly protocol: number;
  readonly address: Ipv4Address;
  readonly port: number;
  /** 0: none. */
  readonly fwmark: number;
}

/** struct ip_vs_service */
export interface Service extends ServiceId {
  readonly key: string;
  scheduler: string;
  chooser: Chooser;
  /** Seconds for which a client stays with its server; null: every connection is scheduled. */
  persistent: number | null;
  /** Which clients are the same one. */
  netmask: Ipv4Address;
  /** The one added last first. */
  readonly dests: Dest[];
}

/** struct ip_vs_conn */
export interface IpvsConn {
  readonly key: string;
  readonly service: string;
  readonly protocol: number;
  readonly caddr: Ipv4Address;
  readonly cport: number;
  readonly vaddr: Ipv4Address;
  readonly vport: number;
  readonly daddr: Ipv4Address;
  readonly dport: number;
  readonly dest: Dest;
  /** IP_VS_CONN_F_TEMPLATE: not a connection, but whom a persistent client belongs to. */
  readonly template: boolean;
  /** IP_VS_CONN_F_NFCT: conntrack keeps it too (net.ipv4.vs.conntrack). */
  readonly nfct: boolean;
  /** The template it came from. */
  readonly control: IpvsConn | null;
  /** Connections that came from this template. */
  controlled: number;
  /** IP_VS_CONN_F_INACTIVE: counted among the inactive ones. */
  inactive: boolean;
  state: IpvsConnState;
  /** Microseconds from its last packet on. */
  timeout: number;
  expires: number;
}
