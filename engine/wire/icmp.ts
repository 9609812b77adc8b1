// RFC 792 Internet Control Message Protocol. Octets 4 to 7 ("rest of header") are kept as one number.
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4 } from './address.ts';
import { checksum } from './checksum.ts';
import { decodeData } from './data.ts';
import {
  checksumText,
  decimal,
  type Header,
  type HeaderField,
  hex,
  named,
  octets,
  viewOf,
} from './header.ts';
import {
  decodeIpv4Header,
  encodeIpv4,
  IPPROTO_ICMP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  type Ipv4,
  ihl,
} from './ipv4.ts';
import { decodeTcp, type Tcp } from './tcp.ts';

export const ICMP_HLEN = 8;
export const ICMP_ECHOREPLY = 0;
export const ICMP_DEST_UNREACH = 3;
const ICMP_SOURCE_QUENCH = 4;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETERPROB = 12;
/** Destination unreachable: too big and not to be fragmented (RFC 1191 puts the MTU into the message). */
export const ICMP_FRAG_NEEDED = 4;
/** An error quotes the header and at least this much behind it. */
const QUOTED_OCTETS = 8;

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
export function echo(
  type: typeof ICMP_ECHO | typeof ICMP_ECHOREPLY,
  id: number,
  seq: number,
  body: Uint8Array,
): Icmp {
  return { layer: 'icmp', type, code: 0, rest: ((id << 16) | seq) >>> 0, body };
}

export function echoId(message: Icmp): number {
  return message.rest >>> 16;
}

export function echoSeq(message: Icmp): number {
  return message.rest & 0xffff;
}

const ERRORS: readonly number[] = [
  ICMP_DEST_UNREACH,
  ICMP_SOURCE_QUENCH,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  ICMP_PARAMETERPROB,
];

/** Does the message quote the packet it is about (icmp_is_err)? */
export function isIcmpError(type: number): boolean {
  return ERRORS.includes(type);
}

const TYPES = {
  [ICMP_ECHOREPLY]: 'echo reply',
  [ICMP_DEST_UNREACH]: 'destination unreachable',
  [ICMP_SOURCE_QUENCH]: 'source quench',
  [ICMP_REDIRECT]: 'redirect',
  [ICMP_ECHO]: 'echo request',
  [ICMP_TIME_EXCEEDED]: 'time exceeded',
  [ICMP_PARAMETERPROB]: 'parameter problem',
};

/** Codes by type: RFC 792, and RFC 1812 5.2.7.1 for 13. */
const CODES: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  [ICMP_DEST_UNREACH]: {
    0: 'net unreachable',
    1: 'host unreachable',
    2: 'protocol unreachable',
    3: 'port unreachable',
    [ICMP_FRAG_NEEDED]: 'fragmentation needed and DF set',
    13: 'communication administratively prohibited',
  },
  [ICMP_REDIRECT]: { 0: 'for the network', 1: 'for the host' },
  [ICMP_TIME_EXCEEDED]: { 0: 'time to live exceeded in transit', 1: 'fragment reassembly time exceeded' },
};

function restFields(type: number, code: number): readonly HeaderField[] {
  switch (type) {
    case ICMP_ECHO:
    case ICMP_ECHOREPLY:
      return [
        ['Identifier', 16, decimal],
        ['Sequence Number', 16, decimal],
      ];
    case ICMP_REDIRECT:
      return [['Gateway Internet Address', 32, formatIpv4]];
    case ICMP_PARAMETERPROB:
      return [
        ['Pointer', 8, decimal],
        ['unused', 24, hex(6)],
      ];
    case ICMP_DEST_UNREACH:
      if (code === ICMP_FRAG_NEEDED)
        return [
          ['unused', 16, hex(4)],
          ['Next-Hop MTU', 16, octets],
        ];
      return [['unused', 32, hex(8)]];
    case ICMP_TIME_EXCEEDED:
    case ICMP_SOURCE_QUENCH:
      return [['unused', 32, hex(8)]];
    default:
      return [['Rest of Header', 32, hex(8)]];
  }
}

