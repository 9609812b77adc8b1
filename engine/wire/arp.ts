// RFC 826 Address Resolution Protocol, for IPv4 over Ethernet.
import { ok, problem, type Result } from '../problem.ts';
import {
  formatIpv4,
  formatMac,
  type Ipv4Address,
  type MacAddress,
  macFromOctets,
  macToOctets,
} from './address.ts';
import { decimal, type Header, hex, named, viewOf } from './header.ts';

export const ARPOP_REQUEST = 1;
export const ARPOP_REPLY = 2;
const ARP_LEN = 28;
/** Hardware 1 (Ethernet) with 6 octets, protocol 0x0800 (IPv4) with 4: the first six octets of every packet here. */
const ARPHRD_ETHER = 1;
const ARP_PRO = 0x0800;
const ARP_HLN_PLN = 0x0604;

export interface Arp {
  readonly layer: 'arp';
  readonly op: number;
  readonly sha: MacAddress;
  readonly spa: Ipv4Address;
  readonly tha: MacAddress;
  readonly tpa: Ipv4Address;
}

/** RFC 826 "Packet format". */
export const ARP_HEADER: Header = {
  title: 'Address Resolution Protocol',
  fields: () => [
    ['Hardware Address Space', 16, named({ [ARPHRD_ETHER]: 'Ethernet' })],
    ['Protocol Address Space', 16, named({ [ARP_PRO]: 'IPv4' }, hex(4))],
    ['Hardware Address Length', 8, decimal],
    ['Protocol Address Length', 8, decimal],
    ['Opcode', 16, named({ [ARPOP_REQUEST]: 'request', [ARPOP_REPLY]: 'reply' })],
    ['Sender Hardware Address', 48, formatMac],
    ['Sender Protocol Address', 32, formatIpv4],
    ['Target Hardware Address', 48, formatMac],
    ['Target Protocol Address', 32, formatIpv4],
  ],
  summary: (text) =>
    text('Opcode') === '1 (request)'
      ? `who has ${text('Target Protocol Address')}? tell ${text('Sender Protocol Address')}`
      : `${text('Sender Protocol Address')} is at ${text('Sender Hardware Address')}`,
};

/** Reads a packet; what is behind its 28 octets is padding. */
export function decodeArp(bytes: Uint8Array): Result<Arp> {
  if (bytes.length < ARP_LEN) return problem('ARP packet', `found ${bytes.length} octets`, `${ARP_LEN}`);
  const view = viewOf(bytes);
  const ours =
    view.getUint16(0) === ARPHRD_ETHER && view.getUint16(2) === ARP_PRO && view.getUint16(4) === ARP_HLN_PLN;
  if (!ours) return problem('ARP packet', 'found other kinds of address', 'IPv4 over Ethernet');
  return ok({
    layer: 'arp',
    op: view.getUint16(6),
    sha: macFromOctets(bytes.subarray(8, 14)),
    spa: view.getUint32(14),
    tha: macFromOctets(bytes.subarray(18, 24)),
    tpa: view.getUint32(24),
  });
}

export function encodeArp({ op, sha, spa, tha, tpa }: Arp): Uint8Array {
  const bytes = new Uint8Array(ARP_LEN);
  const view = viewOf(bytes);
  view.setUint16(0, ARPHRD_ETHER);
  view.setUint16(2, ARP_PRO);
  view.setUint16(4, ARP_HLN_PLN);
  view.setUint16(6, op);
  bytes.set(macToOctets(sha), 8);
  view.setUint32(14, spa);
  bytes.set(macToOctets(tha), 18);
  view.setUint32(24, tpa);
  return bytes;
}
