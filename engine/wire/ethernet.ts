// IEEE 802.3 Ethernet II frames. No frame check sequence: devices strip it before anybody sees the frame.
import { type MacAddress, macFromOctets, macToOctets } from './address.ts';
import { type Arp, decodeArp, encodeArp } from './arp.ts';
import { type Data, data, encodeData } from './data.ts';
import { type FieldSpec, hex, macText, named } from './field.ts';
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

export const ETHERNET_FIELDS: readonly FieldSpec[] = [
  { name: 'Destination', bits: 48, show: macText },
  { name: 'Source', bits: 48, show: macText },
  { name: 'Type', bits: 16, show: named({ [ETH_P_IP]: 'IPv4', [ETH_P_ARP]: 'ARP' }, hex(4)) },
];

/** Null when there are fewer octets than a header has. A payload that is not what the type says stays data. */
export function decodeEthernet(bytes: Uint8Array): Ethernet | null {
  if (bytes.length < ETH_HLEN) return null;
  const type = (bytes[12]! << 8) | bytes[13]!;
  const rest = bytes.subarray(ETH_HLEN);
  const known = type === ETH_P_IP ? decodeIpv4(rest) : type === ETH_P_ARP ? decodeArp(rest) : null;
  return {
    layer: 'ethernet',
    dst: macFromOctets(bytes.subarray(0, 6)),
    src: macFromOctets(bytes.subarray(6, 12)),
    type,
    payload: known ?? data(rest.slice()),
  };
}

export function encodeEthernet({ dst, src, type, payload }: Ethernet): Uint8Array {
  const body = encodePayload(payload);
  const bytes = new Uint8Array(ETH_HLEN + body.length);
  bytes.set(macToOctets(dst), 0);
  bytes.set(macToOctets(src), 6);
  new DataView(bytes.buffer).setUint16(12, type);
  bytes.set(body, ETH_HLEN);
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
