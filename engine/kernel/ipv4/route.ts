// net/ipv4/route.c: where a packet goes. Input for what arrived, output for what is made here.

import type { Did, RouteLookup } from '../../trace/events.ts';
import type { RouteRow } from '../../trace/rows.ts';
import {
  type Ipv4Address,
  inPrefix,
  isLoopbackIpv4,
  isMulticastIpv4,
  isZeronetIpv4,
} from '../../wire/address.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net } from '../net_namespace.ts';
import { stage } from '../report.ts';
import type { SkBuff } from '../skbuff.ts';
import { inet_select_addr, is_local_address } from './devinet.ts';
import { dst_mtu } from './fib_exceptions.ts';
import { fib_select_path } from './fib_multipath.ts';
import { type FlowKey, fib_rule_match } from './fib_rules.ts';
import { type RouteFilter, RT_TABLE_LOCAL } from './fib_trie.ts';

export type RouteErrno = 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL' | 'EXDEV';

/** struct dst_entry: what the stack does with the packet next. */
export type Dst =
  | {
      readonly kind: 'forward' | 'output';
      readonly dev: NetDevice;
      readonly gateway: Ipv4Address | null;
      readonly saddr: Ipv4Address;
      /** The largest packet that may be sent this way; what is forwarded minds the device alone. */
      readonly mtu: number;
      /** IPSKB_DOREDIRECT: the sender could have sent it to the gateway itself. */
      readonly redirects?: true;
      /** RTCF_BROADCAST: for everybody on the link, this host included. */
      readonly broadcast?: true;
    }
  | {
      readonly kind: 'local' | 'broadcast';
      readonly dev: NetDevice;
      readonly gateway: null;
      readonly saddr: Ipv4Address;
    }
  /** `route`: it was found, and says so itself. */
  | { readonly kind: 'error'; readonly errno: RouteErrno; readonly route?: RouteRow['type'] };

type RouteResult = Extract<Did, { kind: 'route' }>['result'];

export interface Decision {
  readonly dst: Dst;
  readonly lookups: readonly RouteLookup[];
}

const ERROR_TYPES: Partial<Record<RouteRow['type'], RouteErrno>> = {
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  blackhole: 'EINVAL',
};

interface FibLookup {
  readonly lookups: readonly RouteLookup[];
  readonly row: Pick<RouteRow, 'type' | 'dev' | 'gateway' | 'prefsrc' | 'scope' | 'nexthops'> | null;
}

/** fib_lookup: the tables in the order of the rules, until one knows the way or a rule refuses. */
export function fib_lookup(net: Net, flow: FlowKey, filter: RouteFilter): FibLookup {
  let lookups: readonly RouteLookup[] = [];
  for (const rule of net.rules.list()) {
    if (!fib_rule_match(rule, flow)) continue;
    if (rule.action === 'unreachable') return { lookups, row: null };
    if (rule.action !== 'lookup')
      return {
        lookups,
        row: { type: rule.action, dev: null, gateway: null, prefsrc: null, scope: 'global' },
      };
    if (!net.fib.exists(rule.table)) continue;
    const result = net.fib.lookup(rule.table, flow.daddr, filter);
    lookups = [...lookups, result.lookup];
    if (result.row && result.row.type !== 'throw')
      return { lookups, row: fib_select_path(result.row, flow.saddr, flow.daddr) };
  }
  return { lookups, row: null };
}

/** Routes by devices that are down lead nowhere; with `oif` only those are wanted that lead out by it. */
export function usable(net: Net, oif: NetDevice | null = null): RouteFilter {
  // An address of a device that is down is this host's all the same.
  const isUp = (dev: string | null) => dev === null || net.device(dev)?.up === true;
  const some = ({ nexthops, dev }: RouteRow) => nexthops?.some((hop) => isUp(hop.dev)) ?? isUp(dev);
  return (row) => {
    if (oif && row.type === 'unicast' && row.dev !== oif.name) return 'other-device';
    return row.type === 'local' || some(row) ? null : 'device-down';
  };
}

/** ip_route_input_slow: routes a packet that came in by `iif`. */
export function ip_route_input(skb: SkBuff, daddr: Ipv4Address, saddr: Ipv4Address, iif: NetDevice): Dst {
  const { dst, lookups } = route_input(iif.net, daddr, saddr, iif, skb.mark);
  report(skb, iif.net, 'ip_route_input_slow', daddr, saddr, iif, dst, lookups);
  return dst;
}

/** The same question asked by ARP, which reports its own answer. */
export function ip_route_input_quiet(daddr: Ipv4Address, saddr: Ipv4Address, iif: NetDevice, mark = 0): Dst {
  return route_input(iif.net, daddr, saddr, iif, mark).dst;
}

