// net/netfilter/ipvs/ip_vs_xmit.c: a client's packet on its way to the server.
import { formatIpv4, isLoopbackIpv4 } from '../../wire/address.ts';
import { ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED } from '../../wire/icmp.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { ICMP_EXC_TTL, ICMP_FRAG_NEEDED, icmp_send, ipv4_link_failure } from '../ipv4/icmp.ts';
import { ip_local_out } from '../ipv4/ip_output.ts';
import { type Dst, ip_route_output } from '../ipv4/route.ts';
import type { HookState } from '../netfilter/types.ts';
import { kfree_skb_reason, stage } from '../report.ts';
import { ip_hdr, set_ip, tot_len } from '../skbuff.ts';
import { ip_vs_notrack, ip_vs_update_conntrack } from './ip_vs_nfct.ts';
import type { IpvsConn } from './types.ts';

type State = Pick<HookState, 'net' | 'hook' | 'skb'>;
type OutDst = Extract<Dst, { kind: 'forward' | 'output' }>;

/**
 * ip_vs_nat_xmit: `mangled` writes the server into the packet. True: the server is this host itself, and the packet goes on as it
 * was going; else it leaves from here as if it had been made here, by OUTPUT and POSTROUTING.
 */
export function ip_vs_nat_xmit(state: State, conn: IpvsConn, mangled: (packet: Ipv4) => Ipv4): boolean {
  const { net, hook, skb } = state;
  const dst = get_out_rt(state, conn);
  if (!dst) return false;
  const local = dst.dev.type.kind === 'loopback';
  const before = ip_hdr(skb);
  const after = mangled(before);
  set_ip(skb, local ? after : { ...after, ttl: after.ttl - 1 });
  skb.ipvs = true;
  if (conn.nfct) ip_vs_update_conntrack(skb, conn);
  else ip_vs_notrack(skb);
  // A socket that early demux found is not its receiver any more.
  if (skb.dev) skb.uid = null;
  stage(net, skb, 'ip_vs_nat_xmit', {
    kind: 'ipvs',
    hook,
    action: 'translated',
    manip: 'dst',
    from: `${formatIpv4(conn.vaddr)}:${conn.vport}`,
    to: `${formatIpv4(conn.daddr)}:${conn.dport}`,
    local,
    connection: conn.key,
  });
  if (local) return true;
  ip_local_out(net, skb, dst);
  return false;
}

/** __ip_vs_get_out_rt: the way to the server; null when there is none for this packet, which has ended then. */
function get_out_rt(state: State, conn: IpvsConn): OutDst | null {
  const { net, skb } = state;
  const dst = ip_route_output(net, skb, { daddr: conn.daddr, saddr: 0, oif: null });
  if (dst.kind !== 'output') {
    ipv4_link_failure(net, skb);
    kfree_skb_reason(net, skb, '__ip_vs_get_out_rt', 'IP_OUTNOROUTES');
    return null;
  }
  return dst.dev.type.kind === 'loopback' ? localWay(state, conn, dst) : remoteWay(state, dst);
}

function localWay({ net, skb }: State, { daddr }: IpvsConn, dst: OutDst): OutDst | null {
  const fromOutside = skb.dev !== null && skb.dev.type.kind !== 'loopback';
  if (!isLoopbackIpv4(daddr) || !fromOutside) return dst;
  const why = 'it comes from outside, and the server has a loopback address';
  kfree_skb_reason(net, skb, 'ip_vs_nat_xmit', 'NOT_SPECIFIED', why);
  return null;
}

/** The director is a router on the way to a server elsewhere: TTL and MTU count. */
function remoteWay({ net, skb }: State, dst: OutDst): OutDst | null {
  const packet = ip_hdr(skb);
  if (isLoopbackIpv4(packet.src)) {
    const why = 'its source is a loopback address, and the server is elsewhere';
    kfree_skb_reason(net, skb, '__ip_vs_get_out_rt', 'NOT_SPECIFIED', why);
    return null;
  }
  if (packet.ttl <= 1) {
    icmp_send(net, skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
    kfree_skb_reason(net, skb, '__ip_vs_get_out_rt', 'IP_INHDR', 'ttl');
    return null;
  }
  if (packet.df && tot_len(packet) > dst.dev.mtu && packet.payload.layer !== 'icmp') {
    icmp_send(net, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, dst.dev.mtu);
    kfree_skb_reason(net, skb, '__ip_vs_get_out_rt', 'PKT_TOO_BIG', String(dst.dev.mtu));
    return null;
  }
  return dst;
}
