// IEEE 802.3 Ethernet II frames. No frame check sequence: devices strip it before anybody sees the frame.
import { ok, problem, type Result } from '../problem.ts';
import { formatMac, type MacAddress, macFromOctets, macToOctets } from './address.ts';
import { type Arp, decodeArp, encodeArp } from './arp.ts';
import { type Data, decodeData, encodeData } from './data.ts';
import { type Header, hex, named, viewOf } from './header.ts';
import { decodeIpv4, encodeIpv4, type Ipv4 } from './ipv4.ts';

export const ETH_HLEN = 14;
export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;

export interface Ethernet {
  readonly layer: 'ethernet';
  readonly dst: MacAddress;
  readonly src: MacAddress;
  readonly type: number;
  readonly payload: Ipv4 | Arp | Data;
}

const ETHER_TYPES = { [ETH_P_IP]: 'IPv4', [ETH_P_ARP]: 'ARP', 33024: '802.1Q VLAN', 34525: 'IPv6' };

/** IEEE 802.3 3.2: the figure of the frame, without preamble. */
export const ETHERNET_HEADER: Header = {
  title: 'Ethernet II',
  fields: () => [
    ['Destination Address', 48, formatMac],
    ['Source Address', 48, formatMac],
    ['EtherType', 16, named(ETHER_TYPES, hex(4))],
  ],
  summary: (text) => `${text('Source Address')} → ${text('Destination Address')}`,
};

/** Reads a frame; what it carries and nobody here can decode is Data. Padding behind an IPv4 or ARP packet falls away. */
export function decodeEthernet(bytes: Uint8Array): Result<Ethernet> {
  if (bytes.length < ETH_HLEN)
    return problem('Ethernet header', `found ${bytes.length} octets`, `${ETH_HLEN}`);
  const type = viewOf(bytes).getUint16(12);
  const payload = decodePayload(type, bytes.subarray(ETH_HLEN));
  return ok({
    layer: 'ethernet',
    dst: macFromOctets(bytes.subarray(0, 6)),
    src: macFromOctets(bytes.subarray(6, 12)),
    type,
    payload,
  });
}

function decodePayload(type: number, bytes: Uint8Array): Ethernet['payload'] {
  const known = type === ETH_P_IP ? decodeIpv4(bytes) : type === ETH_P_ARP ? decodeArp(bytes) : null;
  return known?.ok ? known.value : decodeData(bytes);
}

export function encodeEthernet({ dst, src, type, payload }: Ethernet): Uint8Array {
  const inner = encodePayload(payload);
  const bytes = new Uint8Array(ETH_HLEN + inner.length);
  bytes.set(macToOctets(dst), 0);
  bytes.set(macToOctets(src), 6);
  viewOf(bytes).setUint16(12, type);
  bytes.set(inner, ETH_HLEN);
  return bytes;
}

function encodePayload(payload: Ethernet['payload']): Uint8Array {
  switch (payload.layer) {
    case 'ipv4':
      return encodeIpv4(payload);
    case 'arp':
      return encodeArp(payload);
    case 'data':
      return encodeData(payload);
  }
}