export function route_input(
  net: Net,
  daddr: Ipv4Address,
  saddr: Ipv4Address,
  iif: NetDevice,
  mark: number,
): Decision {
  const martian = martian_source(net, daddr, saddr, iif);
  if (martian) return { dst: { kind: 'error', errno: martian }, lookups: [] };
  const flow = { daddr, saddr, iif: iif.name, oif: null, mark, tos: 0 };
  const { lookups, row } = fib_lookup(net, flow, usable(net));
  if (row?.type === 'local' || row?.type === 'broadcast' || daddr === 0xffffffff) {
    // What is for everybody has no destination to come back from (brd_input).
    const local = row?.type === 'local';
    const invalid =
      local || !isZeronetIpv4(saddr)
        ? fib_validate_source(net, local ? flow : { ...flow, daddr: 0 }, iif)
        : null;
    if (invalid) return { dst: { kind: 'error', errno: invalid }, lookups };
    return {
      dst: { kind: local ? 'local' : 'broadcast', dev: iif, gateway: null, saddr: daddr },
      lookups,
    };
  }
  if (!net.sysctl.forwarding(iif.name)) return { dst: { kind: 'error', errno: 'EHOSTUNREACH' }, lookups };
  if (!row) return { dst: { kind: 'error', errno: 'ENETUNREACH' }, lookups };
  const refused = ERROR_TYPES[row.type];
  if (refused) return { dst: { kind: 'error', errno: refused, route: row.type }, lookups };
  const invalid = fib_validate_source(net, flow, iif, row.dev!);
  if (invalid) return { dst: { kind: 'error', errno: invalid }, lookups };
  return { dst: mkroute_input(net, net.device(row.dev!)!, row.gateway, flow, iif), lookups };
}

/** __mkroute_input: out by the device it came in by, from a sender on that link, is a detour that the sender is told about. */
function mkroute_input(
  net: Net,
  dev: NetDevice,
  gateway: Ipv4Address | null,
  { saddr, daddr }: FlowKey,
  iif: NetDevice,
): Dst {
  const dst = { kind: 'forward', dev, gateway, saddr, mtu: dev.mtu } as const;
  const near = gateway ?? daddr;
  const onLink = (address: Ipv4Address) => isOnLink(dev, address);
  const detour =
    dev === iif && net.sysctl.orConf(dev.name, 'send_redirects') && isDirect(net, saddr, daddr, iif);
  const shared = net.sysctl.orConf(dev.name, 'shared_media') || (onLink(saddr) && onLink(near));
  return detour && shared ? { ...dst, redirects: true } : dst;
}

/** inet_addr_onlink */
const isOnLink = (dev: NetDevice, address: Ipv4Address) =>
  dev.addresses.some((ifa) => inPrefix(address, ifa.address, ifa.length));

/** Is a source reached without a gateway, or even our own? */
function isDirect(net: Net, saddr: Ipv4Address, daddr: Ipv4Address, iif: NetDevice): boolean {
  const back = { daddr: saddr, saddr: daddr, iif: iif.name, oif: null, mark: 0, tos: 0 };
  const { row } = fib_lookup(net, back, usable(net));
  if (row?.type !== 'unicast' && row?.type !== 'local') return false;
  if (leadsTo(row, iif)) return row.gateway === null;
  // The way back is another one; is there one by this device, too?
  if (iif.addresses.length === 0) return false;
  const here = fib_lookup(net, { ...back, oif: iif.name }, usable(net, iif)).row;
  return here?.type === 'unicast' && here.gateway === null;
}

/** fib_info_nh_uses_dev */
function leadsTo({ dev, nexthops }: Pick<RouteRow, 'dev' | 'nexthops'>, to: NetDevice): boolean {
  return dev === to.name || nexthops?.some((hop) => hop.dev === to.name && !hop.dead) === true;
}

/** Source or destination that must not come in by a wire. */
function martian_source(net: Net, daddr: Ipv4Address, saddr: Ipv4Address, iif: NetDevice): RouteErrno | null {
  if (isMulticastIpv4(saddr) || saddr === 0xffffffff) return 'EINVAL';
  if (daddr !== 0xffffffff && (isZeronetIpv4(saddr) || isZeronetIpv4(daddr))) return 'EINVAL';
  const loopback = isLoopbackIpv4(saddr) || isLoopbackIpv4(daddr);
  if (loopback && iif.type.kind !== 'loopback' && !net.sysctl.orConf(iif.name, 'route_localnet'))
    return 'EINVAL';
  return null;
}

