// A question to a name server, asked again until it is answered or patience ends: what nslookup and dig have in common.
import { is_local_address } from '../kernel/ipv4/devinet.ts';
import type { SocketError } from '../kernel/ipv4/icmp_err_convert.ts';
import { UdpClient, type UdpHandler } from '../kernel/ipv4/udp.ts';
import type { Ipv4Address } from '../wire/address.ts';
import { type DnsMessage, decodeDns, encodeDnsQuery } from '../wire/dns.ts';
import type { ProcessContext } from '../world/process.ts';

export const DNS_PORT = 53;

export interface Question {
  readonly by: string;
  readonly server: Ipv4Address;
  readonly name: string;
  readonly type: number;
  readonly edns: boolean;
  /** Where it is asked from, as far as somebody has said so. */
  readonly from?: { readonly address: Ipv4Address; readonly port: number | null };
  /** Microseconds. */
  readonly wait: number;
  readonly tries: number;
}

/** Why nothing could be sent from where somebody wanted it to be. */
const NO_SOCKET = ['address in use', 'address not available'] as const;

export const isNoSocket = (why: QueryFailure) => NO_SOCKET.some((each) => each === why);

/** Why one try got no answer. */
export type QueryFailure =
  | (typeof NO_SOCKET)[number]
  | 'timed out'
  | 'connection refused'
  | 'network unreachable'
  | 'host unreachable'
  | 'invalid protocol';

/** BIND's words for what a socket hears. */
function failureOf(error: SocketError): QueryFailure {
  if (error === 'ECONNREFUSED') return 'connection refused';
  if (error === 'ENOPROTOOPT') return 'invalid protocol';
  return error === 'ENETUNREACH' || error === 'ENONET' ? 'network unreachable' : 'host unreachable';
}

export interface Asking {
  answered(message: DnsMessage, length: number): void;
  /** Called for each try that fails; `last`: there is no further one. */
  failed(why: QueryFailure, last: boolean): void;
}

/** Every try has a port of its own, as BIND's resolver does it. */
export function ask(context: ProcessContext, question: Question, asking: Asking): void {
  const id = context.random() & 0xffff;
  const { by, server, name, type, edns, wait } = question;
  const { address = 0, port = null } = question.from ?? {};
  const refused = bindFailure(context, address, port);
  if (refused) {
    asking.failed(refused, true);
    return;
  }
  const attempt = (left: number): void => {
    let settled = false;
    const settle = () => {
      settled = true;
      socket.close();
    };
    const fail = (why: QueryFailure) => {
      if (settled) return;
      settle();
      asking.failed(why, left === 1);
      if (left > 1) attempt(left - 1);
    };
    const handler: UdpHandler = {
      received(bytes) {
        const message = decodeDns(bytes);
        if (settled || !message.ok || !message.value.response || message.value.id !== id) return;
        settle();
        asking.answered(message.value, bytes.length);
      },
      failed: (error) => fail(failureOf(error)),
    };
    // BIND lets its questions be cut on their way (IP_PMTUDISC_OMIT).
    const socket = new UdpClient(context.net, by, port, handler, { df: false, connects: true });
    context.timer(wait, () => fail('timed out'));
    const message = encodeDnsQuery(id, name, type, edns);
    const error = socket.send(message, { address: server, port: DNS_PORT }, address);
    if (error) fail('network unreachable');
  };
  attempt(question.tries);
}

/** Whoever wants a certain address and port may not get them. */
function bindFailure(
  { net }: ProcessContext,
  address: Ipv4Address,
  port: number | null,
): QueryFailure | null {
  if (address !== 0 && !is_local_address(net, address)) return 'address not available';
  return port !== null && net.udpSockets.has(port) ? 'address in use' : null;
}
