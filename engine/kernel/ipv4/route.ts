// net/ipv4/route.c: where a packet goes. Input for what arrived, output for what is made here.

import type { Did, RouteLookup } from '../../trace/events.ts';
import type { RouteRow } from '../../trace/rows.ts';
import { type Ipv4Address, isLoopbackIpv4, isMulticastIpv4 } from '../../wire/address.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { stage } from '../report.ts';
import type { SkBuff } from '../skbuff.ts';
import { inet_select_addr, is_local_address } from './devinet.ts';
import { type RouteFilter, RT_TABLE_LOCAL, RT_TABLE_MAIN } from './fib_trie.ts';

export type RouteErrno = 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL' | 'EXDEV';

/** struct dst_entry: what the stack does with the packet next. */
export type Dst =
  | {
      readonly kind: 'forward' | 'output';
      readonly dev: NetDevice;
      readonly gateway: Ipv4Address | null;
      readonly saddr: Ipv4Address;
      /** RTCF_BROADCAST: for everybody on the link, this host included. */
      readonly broadcast?: true;
    }
  | {
      readonly kind: 'local' | 'broadcast';
      readonly dev: NetDevice;
      readonly gateway: null;
      readonly saddr: Ipv4Address;
    }
  | { readonly kind: 'error'; readonly errno: RouteErrno };

type RouteResult = Extract<Did, { kind: 'route' }>['result'];

interface Decision {
  readonly dst: Dst;
  readonly lookups: readonly RouteLookup[];
}

const ERROR_TYPES: Partial<Record<RouteRow['type'], RouteErrno>> = {
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  blackhole: 'EINVAL',
};

/** fib_lookup: the local table, then main. */
function fib_lookup(
  net: Net,
  address: Ipv4Address,
  filter: RouteFilter,
): { lookups: RouteLookup[]; row: RouteRow | null } {
  const lookups: RouteLookup[] = [];
  for (const table of [RT_TABLE_LOCAL, RT_TABLE_MAIN]) {
    const result = net.fib.lookup(table, address, filter);
    lookups.push(result.lookup);
    if (result.row) return { lookups, row: result.row };
  }
  return { lookups, row: null };
}

function usable(net: Net): RouteFilter {
  // An address of a device that is down is this host's all the same.
  return (row) =>
    row.type === 'local' || row.dev === null || net.device(row.dev)?.up ? null : 'device-down';
}

/** ip_route_input_slow: routes a packet that came in by `iif`. */
export function ip_route_input(skb: SkBuff, daddr: Ipv4Address, saddr: Ipv4Address, iif: NetDevice): Dst {
  const { dst, lookups } = route_input(iif.net, daddr, saddr, iif);
  report(skb, iif.net, 'ip_route_input_slow', daddr, saddr, iif, dst, lookups);
  return dst;
}

/** The same question asked by ARP, which reports its own answer. */
export function ip_route_input_quiet(daddr: Ipv4Address, saddr: Ipv4Address, iif: NetDevice): Dst {
  return route_input(iif.net, daddr, saddr, iif).dst;
}

function route_input(net: Net, daddr: Ipv4Address, saddr: Ipv4Address, iif: NetDevice): Decision {
  const martian = martian_source(net, daddr, saddr, iif);
  if (martian) return { dst: { kind: 'error', errno: martian }, lookups: [] };
  const { lookups, row } = fib_lookup(net, daddr, usable(net));
  if (row?.type === 'local' || row?.type === 'broadcast' || daddr === 0xffffffff) {
    const invalid = fib_validate_source(net, saddr, iif);
    if (invalid) return { dst: { kind: 'error', errno: invalid }, lookups };
    return {
      dst: { kind: row?.type === 'local' ? 'local' : 'broadcast', dev: iif, gateway: null, saddr: daddr },
      lookups,
    };
  }
  if (!net.sysctl.forwarding(iif.name)) return { dst: { kind: 'error', errno: 'EHOSTUNREACH' }, lookups };
  if (!row) return { dst: { kind: 'error', errno: 'ENETUNREACH' }, lookups };
  const refused = ERROR_TYPES[row.type];
  if (refused) return { dst: { kind: 'error', errno: refused }, lookups };
  const invalid = fib_validate_source(net, saddr, iif);
  if (invalid) return { dst: { kind: 'error', errno: invalid }, lookups };
  return { dst: { kind: 'forward', dev: net.device(row.dev!)!, gateway: row.gateway, saddr }, lookups };
}

