// A frame as a person reads it: its octets, its layers, and every header field with the bits it occupies.
import { formatIpv4 } from './address.ts';
import { ARP_FIELDS, ARPOP_REQUEST, type Arp } from './arp.ts';
import { checksum, pseudoHeader } from './checksum.ts';
import { data } from './data.ts';
import { ETHERNET_FIELDS } from './ethernet.ts';
import type { FieldSpec } from './field.ts';
import { encodeFrame, type Frame, type Layer, layersOf } from './frame.ts';
import { decodeQuoted, echoId, echoSeq, ICMP_ECHO, ICMP_ECHOREPLY, type Icmp, icmpFields } from './icmp.ts';
import { IP_HLEN, IPPROTO_UDP, IPV4_FIELDS, type Ipv4 } from './ipv4.ts';
import { UDP_FIELDS, type Udp } from './udp.ts';
import { VXLAN_FIELDS } from './vxlan.ts';

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

/** Encodes a frame and names every bit of it, outermost layer first; nested frames (VXLAN) and quoted packets too. */
export function dissect(frame: Frame): Dissection {
  const bytes = encodeFrame(frame);
  const layers: DissectedLayer[] = [];
  addLayers(layers, bytes, layersOf(frame), 0, false);
  return { bytes, layers };
}

function addLayers(into: DissectedLayer[], bytes: Uint8Array, layers: readonly Layer[], start: number, quoted: boolean): void {
  let at = start;
  let ip: { readonly header: Ipv4; readonly start: number } | null = null;
  for (const layer of layers) {
    const view = describe(layer, bytes.length - at);
    // What an error quotes may be cut off in the middle of a header.
    if (at + view.length > bytes.length) return;
    if (layer.layer === 'ipv4') ip = { header: layer, start: at };
    const verdict = quoted ? null : checksumVerdict(bytes, layer, at, ip);
    into.push({ layer: layer.layer, ...view, start: at, fields: fieldsOf(bytes, view.specs, at, verdict), quoted });
    at += view.length;
    if (layer.layer !== 'icmp') continue;
    const inner = decodeQuoted(layer);
    if (inner) addLayers(into, bytes, layersOf(inner), at, true);
    else if (layer.body.length > 0) addLayers(into, bytes, [data(layer.body)], at, quoted);
  }
}

interface Description {
  readonly title: string;
  readonly summary: string;
  readonly length: number;
  readonly specs: readonly FieldSpec[];
}

function headerOf(title: string, summary: string, specs: readonly FieldSpec[]): Description {
  return { title, summary, specs, length: specs.reduce((bits, spec) => bits + spec.bits, 0) / 8 };
}

function describe(layer: Layer, left: number): Description {
  switch (layer.layer) {
    case 'ethernet':
      return headerOf('Ethernet II', `${layer.src} → ${layer.dst}`, ETHERNET_FIELDS);
    case 'arp':
      return headerOf('Address Resolution Protocol', arpSummary(layer), ARP_FIELDS);
    case 'ipv4':
      return headerOf('Internet Protocol version 4', `${formatIpv4(layer.src)} → ${formatIpv4(layer.dst)}, TTL ${layer.ttl}`, IPV4_FIELDS);
    case 'icmp':
      return headerOf('Internet Control Message Protocol', icmpSummary(layer), icmpFields(layer));
    case 'udp':
      return headerOf('User Datagram Protocol', `port ${layer.sport} → ${layer.dport}`, UDP_FIELDS);
    case 'vxlan':
      return headerOf('Virtual eXtensible Local Area Network', `VNI ${layer.vni}`, VXLAN_FIELDS);
    case 'data': {
      const length = Math.min(layer.bytes.length, left);
      const specs = length > 0 ? [{ name: 'Data', bits: length * 8, show: () => `${length} octets` }] : [];
      return { title: 'Data', summary: `${length} octets`, length, specs };
    }
  }
}

function arpSummary({ op, spa, tpa, sha }: Arp): string {
  return op === ARPOP_REQUEST ? `who has ${formatIpv4(tpa)}? tell ${formatIpv4(spa)}` : `${formatIpv4(spa)} is at ${sha}`;
}

function icmpSummary(message: Icmp): string {
  const [type] = icmpFields(message);
  const name = type?.show?.(message.type, new Uint8Array()) ?? String(message.type);
  const isEcho = message.type === ICMP_ECHO || message.type === ICMP_ECHOREPLY;
  return isEcho ? `type ${name}, id ${echoId(message)}, seq ${echoSeq(message)}` : `type ${name}, code ${message.code}`;
}

function fieldsOf(bytes: Uint8Array, specs: readonly FieldSpec[], start: number, verdict: string | null): Field[] {
  let bit = start * 8;
  return specs.map(({ name, bits, show }) => {
    const octets = bytes.subarray(bit >>> 3, (bit + bits + 7) >>> 3);
    const value = bits <= 32 ? readBits(bytes, bit, bits) : 0;
    const text = show ? show(value, octets) : String(value);
    const field = { name, start: bit, length: bits, text: verdict !== null && name.endsWith('Checksum') ? `${text} (${verdict})` : text };
    bit += bits;
    return field;
  });
}

/** A big-endian number of at most 32 bits, at any bit. */
function readBits(bytes: Uint8Array, start: number, length: number): number {
  let value = 0;
  for (let bit = start; bit < start + length; bit++) value = value * 2 + ((bytes[bit >>> 3]! >>> (7 - (bit & 7))) & 1);
  return value;
}

/** `good` or `bad` for a layer with a checksum that is there; null for others. */
function checksumVerdict(
  bytes: Uint8Array,
  layer: Layer,
  start: number,
  ip: { readonly header: Ipv4; readonly start: number } | null,
): string | null {
  const sum = () => {
    switch (layer.layer) {
      case 'ipv4':
        return checksum(bytes.subarray(start, start + IP_HLEN));
      case 'icmp':
        return checksum(bytes.subarray(start));
      case 'udp':
        return udpSum(bytes, layer, start, ip);
      default:
        return null;
    }
  };
  const result = sum();
  return result === null ? null : result === 0 ? 'good' : 'bad';
}

function udpSum(bytes: Uint8Array, { checksummed }: Udp, start: number, ip: { readonly header: Ipv4 } | null): number | null {
  if (!checksummed || !ip) return null;
  const datagram = bytes.subarray(start);
  return checksum(pseudoHeader(ip.header.src, ip.header.dst, IPPROTO_UDP, datagram.length), datagram);
}
