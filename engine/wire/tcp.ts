// RFC 9293 Transmission Control Protocol. Data offset and checksum are computed when encoding; options are kept as their octets.
import { ok, problem, type Result } from '../problem.ts';
import type { Ipv4Address } from './address.ts';
import { checksum } from './checksum.ts';
import { type Data, decodeData, encodeData } from './data.ts';
import { checksumText, decimal, type Header, type HeaderField, hex, octets, viewOf } from './header.ts';

export const TCP_HLEN = 20;
/** Number of the protocol in the pseudo header. */
const PSEUDO_PROTOCOL = 6;

export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;
const TCP_URG = 0x20;
export const TCP_ECE = 0x40;
export const TCP_CWR = 0x80;

/** Control bits in the order in which they are named. */
const FLAG_NAMES = [
  [TCP_FIN, 'FIN'],
  [TCP_SYN, 'SYN'],
  [TCP_RST, 'RST'],
  [TCP_PSH, 'PSH'],
  [TCP_ACK, 'ACK'],
  [TCP_URG, 'URG'],
  [TCP_ECE, 'ECE'],
  [TCP_CWR, 'CWR'],
] as const;

export interface Tcp {
  readonly layer: 'tcp';
  readonly sport: number;
  readonly dport: number;
  /** Sequence number of the first octet, and the next one expected from the other side; uint32. */
  readonly seq: number;
  readonly ack: number;
  /** Control bits, TCP_FIN to TCP_CWR. */
  readonly flags: number;
  /** As it stands in the header, before scaling. */
  readonly window: number;
  /** The options' octets, padded to a multiple of 4; at most 40. */
  readonly options: Uint8Array;
  readonly payload: Data;
}

export function tcpFlagNames(flags: number): string[] {
  return FLAG_NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
}

/** RFC 9293 3.1 "Header Format". */
export const TCP_HEADER: Header = {
  title: 'Transmission Control Protocol',
  fields: (bytes) => {
    return [...FIELDS, ...optionFields(bytes.subarray(TCP_HLEN, tcpHeaderLength(bytes)))];
  },
  summary: (text) =>
    `port ${text('Source Port')} → ${text('Destination Port')}, ${/\((.*)\)/.exec(text('Flags'))?.[1] ?? 'no flags'}`,
};

const FIELDS: readonly HeaderField[] = [
  ['Source Port', 16, decimal],
  ['Destination Port', 16, decimal],
  ['Sequence Number', 32, decimal],
  ['Acknowledgment Number', 32, decimal],
  ['Data Offset', 4, (value) => `${value} (${octets(value * 4)})`],
  ['Reserved', 4, decimal],
  ['Flags', 8, (value) => `${hex(2)(value)}${value === 0 ? '' : ` (${tcpFlagNames(value).join(', ')})`}`],
  ['Window', 16, decimal],
  ['Checksum', 16, checksumText],
  ['Urgent Pointer', 16, decimal],
];

/** Octets of the header, as its Data Offset says. */
function doff(bytes: Uint8Array): number {
  return ((bytes[12] ?? 0) >> 4) * 4;
}

/** Octets of the header that stands at the front, as far as they are there. */
export function tcpHeaderLength(bytes: Uint8Array): number {
  return Math.min(bytes.length, Math.max(TCP_HLEN, doff(bytes)));
}

/** Reads a segment. One with an urgent pointer or reserved bits is not taken apart. */
export function decodeTcp(bytes: Uint8Array): Result<Tcp> {
  if (bytes.length < TCP_HLEN) return problem('TCP header', `found ${bytes.length} octets`, `${TCP_HLEN}`);
  const length = doff(bytes);
  if (length < TCP_HLEN || length > bytes.length)
    return problem('TCP header', `found a length of ${length} octets`, `${TCP_HLEN} to ${bytes.length}`);
  const view = viewOf(bytes);
  if ((view.getUint8(12) & 0x0f) !== 0 || view.getUint16(18) !== 0)
    return problem('TCP header', 'found reserved bits or an urgent pointer', 'none');
  return ok({
    layer: 'tcp',
    sport: view.getUint16(0),
    dport: view.getUint16(2),
    seq: view.getUint32(4),
    ack: view.getUint32(8),
    flags: view.getUint8(13),
    window: view.getUint16(14),
    options: bytes.slice(TCP_HLEN, length),
    payload: decodeData(bytes.subarray(length)),
  });
}

export function encodeTcp(segment: Tcp, src: Ipv4Address, dst: Ipv4Address): Uint8Array {
  const inner = encodeData(segment.payload);
  const header = TCP_HLEN + segment.options.length;
  const bytes = new Uint8Array(header + inner.length);
  const view = viewOf(bytes);
  view.setUint16(0, segment.sport);
  view.setUint16(2, segment.dport);
  view.setUint32(4, segment.seq);
  view.setUint32(8, segment.ack);
  view.setUint8(12, (header / 4) << 4);
  view.setUint8(13, segment.flags);
  view.setUint16(14, segment.window);
  bytes.set(segment.options, TCP_HLEN);
  bytes.set(inner, header);
  view.setUint16(16, checksum(bytes, tcpPseudoSum(src, dst, bytes.length)));
  return bytes;
}