/** Source or destination that must not come in by a wire. */
function martian_source(net: Net, daddr: Ipv4Address, saddr: Ipv4Address, iif: NetDevice): RouteErrno | null {
  if (isMulticastIpv4(saddr) || saddr === 0xffffffff) return 'EINVAL';
  if (daddr !== 0xffffffff && saddr === 0) return 'EINVAL';
  const loopback = isLoopbackIpv4(saddr) || isLoopbackIpv4(daddr);
  if (loopback && iif.type.kind !== 'loopback' && !net.sysctl.orConf(iif.name, 'route_localnet'))
    return 'EINVAL';
  return null;
}

/** fib_validate_source: may this source arrive here? EINVAL: it is our own. EXDEV: rp_filter. */
function fib_validate_source(net: Net, saddr: Ipv4Address, iif: NetDevice): RouteErrno | null {
  if (iif.type.kind === 'loopback') return null;
  if (is_local_address(net, saddr)) return net.sysctl.orConf(iif.name, 'accept_local') ? null : 'EINVAL';
  const mode = net.sysctl.maxConf(iif.name, 'rp_filter');
  if (mode === 0) return null;
  const { row } = fib_lookup(net, saddr, usable(net));
  if (row?.type !== 'unicast') return 'EXDEV';
  return mode === 2 || row.dev === iif.name ? null : 'EXDEV';
}

/** Was the packet routed to everybody (RTCF_BROADCAST)? */
export function is_broadcast(dst: Dst | null): boolean {
  return dst?.kind === 'broadcast' || (dst?.kind === 'output' && dst.broadcast === true);
}

export interface Flow {
  readonly daddr: Ipv4Address;
  /** 0: to be chosen. */
  readonly saddr: Ipv4Address;
  readonly oif: NetDevice | null;
}

/** ip_route_output_key_hash_rcu: routes a packet made in this namespace. */
export function ip_route_output(net: Net, skb: SkBuff, flow: Flow): Dst {
  const { dst, lookups } = route_output(net, flow);
  report(skb, net, 'ip_route_output_key_hash', flow.daddr, flow.saddr, null, dst, lookups);
  return dst;
}

/** The same question asked by a socket that has nothing to send yet. */
export function ip_route_output_quiet(net: Net, daddr: Ipv4Address): Dst {
  return route_output(net, { daddr, saddr: 0, oif: null }).dst;
}

function route_output(net: Net, { daddr, saddr, oif }: Flow): Decision {
  const up = usable(net);
  const filter: RouteFilter = (row) =>
    oif && row.type === 'unicast' && row.dev !== oif.name ? 'other-device' : up(row);
  const { lookups, row } = fib_lookup(net, daddr, filter);
  if (!row) return { dst: { kind: 'error', errno: 'ENETUNREACH' }, lookups };
  const refused = ERROR_TYPES[row.type];
  if (refused) return { dst: { kind: 'error', errno: refused }, lookups };
  if (row.type === 'local') {
    const lo = net.device('lo')!;
    return { dst: { kind: 'output', dev: lo, gateway: null, saddr: saddr || row.prefsrc || daddr }, lookups };
  }
  const dev = net.device(row.dev!)!;
  const chosen =
    saddr ||
    row.prefsrc ||
    inet_select_addr(net, dev, row.gateway ?? daddr, row.scope === 'link' ? 'link' : 'global');
  if (row.type === 'broadcast' || daddr === 0xffffffff)
    return { dst: { kind: 'output', dev, gateway: null, saddr: chosen, broadcast: true }, lookups };
  return { dst: { kind: 'output', dev, gateway: row.gateway, saddr: chosen }, lookups };
}

function resultOf(dst: Dst): RouteResult {
  switch (dst.kind) {
    case 'forward':
    case 'output':
      return { kind: dst.kind, dev: dst.dev.name, gateway: dst.gateway, saddr: dst.saddr };
    case 'local':
    case 'broadcast':
      return { kind: dst.kind };
    case 'error':
      return { kind: 'error', errno: dst.errno };
  }
}

function report(
  skb: SkBuff,
  net: Net,
  fn: string,
  daddr: Ipv4Address,
  saddr: Ipv4Address,
  iif: NetDevice | null,
  dst: Dst,
  lookups: readonly RouteLookup[],
): void {
  stage(net, skb, fn, {
    kind: 'route',
    daddr,
    saddr,
    iif: iif?.name ?? null,
    lookups,
    result: resultOf(dst),
  });
}