/** fib_validate_source: may this source arrive here? EINVAL: it is our own. EXDEV: rp_filter. The way back begins where the packet would go out. */
function fib_validate_source(
  net: Net,
  { saddr, daddr }: FlowKey,
  iif: NetDevice,
  out = 'lo',
): RouteErrno | null {
  if (iif.type.kind === 'loopback') return null;
  const mode = net.sysctl.maxConf(iif.name, 'rp_filter');
  const acceptsOwn = net.sysctl.orConf(iif.name, 'accept_local');
  const detour = out === iif.name && net.sysctl.orConf(out, 'send_redirects');
  if (mode === 0 && !detour) {
    if (acceptsOwn) return null;
    if (!net.rules.custom) return is_local_address(net, saddr) ? 'EINVAL' : null;
  }
  const back = { daddr: saddr, saddr: daddr, iif: out, oif: null, mark: 0, tos: 0 };
  const { row } = fib_lookup(net, back, usable(net));
  if (!row || ERROR_TYPES[row.type]) return mode === 0 ? null : 'EXDEV';
  if (row.type !== 'unicast' && !(row.type === 'local' && acceptsOwn)) return 'EINVAL';
  if (mode === 0 || leadsTo(row, iif)) return null;
  return mode === 1 || iif.addresses.length === 0 ? 'EXDEV' : null;
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
  const { dst, lookups } = route_output(net, flow, skb.mark);
  report(skb, net, 'ip_route_output_key_hash', flow.daddr, flow.saddr, null, dst, lookups);
  return dst;
}

/** The same question asked by a socket that has nothing to send yet. */
export function ip_route_output_quiet(net: Net, daddr: Ipv4Address): Dst {
  return route_output(net, { daddr, saddr: 0, oif: null }, 0).dst;
}

/** The way to an address as the tables have it, whatever was learned besides. */
export function ip_route_nexthop(
  net: Net,
  daddr: Ipv4Address,
): { dev: NetDevice; gateway: Ipv4Address | null } | null {
  const flow = { daddr, saddr: 0, iif: 'lo', oif: null, mark: 0, tos: 0 };
  const { row } = fib_lookup(net, flow, usable(net));
  const dev = row?.type === 'unicast' && row.dev !== null ? net.device(row.dev) : undefined;
  return row && dev ? { dev, gateway: row.gateway } : null;
}

/** inet_addr_type: is it an address of one other host? */
export function is_unicast_address(net: Net, address: Ipv4Address): boolean {
  const type = net.fib.find(RT_TABLE_LOCAL, address)?.type;
  return address !== 0 && type !== 'local' && type !== 'broadcast';
}

/** Without a route, what is bound to a device is on its link. */
export function route_output(net: Net, { daddr, saddr, oif }: Flow, mark: number): Decision {
  const flow = { daddr, saddr, iif: 'lo', oif: oif?.name ?? null, mark, tos: 0 };
  const { lookups, row } = fib_lookup(net, flow, usable(net, oif));
  const refused = row ? ERROR_TYPES[row.type] : 'ENETUNREACH';
  if (oif && refused) {
    const source = saddr || inet_select_addr(net, oif, null, 'link');
    return { dst: { kind: 'output', dev: oif, gateway: null, saddr: source, mtu: oif.mtu }, lookups };
  }
  if (!row || refused) return { dst: { kind: 'error', errno: refused ?? 'ENETUNREACH' }, lookups };
  if (row.type === 'local') {
    const lo = net.device('lo')!;
    const source = saddr || row.prefsrc || daddr;
    return { dst: { kind: 'output', dev: lo, gateway: null, saddr: source, mtu: lo.mtu }, lookups };
  }
  const dev = net.device(row.dev!)!;
  const chosen =
    saddr ||
    row.prefsrc ||
    inet_select_addr(net, dev, row.gateway ?? daddr, row.scope === 'link' ? 'link' : 'global');
  if (
    isLoopbackIpv4(chosen) &&
    dev.type.kind !== 'loopback' &&
    !net.sysctl.orConf(dev.name, 'route_localnet')
  )
    return { dst: { kind: 'error', errno: 'EINVAL' }, lookups };
  if (row.type === 'broadcast' || daddr === 0xffffffff)
    return {
      dst: { kind: 'output', dev, gateway: null, saddr: chosen, mtu: dev.mtu, broadcast: true },
      lookups,
    };
  const nexthop = { dev, gateway: row.gateway };
  const gateway = net.exceptions.find(net, daddr, nexthop)?.redirect ?? row.gateway;
  return {
    dst: { kind: 'output', dev, gateway, saddr: chosen, mtu: dst_mtu(net, daddr, nexthop) },
    lookups,
  };
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
