// Addresses as the engine keeps them: IPv4 as a uint32, MAC as lower-case colon text. Strings appear only at the edges.

/** An IPv4 address in host order, 0 to 2^32-1. */
export type Ipv4Address = number;

/** A MAC address, `aa:bb:cc:dd:ee:ff`, lower case. */
export type MacAddress = string;

export const MAC_BROADCAST: MacAddress = 'ff:ff:ff:ff:ff:ff';
export const MAC_ZERO: MacAddress = '00:00:00:00:00:00';

/** uint32 to dotted quad. */
export function formatIpv4(address: Ipv4Address): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** Network mask of a prefix length, 0 to 32, as uint32. */
export function prefixMask(length: number): number {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

/** Is `address` inside `network/length`? */
export function inPrefix(address: Ipv4Address, network: Ipv4Address, length: number): boolean {
  return ((address ^ network) & prefixMask(length)) === 0;
}

/** Lower-case colon form; undefined when the text is no MAC address. */
export function parseMac(text: string): MacAddress | undefined {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** Group bit of the first octet: broadcast and multicast alike (is_multicast_ether_addr). */
export function isMulticastMac(mac: MacAddress): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** 224.0.0.0/4 (ipv4_is_multicast). */
export function isMulticastIpv4(address: Ipv4Address): boolean {
  return address >>> 28 === 0xe;
}

/** 127.0.0.0/8 (ipv4_is_loopback). */
export function isLoopbackIpv4(address: Ipv4Address): boolean {
  return address >>> 24 === 127;
}

/** 0.0.0.0/8 (ipv4_is_zeronet). */
export function isZeronetIpv4(address: Ipv4Address): boolean {
  return address >>> 24 === 0;
}

/** Six octets to text. */
export function macFromOctets(octets: Uint8Array): MacAddress {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(':');
}

export function macToOctets(mac: MacAddress): Uint8Array {
  return Uint8Array.from(mac.split(':'), (octet) => Number.parseInt(octet, 16));
}

/** A 48-bit number as a MAC address. */
export function formatMac(value: number): MacAddress {
  return value.toString(16).padStart(12, '0').match(/../g)!.join(':');
}
