// net/ipv4/icmp.c icmp_err_convert: what an ICMP error means to the process whose packet it is about.
import { ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, type Icmp } from '../../wire/icmp.ts';

/** Errors by which a connection or a question ends before its time (errno names). */
export type SocketError =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ENOPROTOOPT'
  | 'EHOSTDOWN'
  | 'ENONET'
  | 'EACCES';

interface Converted {
  readonly errno: SocketError;
  /** A datagram socket hears of it too. */
  readonly fatal: boolean;
}

const mild = (errno: SocketError): Converted => ({ errno, fatal: false });
const fatal = (errno: SocketError): Converted => ({ errno, fatal: true });

/** By code of destination unreachable; null: nothing that ends a connection (too big, source route). */
const UNREACHABLE: readonly (Converted | null)[] = [
  mild('ENETUNREACH'),
  mild('EHOSTUNREACH'),
  fatal('ENOPROTOOPT'),
  fatal('ECONNREFUSED'),
  null,
  null,
  fatal('ENETUNREACH'),
  fatal('EHOSTDOWN'),
  fatal('ENONET'),
  fatal('ENETUNREACH'),
  fatal('EHOSTUNREACH'),
  mild('ENETUNREACH'),
  mild('EHOSTUNREACH'),
  fatal('EHOSTUNREACH'),
  fatal('EHOSTUNREACH'),
  fatal('EHOSTUNREACH'),
];

export function icmp_err_convert({ type, code }: Icmp): Converted | null {
  if (type === ICMP_TIME_EXCEEDED) return mild('EHOSTUNREACH');
  return type === ICMP_DEST_UNREACH ? (UNREACHABLE[code] ?? null) : null;
}

/** What a process is told when routing knows no way for what it sends. */
export function route_error(errno: string): SocketError {
  if (errno === 'EACCES' || errno === 'EHOSTUNREACH') return errno;
  return 'ENETUNREACH';
}
