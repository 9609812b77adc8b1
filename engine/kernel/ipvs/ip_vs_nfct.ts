// net/netfilter/ipvs/ip_vs_nfct.c: what conntrack is told of a connection that IPVS translates.
import type { SkBuff } from '../skbuff.ts';
import type { IpvsConn } from './types.ts';

/** ip_vs_update_conntrack: answers will come from the server itself, so that is what conntrack must expect. */
export function ip_vs_update_conntrack(skb: SkBuff, conn: IpvsConn): void {
  const entry = skb.ct?.conn;
  if (!entry || entry.confirmed) return;
  entry.reply = { ...entry.reply, src: conn.daddr, sport: conn.dport };
}

/** ip_vs_notrack: with net.ipv4.vs.conntrack 0 the connection is IPVS's alone. */
export function ip_vs_notrack(skb: SkBuff): void {
  if (!skb.ct) return;
  skb.ct = null;
  skb.untracked = true;
}
