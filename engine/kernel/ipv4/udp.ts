// net/ipv4/udp.c: a datagram finds its socket, or its sender learns that nobody listens.
import { data } from '../../wire/data.ts';
import { decodeQuoted, ICMP_DEST_UNREACH, type Icmp } from '../../wire/icmp.ts';
import { IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import type { Udp } from '../../wire/udp.ts';
import type { NetDevice } from '../core/netdevice.ts';
import type { Net, UdpSocket } from '../net_namespace.ts';
import { hop, kfree_skb_reason, stage } from '../report.ts';
import { alloc_skb, ROOT, type SkBuff } from '../skbuff.ts';
import { is_local_address } from './devinet.ts';
import { ICMP_PORT_UNREACH, icmp_send } from './icmp.ts';
import { icmp_err_convert, route_error, type SocketError } from './icmp_err_convert.ts';
import { ip_send } from './ip_output.ts';
import type { RouteErrno } from './route.ts';

/** net.ipv4.ip_local_port_range */
const PORTS = { low: 32_768, high: 60_999 };

export function udp_rcv(dev: NetDevice, skb: SkBuff, packet: Ipv4, datagram: Udp): void {
  const socket = udp_lookup(dev.net, datagram.dport, { address: packet.src, port: datagram.sport });
  if (socket) {
    socket.receive(skb, packet, datagram);
    return;
  }
  // nf_reset_ct: what is said of it from here on is not said of its connection.
  skb.ct = null;
  if (skb.type === 'HOST') icmp_send(dev.net, skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
  kfree_skb_reason(dev.net, skb, '__udp4_lib_rcv', 'NO_SOCKET', `udp ${datagram.dport}`);
}

/** __udp4_lib_lookup: a connected socket hears nobody but its peer. */
export function udp_lookup(
  net: Net,
  port: number,
  from: { readonly address: number; readonly port: number },
): UdpSocket | undefined {
  const socket = net.udpSockets.get(port);
  if (!socket?.peer) return socket;
  const peer = socket.peer();
  return peer?.address === from.address && peer.port === from.port ? socket : undefined;
}

/** udp_err: the socket whose datagram an ICMP error quotes hears of it. */
export function udp_err(net: Net, packet: Ipv4, message: Icmp): boolean {
  const quoted = decodeQuoted(message);
  if (quoted?.payload.layer !== 'udp') return false;
  const to = { address: quoted.dst, port: quoted.payload.dport };
  const socket = udp_lookup(net, quoted.payload.sport, to);
  if (!socket?.error) return false;
  socket.error(packet, message);
  return true;
}

/** inet_bind with port 0 (udp_lib_get_port): a port nobody uses. */
function udp_bind(net: Net, socket: Omit<UdpSocket, 'port'>): number {
  const span = PORTS.high - PORTS.low + 1;
  const start = net.env.random() % span;
  for (let step = 0; step < span; step++) {
    const port = PORTS.low + ((start + step) % span);
    if (net.udpSockets.has(port)) continue;
    net.udpSockets.set(port, { ...socket, port });
    return port;
  }
  throw new Error('no UDP port left');
}

/** What a datagram says about itself. */
interface Datagram {
  readonly by: string;
  readonly saddr: number;
  readonly sport: number;
  readonly daddr: number;
  readonly dport: number;
  readonly bytes: Uint8Array;
  /** IP_MTU_DISCOVER: may it be cut on its way? */
  readonly df: boolean;
  /** sk_txhash of a connected socket: the hash all its packets have; null: to be computed from the flow. */
  readonly txhash: number | null;
}

/** udp_sendmsg: why it did not send. The source has to be ours (ip_route_output_key_hash: EINVAL); no socket here has SO_BROADCAST. */
function udp_sendmsg(
  net: Net,
  { by, saddr, sport, daddr, dport, bytes, df, txhash }: Datagram,
  cause: number,
): RouteErrno | null {
  if (saddr !== 0 && !is_local_address(net, saddr)) return 'EINVAL';
  const packet: Ipv4 = {
    layer: 'ipv4',
    tos: 0,
    id: net.env.random() & 0xffff,
    df,
    mf: false,
    fragment: 0,
    ttl: net.sysctl.get('net.ipv4.ip_default_ttl'),
    protocol: IPPROTO_UDP,
    src: saddr,
    dst: daddr,
    payload: { layer: 'udp', sport, dport, checksummed: true, payload: data(bytes) },
  };
  const skb = alloc_skb(net.env.nextSkb(), packet);
  skb.uid = ROOT;
  skb.hash = txhash;
  let error: RouteErrno | null = null;
  hop(net, null, skb, 'udp_sendmsg', cause, { kind: 'send', by }, () => {
    error = ip_send(net, skb, { daddr, saddr, oif: null }, false);
  });
  return error;
}

/** What the process behind a datagram socket wants to hear. */
export interface UdpHandler {
  received(bytes: Uint8Array, from: { readonly address: number; readonly port: number }, to: number): void;
  failed?(error: SocketError): void;
}

/** A process is woken and runs, microseconds. */
const WAKE_DELAY = 30;

/** A datagram socket of a process. */
export class UdpClient {
  readonly port: number;
  private readonly net: Net;
  private readonly by: string;
  /** The event that made its process act last. */
  private cause = -1;

  private readonly df: boolean;
  private readonly txhash: number | null;
  private peer: { readonly address: number; readonly port: number } | null = null;

  /** `port` null: any that is free. Who answers everybody is connected to nobody. */
  constructor(
    net: Net,
    by: string,
    port: number | null,
    handler: UdpHandler,
    { df = true, connects = port === null } = {},
  ) {
    this.net = net;
    this.df = df;
    this.txhash = connects ? net.env.random() : null;
    this.by = by;
    const socket = {
      by,
      ...(connects ? { peer: () => this.peer } : {}),
      receive: (skb: SkBuff, packet: Ipv4, datagram: Udp) => {
        stage(net, skb, 'udp_queue_rcv_skb', { kind: 'deliver', by });
        const { payload } = datagram;
        const bytes = payload.layer === 'data' ? payload.bytes : new Uint8Array(0);
        const from = { address: packet.src, port: datagram.sport };
        this.wake(() => handler.received(bytes, from, packet.dst));
      },
      error: (_packet: Ipv4, message: Icmp) => {
        const error = icmp_err_convert(message);
        if (error?.fatal) this.wake(() => handler.failed?.(error.errno));
      },
    };
    if (port === null) this.port = udp_bind(net, socket);
    else {
      this.port = port;
      net.udpSockets.set(port, { ...socket, port });
    }
  }

  private wake(work: () => void): void {
    const cause = this.net.env.rec.last;
    this.net.env.defer(WAKE_DELAY, () => {
      this.cause = cause;
      work();
    });
  }

  /** Why there is no way; null: it was sent. A source of 0 is chosen by routing. */
  send(
    bytes: Uint8Array,
    to: { readonly address: number; readonly port: number },
    saddr = 0,
  ): SocketError | null {
    this.peer ??= to;
    const datagram = {
      by: this.by,
      saddr,
      sport: this.port,
      daddr: to.address,
      dport: to.port,
      bytes,
      df: this.df,
      txhash: this.txhash,
    };
    const error = udp_sendmsg(this.net, datagram, this.cause);
    return error && route_error(error);
  }

  close(): void {
    this.net.udpSockets.delete(this.port);
  }
}
