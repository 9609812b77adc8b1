// Processes that wait in a namespace for others to come: a web server, a name server, or a socket that only listens.

import type { TcpHandler, TcpSock } from '../kernel/ipv4/tcp.ts';
import { tcp_close, tcp_sendmsg } from '../kernel/ipv4/tcp_input.ts';
import { UdpClient } from '../kernel/ipv4/udp.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { Ipv4Address } from '../wire/address.ts';
import { DNS_A, decodeDns, encodeDnsAnswer } from '../wire/dns.ts';

export type Listener =
  /** Takes connections, reads, and closes when the other side has closed: `nc -lk`. */
  | { readonly kind: 'tcp'; readonly port: number }
  /** Answers every request with one text. */
  | { readonly kind: 'http'; readonly port: number; readonly body: string }
  /** Takes datagrams and says nothing. */
  | { readonly kind: 'udp'; readonly port: number }
  /** Sends every datagram back. */
  | { readonly kind: 'echo'; readonly port: number }
  /** Knows the addresses of some names. */
  | { readonly kind: 'dns'; readonly port: number; readonly names: ReadonlyMap<string, Ipv4Address> };

/** The message by which a process learns that it cannot have the port; null when it listens. */
export function listen(net: Net, listener: Listener): string | null {
  switch (listener.kind) {
    case 'tcp':
      return listenTcp(net, listener.port, 'listener', () => () => null);
    case 'http':
      return listenTcp(net, listener.port, 'httpd', () => httpServer(listener.body));
    case 'udp':
      return listenUdp(net, listener.port, 'listener', () => null);
    case 'echo':
      return listenUdp(net, listener.port, 'echo', (bytes) => bytes);
    case 'dns':
      return listenUdp(net, listener.port, 'named', (bytes) => dnsAnswer(bytes, listener.names));
  }
}

const IN_USE = 'Address already in use';
/** Octets of a request that are kept while its end has not come. */
const MAX_REQUEST = 65_536;

type Answer = (bytes: Uint8Array) => Uint8Array | null;

/** `serve`: what answers one connection. */
function listenTcp(net: Net, port: number, by: string, serve: () => Answer): string | null {
  const accept = (sock: TcpSock): TcpHandler => {
    const answer = serve();
    return {
      received(bytes) {
        const said = answer(bytes);
        if (said) tcp_sendmsg(sock, said);
      },
      finished: () => tcp_close(sock),
    };
  };
  return net.tcp.listen({ by, address: null, port, accept }) ? null : IN_USE;
}

function listenUdp(net: Net, port: number, by: string, answer: Answer): string | null {
  if (net.udpSockets.has(port)) return IN_USE;
  const socket = new UdpClient(net, by, port, {
    received(bytes, from, to) {
      const said = answer(bytes);
      if (said && said.length > 0) socket.send(said, from, to);
    },
  });
  return null;
}

const ascii = (text: string) => new TextEncoder().encode(text);

/** A request may come in several segments: it is answered when its head has ended. */
function httpServer(body: string): Answer {
  let request = '';
  return (bytes) => {
    request = `${request}${new TextDecoder('latin1').decode(bytes)}`.slice(-MAX_REQUEST);
    if (!request.includes('\r\n\r\n')) return null;
    const asked = request;
    request = '';
    return httpAnswer(asked, body);
  };
}

/** The head of a request says enough; HEAD gets no body. */
function httpAnswer(request: string, body: string): Uint8Array {
  const content = ascii(body);
  const head = ascii(`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n`);
  const wantsBody = !request.startsWith('HEAD ');
  return Uint8Array.of(...head, ...(wantsBody ? content : []));
}

function dnsAnswer(query: Uint8Array, names: ReadonlyMap<string, Ipv4Address>): Uint8Array | null {
  const question = decodeDns(query);
  if (!question.ok || question.value.response) return null;
  const address = names.get(question.value.name.toLowerCase());
  return encodeDnsAnswer(
    question.value,
    address !== undefined && question.value.type !== DNS_A ? null : address,
  );
}
