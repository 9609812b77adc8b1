// net/ipv4/raw.c raw_sendmsg with IP_HDRINCL: a packet with its own header goes by the way its destination has.

import { ip_local_out } from '../../kernel/ipv4/ip_output.ts';
import { ip_route_output } from '../../kernel/ipv4/route.ts';
import { hop } from '../../kernel/report.ts';
import { alloc_skb, tot_len } from '../../kernel/skbuff.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import type { Process, ProcessContext } from '../../world/process.ts';

/** The name of the error, null when the packet was sent. */
function raw_sendmsg({ net }: ProcessContext, packet: Ipv4): string | null {
  const skb = alloc_skb(net.env.nextSkb(), packet);
  skb.uid = 0;
  let error: string | null = null;
  hop(net, null, skb, 'raw_sendmsg', -1, { kind: 'send', by: 'raw' }, () => {
    const dst = ip_route_output(net, skb, { daddr: packet.dst, saddr: 0, oif: null });
    if (dst.kind !== 'output') error = dst.kind === 'error' ? dst.errno : 'EINVAL';
    else if (tot_len(packet) > dst.dev.mtu) error = 'EMSGSIZE';
    else {
      skb.frame = { ...packet, src: packet.src || dst.saddr };
      ip_local_out(net, skb, dst);
      // A rule sent it where there is no way.
      if (skb.dst?.kind === 'error') error = skb.dst.errno;
      // It was too long for the way, and must not be cut (ip_fragment).
      if (skb.dst?.kind === 'output' && packet.df && tot_len(packet) > skb.dst.mtu) error = 'EMSGSIZE';
    }
  });
  return error;
}

/** Ends after `rest` microseconds. */
export function rawSender(packet: Ipv4, rest: number): Process {
  return {
    name: 'raw',
    start(context) {
      const error = raw_sendmsg(context, packet);
      context.print(error ?? 'sent');
      context.timer(rest, () => context.exit(error === null ? null : 'unreachable'));
    },
  };
}
