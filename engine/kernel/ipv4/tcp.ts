// net/ipv4/tcp.c: connections and listeners of a namespace, and what a process may do with them.
import type { TcpState } from '../../trace/events.ts';
import { formatIpv4, type Ipv4Address } from '../../wire/address.ts';
import type { Net } from '../net_namespace.ts';
import type { SocketError } from './icmp_err_convert.ts';

/** What the process behind a socket wants to hear. */
export interface TcpHandler {
  connected?(): void;
  received?(bytes: Uint8Array): void;
  /** The other side sends no more. */
  finished?(): void;
  failed?(error: SocketError): void;
}

/** A segment that was sent and is kept until it is acknowledged. */
export interface Unacked {
  readonly seq: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
}

/** struct tcp_sock, as far as a flow without loss of order needs it. */
export interface TcpSock {
  readonly net: Net;
  /** The process it belongs to. */
  readonly by: string;
  readonly saddr: Ipv4Address;
  readonly sport: number;
  readonly daddr: Ipv4Address;
  readonly dport: number;
  state: TcpState;
  handler: TcpHandler;
  /** Next to be sent, and the next expected. */
  snd_nxt: number;
  rcv_nxt: number;
  /** The largest segment the other side takes, octets of data. */
  mss: number;
  /** Does the other side use timestamps (RFC 7323), and the last it sent? */
  timestamps: boolean;
  ts_recent: number;
  /** What else the other side's SYN has offered: SACK, windows that scale, and to hear of congestion (RFC 3168). */
  sack: boolean;
  scaling: boolean;
  ecn: boolean;
  readonly unacked: Unacked[];
  /** Microseconds until what is unacknowledged is sent again. */
  rto: number;
  retries: number;
  cancel: (() => void) | null;
  /** Still a process's (SOCK_DEAD is not set): the log prints its user. */
  owned: boolean;
  /** The event that made its process act last; -1 before any. */
  cause: number;
  /** When a segment that was not expected was last answered, microseconds; null: never. */
  last_oow_ack_time: number | null;
  /** sk_txhash: the hash all its packets have. */
  readonly txhash: number;
}

export interface TcpListener {
  readonly by: string;
  /** null: any address. */
  readonly address: Ipv4Address | null;
  readonly port: number;
  /** A connection is there; answers who handles it. */
  accept(sock: TcpSock): TcpHandler;
}

const tupleOf = (saddr: Ipv4Address, sport: number, daddr: Ipv4Address, dport: number) =>
  `${saddr}:${sport} ${daddr}:${dport}`;

/** inet_hashtables: who gets a segment. */
export class TcpTable {
  private readonly established = new Map<string, TcpSock>();
  private readonly listeners = new Map<number, TcpListener[]>();

  hash(sock: TcpSock): void {
    this.established.set(tupleOf(sock.saddr, sock.sport, sock.daddr, sock.dport), sock);
  }

  unhash(sock: TcpSock): void {
    this.established.delete(tupleOf(sock.saddr, sock.sport, sock.daddr, sock.dport));
  }

  /** __inet_lookup_established; `saddr` and `sport` are our own. */
  find(saddr: Ipv4Address, sport: number, daddr: Ipv4Address, dport: number): TcpSock | undefined {
    return this.established.get(tupleOf(saddr, sport, daddr, dport));
  }

  /** __inet_lookup_listener: a listener on the very address is the better one. */
  listener(address: Ipv4Address, port: number): TcpListener | undefined {
    const candidates = this.listeners.get(port) ?? [];
    return (
      candidates.find((each) => each.address === address) ?? candidates.find((each) => each.address === null)
    );
  }

  /** inet_csk_listen_start; false: the address is in use. */
  listen(listener: TcpListener): boolean {
    const others = this.listeners.get(listener.port) ?? [];
    const clash = others.some(
      ({ address }) => address === null || listener.address === null || address === listener.address,
    );
    if (clash) return false;
    this.listeners.set(listener.port, [...others, listener]);
    return true;
  }

  /** Every port something listens on, in order of port. */
  *listening(): Generator<TcpListener> {
    for (const port of [...this.listeners.keys()].sort((a, b) => a - b)) yield* this.listeners.get(port)!;
  }

  /** inet_csk_find_open_port: a port from which no other connection goes to the same place. */
  ephemeralPort(random: () => number, daddr: Ipv4Address, dport: number, saddr: Ipv4Address): number {
    const [low, high] = [32_768, 60_999];
    const start = random() % (high - low + 1);
    for (let step = 0; step <= high - low; step++) {
      const port = low + ((start + step) % (high - low + 1));
      if (!this.find(saddr, port, daddr, dport)) return port;
    }
    throw new Error(`no port left towards ${formatIpv4(daddr)}`);
  }
}

/** Sequence numbers go round: is `a` before `b` (tcp_seq.h before)? */
export function before(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

export function advance(seq: number, by: number): number {
  return (seq + by) >>> 0;
}
