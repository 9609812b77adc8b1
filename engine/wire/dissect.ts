// A frame as a person reads it: its octets, its layers, and every header field with the bits it occupies.
import { ARP_HEADER } from './arp.ts';
import { DATA_HEADER } from './data.ts';
import { ETHERNET_HEADER } from './ethernet.ts';
import { encodeFrame, type Frame, type Layer, layersOf } from './frame.ts';
import { type Header, readBits, type Surroundings, viewOf } from './header.ts';
import { ICMP_HEADER, ICMP_HLEN, isIcmpError } from './icmp.ts';
import { decodeIpv4Header, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPV4_HEADER, ihl } from './ipv4.ts';
import { TCP_HEADER, TCP_HLEN, tcpHeaderLength, tcpPseudoSum } from './tcp.ts';
import { pseudoSum, UDP_HEADER, UDP_HLEN } from './udp.ts';
import { VXLAN_HEADER } from './vxlan.ts';

export interface Field {
  /** Name as the RFC's figure has it, e.g. `Time to Live`. */
  readonly name: string;
  /** First bit, counted from the start of the whole frame. */
  readonly start: number;
  /** Length in bits. */
  readonly length: number;
  /** The value as text: addresses dotted, types named (`0x0800 (IPv4)`), checksums with their verdict. */
  readonly text: string;
}

export interface DissectedLayer {
  readonly layer: Layer['layer'];
  /** e.g. `Ethernet II`, `Internet Protocol version 4`. */
  readonly title: string;
  /** One line: the layer's most telling values, e.g. `10.10.2.238 → 10.10.3.4, TTL 64`. */
  readonly summary: string;
  /** First octet of the header, and its length in octets, without the payload. */
  readonly start: number;
  readonly length: number;
  readonly fields: readonly Field[];
  /** True for what an ICMP error quotes. */
  readonly quoted: boolean;
}

export interface Dissection {
  readonly bytes: Uint8Array;
  readonly layers: readonly DissectedLayer[];
}

type Kind = Layer['layer'];

const HEADERS: Readonly<Record<Kind, Header>> = {
  ethernet: ETHERNET_HEADER,
  arp: ARP_HEADER,
  ipv4: IPV4_HEADER,
  icmp: ICMP_HEADER,
  tcp: TCP_HEADER,
  udp: UDP_HEADER,
  vxlan: VXLAN_HEADER,
  data: DATA_HEADER,
};

/** Encodes a frame and names every bit of it, outermost layer first; nested frames (VXLAN) and quoted packets too. */
export function dissect(frame: Frame): Dissection {
  const bytes = encodeFrame(frame);
  const layers: DissectedLayer[] = [];
  const end = () =>
    layers.length === 0 ? 0 : layers[layers.length - 1]!.start + layers[layers.length - 1]!.length;
  let pseudo = 0;
  for (const layer of layersOf(frame)) {
    if (layer.layer === 'data' && layer.bytes.length === 0) continue;
    layers.push(dissectLayer(bytes, layer.layer, end(), { whole: true, pseudo, quoted: false }));
    pseudo = layer.layer === 'ipv4' ? pseudoOf(layer.payload.layer, layer, bytes.length - end()) : 0;
    if (layer.layer === 'icmp') layers.push(...dissectBody(bytes, end(), layer.type));
  }
  return { bytes, layers };
}

interface Circumstances {
  readonly whole: boolean;
  readonly pseudo: number;
  readonly quoted: boolean;
}

function dissectLayer(
  frame: Uint8Array,
  layer: Kind,
  start: number,
  { whole, pseudo, quoted }: Circumstances,
): DissectedLayer {
  const bytes = frame.subarray(start);
  const around: Surroundings = { bytes, whole, pseudo: layer === 'udp' || layer === 'tcp' ? pseudo : 0 };
  const header = HEADERS[layer];
  const fields: Field[] = [];
  let bit = 0;
  for (const [name, length, text] of header.fields(bytes)) {
    fields.push({ name, start: start * 8 + bit, length, text: text(readBits(bytes, bit, length), around) });
    bit += length;
  }
  const summary = header.summary((name) => fields.find((field) => field.name === name)?.text ?? '');
  return { layer, title: header.title, summary, start, length: bit / 8, fields, quoted };
}

/** What stands behind an ICMP header: data, or the packet an error quotes. */
function dissectBody(frame: Uint8Array, start: number, type: number): DissectedLayer[] {
  if (start === frame.length) return [];
  const rest = { whole: false, pseudo: 0, quoted: isIcmpError(type) };
  const header = rest.quoted ? decodeIpv4Header(frame.subarray(start)) : null;
  if (!header?.ok) return [dissectLayer(frame, 'data', start, rest)];
  const { protocol, fragment, src, dst } = header.value;
  const behind = start + ihl(frame.subarray(start));
  const whole = viewOf(frame).getUint16(start + 2) === frame.length - start;
  const layers = [dissectLayer(frame, 'ipv4', start, rest)];
  const kind = fragment === 0 ? quotedKind(protocol, frame.length - behind) : 'data';
  const pseudo = pseudoOf(kind, { src, dst }, frame.length - behind);
  if (kind !== 'data') layers.push(dissectLayer(frame, kind, behind, { whole, pseudo, quoted: true }));
  const done = behind + quotedHeaderLength(kind, frame.subarray(behind));
  return done === frame.length ? layers : [...layers, dissectLayer(frame, 'data', done, rest)];
}

type QuotedKind = 'icmp' | 'tcp' | 'udp' | 'data';

function quotedKind(protocol: number, length: number): QuotedKind {
  if (protocol === IPPROTO_ICMP && length >= ICMP_HLEN) return 'icmp';
  if (protocol === IPPROTO_TCP && length >= TCP_HLEN) return 'tcp';
  return protocol === IPPROTO_UDP && length >= UDP_HLEN ? 'udp' : 'data';
}

function quotedHeaderLength(kind: QuotedKind, bytes: Uint8Array): number {
  return { icmp: ICMP_HLEN, tcp: tcpHeaderLength(bytes), udp: UDP_HLEN, data: 0 }[kind];
}

/** What the pseudo header adds to the checksum of the layer behind an IPv4 header. */
function pseudoOf(kind: Kind, { src, dst }: { src: number; dst: number }, length: number): number {
  if (kind === 'tcp') return tcpPseudoSum(src, dst, length);
  return kind === 'udp' ? pseudoSum(src, dst, length) : 0;
}
