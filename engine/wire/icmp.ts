// RFC 792 Internet Control Message Protocol. Octets 4 to 7 ("rest of header") are kept as one number.

export const ICMP_ECHOREPLY = 0;
export const ICMP_DEST_UNREACH = 3;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;

export interface Icmp {
  readonly layer: 'icmp';
  readonly type: number;
  readonly code: number;
  /** Octets 4 to 7: echo id and sequence, next-hop MTU, gateway or unused. */
  readonly rest: number;
  /** Echo data, or the quoted IPv4 header and what follows it. */
  readonly body: Uint8Array;
}

/** Echo messages: identifier in the upper, sequence number in the lower half of the rest of the header. */
export function echo(type: typeof ICMP_ECHO | typeof ICMP_ECHOREPLY, id: number, seq: number, body: Uint8Array): Icmp {
  return { layer: 'icmp', type, code: 0, rest: ((id << 16) | seq) >>> 0, body };
}

export function echoId(message: Icmp): number {
  return message.rest >>> 16;
}

export function echoSeq(message: Icmp): number {
  return message.rest & 0xffff;
}

/** Does the message quote the packet it is about (icmp_is_err)? */
export function isIcmpError(type: number): boolean {
  return type === ICMP_DEST_UNREACH || type === ICMP_REDIRECT || type === ICMP_TIME_EXCEEDED || type === 4 || type === 12;
}

/** Temporary. */
export function decodeQuoted(m: Icmp): import('./ipv4.ts').Ipv4 | null {
  if (!isIcmpError(m.type) || m.body.length < 28) return null;
  const v = new DataView(m.body.buffer, m.body.byteOffset, m.body.length);
  const protocol = v.getUint8(9);
  const payload = protocol === 1
    ? ({ layer: 'icmp', type: v.getUint8(20), code: v.getUint8(21), rest: v.getUint32(24), body: m.body.slice(28) } as const)
    : protocol === 17
      ? ({ layer: 'udp', sport: v.getUint16(20), dport: v.getUint16(22), checksummed: true, payload: { layer: 'data', bytes: m.body.slice(28) } } as const)
      : ({ layer: 'data', bytes: m.body.slice(20) } as const);
  return { layer: 'ipv4', tos: v.getUint8(1), id: v.getUint16(4), df: true, mf: false, fragment: 0, ttl: v.getUint8(8), protocol, src: v.getUint32(12), dst: v.getUint32(16), payload };
}
