// net/ipv4/udp.c: a datagram finds its socket, or its sender learns that nobody listens.
import { ICMP_DEST_UNREACH } from '../../wire/icmp.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import type { Udp } from '../../wire/udp.ts';
import type { NetDevice } from '../core/netdevice.ts';
import { kfree_skb_reason } from '../report.ts';
import type { SkBuff } from '../skbuff.ts';
import { ICMP_PORT_UNREACH, icmp_send } from './icmp.ts';

export function udp_rcv(dev: NetDevice, skb: SkBuff, packet: Ipv4, datagram: Udp): void {
  const socket = dev.net.udpSockets.get(datagram.dport);
  if (socket) {
    socket.receive(skb, packet, datagram);
    return;
  }
  // nf_reset_ct: what is said of it from here on is not said of its connection.
  skb.ct = null;
  if (skb.type === 'HOST') icmp_send(dev.net, skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
  kfree_skb_reason(dev.net, skb, '__udp4_lib_rcv', 'NO_SOCKET', String(datagram.dport));
}