/** Sum of the pseudo header (RFC 9293 3.1). */
export function tcpPseudoSum(src: Ipv4Address, dst: Ipv4Address, length: number): number {
  return (src >>> 16) + (src & 0xffff) + (dst >>> 16) + (dst & 0xffff) + PSEUDO_PROTOCOL + length;
}

// Option kinds (RFC 9293 3.2, RFC 7323, RFC 2018).
const OPT_END = 0;
const OPT_NOP = 1;
const OPT_MSS = 2;
const OPT_WINDOW = 3;
const OPT_SACK_PERMITTED = 4;
const OPT_TIMESTAMPS = 8;

interface OptionKind {
  readonly name: string;
  readonly length: number;
  /** `at`: where it stands. */
  text(view: DataView, at: number): string;
}

const OPTION_KINDS: Readonly<Record<number, OptionKind>> = {
  [OPT_MSS]: {
    name: 'Maximum Segment Size',
    length: 4,
    text: (view, at) => octets(view.getUint16(at + 2)),
  },
  [OPT_WINDOW]: { name: 'Window Scale', length: 3, text: (view, at) => `shift by ${view.getUint8(at + 2)}` },
  [OPT_SACK_PERMITTED]: { name: 'SACK Permitted', length: 2, text: () => 'yes' },
  [OPT_TIMESTAMPS]: {
    name: 'Timestamps',
    length: 10,
    text: (view, at) => `TSval ${view.getUint32(at + 2)}, TSecr ${view.getUint32(at + 6)}`,
  },
};

function optionField(view: DataView, at: number, kind: number, length: number): HeaderField {
  const known = OPTION_KINDS[kind];
  if (kind === OPT_NOP) return ['No-Operation', 8, () => 'padding'];
  if (known?.length !== length) return ['Option', length * 8, () => `kind ${kind}, ${octets(length)}`];
  const text = known.text(view, at);
  return [known.name, length * 8, () => text];
}

/** The options one behind the other; from the first malformed one on they are one field. */
function optionFields(bytes: Uint8Array): HeaderField[] {
  const view = viewOf(bytes);
  const fields: HeaderField[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== OPT_END) {
    const kind = bytes[at]!;
    const length = kind === OPT_NOP ? 1 : (bytes[at + 1] ?? 0);
    if (length < (kind === OPT_NOP ? 1 : 2) || at + length > bytes.length) break;
    fields.push(optionField(view, at, kind, length));
    at += length;
  }
  const rest = bytes.length - at;
  const name = bytes[at] === OPT_END ? 'End of Option List' : 'Options';
  return rest > 0 ? [...fields, [name, rest * 8, () => octets(rest)]] : fields;
}

/** The options this engine understands. */
export interface TcpOptions {
  readonly mss: number | null;
  readonly sackPermitted: boolean;
  readonly windowScale: number | null;
  readonly timestamps: { readonly value: number; readonly echo: number } | null;
}

/** Options as Linux lays them out (tcp_options_write): MSS, SACK with timestamps, window scale. */
export function encodeTcpOptions({ mss, sackPermitted, windowScale, timestamps }: TcpOptions): Uint8Array {
  const words: number[] = [];
  if (mss !== null) words.push(OPT_MSS, 4, mss >> 8, mss & 0xff);
  if (timestamps) {
    words.push(...(sackPermitted ? [OPT_SACK_PERMITTED, 2] : [OPT_NOP, OPT_NOP]), OPT_TIMESTAMPS, 10);
    words.push(...uint32(timestamps.value), ...uint32(timestamps.echo));
  } else if (sackPermitted) words.push(OPT_NOP, OPT_NOP, OPT_SACK_PERMITTED, 2);
  if (windowScale !== null) words.push(OPT_NOP, OPT_WINDOW, 3, windowScale);
  return Uint8Array.from(words);
}

const uint32 = (value: number) => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];

/** tcp_parse_options: what is understood, the rest skipped; ends at the first malformed option. */
export function decodeTcpOptions(bytes: Uint8Array): TcpOptions {
  const found = { mss: null, sackPermitted: false, windowScale: null, timestamps: null } as {
    -readonly [K in keyof TcpOptions]: TcpOptions[K];
  };
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length && bytes[at] !== OPT_END; ) {
    if (bytes[at] === OPT_NOP) {
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > bytes.length) break;
    if (bytes[at] === OPT_MSS && length === 4) found.mss = view.getUint16(at + 2);
    if (bytes[at] === OPT_WINDOW && length === 3) found.windowScale = view.getUint8(at + 2);
    if (bytes[at] === OPT_SACK_PERMITTED && length === 2) found.sackPermitted = true;
    if (bytes[at] === OPT_TIMESTAMPS && length === 10)
      found.timestamps = { value: view.getUint32(at + 2), echo: view.getUint32(at + 6) };
    at += length;
  }
  return found;
}

/** Replaces the MSS option where there is one (xt_TCPMSS); options without it stay as they are. */
export function withMss(options: Uint8Array, mss: number): Uint8Array {
  for (let at = 0; at < options.length && options[at] !== OPT_END; ) {
    if (options[at] === OPT_NOP) {
      at++;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (length < 2 || at + length > options.length) break;
    if (options[at] === OPT_MSS && length === 4) {
      const changed = options.slice();
      changed.set([mss >> 8, mss & 0xff], at + 2);
      return changed;
    }
    at += length;
  }
  return options;
}
