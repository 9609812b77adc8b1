// net/ipv4/ip_tunnel_core.c: what a tunnel does about packets that make the outer one too long.
import { isLoopbackIpv4, isMulticastIpv4, isZeronetIpv4 } from '../../wire/address.ts';
import type { Ethernet } from '../../wire/ethernet.ts';
import { ICMP_DEST_UNREACH, isIcmpError } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, type Ipv4 } from '../../wire/ipv4.ts';
import { ip_rt_update_pmtu } from '../ipv4/fib_exceptions.ts';
import { ERROR_LENGTH, ICMP_FRAG_NEEDED, quote } from '../ipv4/icmp.ts';
import type { Net } from '../net_namespace.ts';
import { stage } from '../report.ts';
import { type SkBuff, tot_len } from '../skbuff.ts';

const BROADCAST = 0xffffffff;

/**
 * A packet of a route here shows those after it how long they may be. To one that has come by a bridge the tunnel answers by itself, as
 * there may be no router on the way (`replies`): the frame is turned around, and this is true.
 */
export function skb_tunnel_check_pmtu(net: Net, skb: SkBuff, mtu: number, replies: boolean): boolean {
  const { dst, frame } = skb;
  if (frame.layer !== 'ethernet' || frame.payload.layer !== 'ipv4' || tot_len(frame.payload) <= mtu)
    return false;
  if (dst?.kind === 'output' || dst?.kind === 'forward')
    ip_rt_update_pmtu(dst.dev.net, frame.payload.dst, dst, mtu);
  if (!replies || !iptunnel_pmtud_check_icmp(frame.payload, mtu)) return false;
  skb.frame = iptunnel_pmtud_build_icmp(frame, frame.payload, mtu);
  stage(net, skb, 'iptunnel_pmtud_build_icmp', {
    kind: 'icmp',
    type: ICMP_DEST_UNREACH,
    code: ICMP_FRAG_NEEDED,
    about: 'turned',
  });
  return true;
}

/** Only what must not be cut, and no error about errors or about what is for several. */
function iptunnel_pmtud_check_icmp({ src, dst, df, mf, fragment, payload }: Ipv4, mtu: number): boolean {
  if (mtu < ERROR_LENGTH || !df || mf || fragment !== 0) return false;
  if ([src, dst].some((each) => each === BROADCAST || isMulticastIpv4(each))) return false;
  if (isZeronetIpv4(src) || isLoopbackIpv4(src)) return false;
  return !(payload.layer === 'icmp' && isIcmpError(payload.type));
}

/** In the name of the host that the packet was for. */
function iptunnel_pmtud_build_icmp({ src, dst, type }: Ethernet, packet: Ipv4, mtu: number): Ethernet {
  return {
    layer: 'ethernet',
    dst: src,
    src: dst,
    type,
    payload: {
      layer: 'ipv4',
      tos: 0,
      id: 0,
      df: true,
      mf: false,
      fragment: 0,
      ttl: packet.ttl,
      protocol: IPPROTO_ICMP,
      src: packet.dst,
      dst: packet.src,
      payload: {
        layer: 'icmp',
        type: ICMP_DEST_UNREACH,
        code: ICMP_FRAG_NEEDED,
        rest: mtu,
        body: quote(packet, ERROR_LENGTH),
      },
    },
  };
}