/** RFC 792 "Message Formats"; the second word depends on the type. */
export const ICMP_HEADER: Header = {
  title: 'Internet Control Message Protocol',
  fields: (bytes) => [
    ['Type', 8, named(TYPES)],
    ['Code', 8, named(CODES[bytes[0]!] ?? {})],
    ['Checksum', 16, checksumText],
    ...restFields(bytes[0]!, bytes[1]!),
  ],
  summary: (text) => {
    const [type, code, sequence] = [nameIn(text('Type')), text('Code'), text('Sequence Number')];
    if (sequence !== '') return `${type}, id ${text('Identifier')}, seq ${sequence}`;
    return code === '0' ? type : `${type}: ${nameIn(code)}`;
  },
};

/** `port unreachable` in `3 (port unreachable)`; a number without a name stands for itself. */
function nameIn(text: string): string {
  return /\((.*)\)$/.exec(text)?.[1] ?? text;
}

export function decodeIcmp(bytes: Uint8Array): Result<Icmp> {
  if (bytes.length < ICMP_HLEN) return problem('ICMP header', `found ${bytes.length} octets`, `${ICMP_HLEN}`);
  const view = viewOf(bytes);
  return ok({
    layer: 'icmp',
    type: view.getUint8(0),
    code: view.getUint8(1),
    rest: view.getUint32(4),
    body: bytes.slice(ICMP_HLEN),
  });
}

/** The packet an error is about, as far as it is quoted; null when there is none, or less than RFC 792 asks for. */
export function decodeQuoted(message: Icmp): Ipv4 | null {
  if (!isIcmpError(message.type)) return null;
  const header = decodeIpv4Header(message.body);
  if (!header.ok) return null;
  const behind = message.body.subarray(ihl(message.body));
  return behind.length < QUOTED_OCTETS
    ? null
    : { ...header.value, payload: quotedPayload(header.value, behind) };
}

/** Lengths inside a quote speak of the whole packet, so they are not held against it. */
function quotedPayload({ protocol, fragment }: Omit<Ipv4, 'payload'>, bytes: Uint8Array): Ipv4['payload'] {
  if (fragment === 0 && protocol === IPPROTO_ICMP) {
    const message = decodeIcmp(bytes);
    if (message.ok) return message.value;
  }
  if (fragment === 0 && protocol === IPPROTO_UDP) {
    const view = viewOf(bytes);
    const payload = decodeData(bytes.subarray(QUOTED_OCTETS));
    return {
      layer: 'udp',
      sport: view.getUint16(0),
      dport: view.getUint16(2),
      checksummed: view.getUint16(6) !== 0,
      payload,
    };
  }
  if (fragment === 0 && protocol === IPPROTO_TCP) return quotedSegment(bytes);
  return decodeData(bytes);
}

/** A segment of which perhaps only the first 8 octets are quoted. */
function quotedSegment(bytes: Uint8Array): Tcp {
  const whole = decodeTcp(bytes);
  if (whole.ok) return whole.value;
  const view = viewOf(bytes);
  return {
    layer: 'tcp',
    sport: view.getUint16(0),
    dport: view.getUint16(2),
    seq: view.getUint32(4),
    ack: 0,
    flags: 0,
    window: 0,
    options: new Uint8Array(0),
    payload: decodeData(bytes.subarray(QUOTED_OCTETS)),
  };
}

export function encodeIcmp({ type, code, rest, body }: Icmp): Uint8Array {
  const bytes = new Uint8Array(ICMP_HLEN + body.length);
  const view = viewOf(bytes);
  view.setUint8(0, type);
  view.setUint8(1, code);
  view.setUint32(4, rest);
  bytes.set(body, ICMP_HLEN);
  view.setUint16(2, checksum(bytes));
  return bytes;
}

/** The same error about a packet with other addresses or ports: cut where it was cut, and with the same total length. */
export function requote(message: Icmp, packet: Ipv4): Icmp {
  const octets = encodeIpv4(packet).slice(0, message.body.length);
  octets.set(message.body.subarray(2, 4), 2);
  octets.set([0, 0], 10);
  const sum = checksum(octets.subarray(0, 20));
  octets.set([sum >> 8, sum & 0xff], 10);
  return { ...message, body: octets };
}
