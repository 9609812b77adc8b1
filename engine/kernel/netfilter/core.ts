// net/netfilter/core.c: the functions registered on each hook, in the order of their priorities.
import type { HookName } from '../../trace/events.ts';
import { atHook, type Registrant } from '../../trace/hooks.ts';
import type { TableKind } from '../../trace/rows.ts';
import { nf_conntrack_confirm, nf_conntrack_in } from '../conntrack/nf_conntrack_core.ts';
import { nf_nat_inet_fn } from '../conntrack/nf_nat_core.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { ip_defrag } from '../ipv4/ip_fragment.ts';
import { ip_route_me_harder } from '../ipv4/ip_output.ts';
import { ip_vs_in, ip_vs_out } from '../ipvs/ip_vs_core.ts';
import { ip_vs_forward_icmp } from '../ipvs/ip_vs_icmp.ts';
import type { Net } from '../net_namespace.ts';
import { kfree_skb_reason } from '../report.ts';
import { ip_hdr, type SkBuff } from '../skbuff.ts';
import { ipt_do_table } from './ip_tables.ts';
import type { HookState } from './types.ts';

/** A registered function: false when it ends the packet's way (it has said why). */
type HookFn = (state: AtHook) => boolean;

/** What every function of a hook is told. */
type AtHook = Omit<HookState, 'table' | 'packet'>;

function table(kind: TableKind): HookFn {
  return (state) => {
    const { net, hook, skb, in: indev, out } = state;
    if (!net.xtables.get(kind)) return true;
    if (ipt_do_table({ net, hook, skb, in: indev, out, table: kind, packet: ip_hdr(skb) }) === 'ACCEPT')
      return true;
    kfree_skb_reason(net, skb, 'nf_hook_slow', 'NETFILTER_DROP', `${kind} ${hook}`);
    return false;
  };
}

const mangle = table('mangle');

/** net/ipv4/netfilter/iptable_mangle.c ipt_mangle_out: what a rule changed is routed again. */
function mangle_out(state: AtHook): boolean {
  const { net, hook, skb } = state;
  const { mark } = skb;
  const { src, dst, tos } = ip_hdr(skb);
  if (!mangle(state)) return false;
  const after = ip_hdr(skb);
  const same = after.src === src && after.dst === dst && after.tos === tos && skb.mark === mark;
  return hook !== 'OUTPUT' || same || ip_route_me_harder(net, skb);
}

/** nf_nat_proto.c nf_nat_ipv4_local_fn: with another destination the packet goes another way. */
function nat_dst(state: AtHook): boolean {
  const { net, hook, skb } = state;
  if (!nf_nat_inet_fn(state, 'dst')) return false;
  if (hook !== 'OUTPUT' || !skb.ct) return true;
  const { conn, dir } = skb.ct;
  const [own, other] = dir === 'original' ? [conn.original, conn.reply] : [conn.reply, conn.original];
  return own.dst === other.src || ip_route_me_harder(net, skb);
}

/** net/ipv4/netfilter/nf_defrag_ipv4.c: who tracks connections wants to see whole packets. */
function ipv4_conntrack_defrag({ net, skb }: Pick<HookState, 'net' | 'skb'>): boolean {
  return !net.xtables.tracks || ip_defrag(net, skb);
}

/** nf_nat_ipv4_out, nf_nat_ipv4_local_in */
const nat_src: HookFn = (state) => nf_nat_inet_fn(state, 'src');

const REGISTERED: Readonly<Record<Registrant, HookFn>> = {
  defrag: ipv4_conntrack_defrag,
  raw: table('raw'),
  conntrack: nf_conntrack_in,
  mangle: mangle_out,
  dstnat: nat_dst,
  ipvsLocalReply: ip_vs_out,
  ipvsLocalRequest: ip_vs_in,
  filter: table('filter'),
  security: table('security'),
  ipvsReply: ip_vs_out,
  ipvsRequest: ip_vs_in,
  ipvsForwardIcmp: ip_vs_forward_icmp,
  ipvsForwardReply: ip_vs_out,
  srcnat: nat_src,
  confirm: nf_conntrack_confirm,
};

const byHook = (hook: HookName): readonly HookFn[] => atHook(hook).map(({ name }) => REGISTERED[name]);

const ORDER: Readonly<Record<HookName, readonly HookFn[]>> = {
  PREROUTING: byHook('PREROUTING'),
  INPUT: byHook('INPUT'),
  FORWARD: byHook('FORWARD'),
  OUTPUT: byHook('OUTPUT'),
  POSTROUTING: byHook('POSTROUTING'),
};

/** nf_hook_slow: false when the packet must not go on. */
export function nf_hook(
  net: Net,
  hook: HookName,
  skb: SkBuff,
  indev: NetDevice | null,
  outdev: NetDevice | null,
): boolean {
  const state: AtHook = { net, hook, skb, in: indev, out: outdev };
  for (const fn of ORDER[hook]) if (!fn(state)) return false;
  return true;
}
