// ipset lib/print.c: parts of elements as `ipset` prints them.
import { formatIpv4, type Ipv4Address } from '../../wire/address.ts';
import { protocolName } from '../netfilter/protocols.ts';
import { icmpText } from './icmp_names.ts';

const IPPROTO_ICMP = 1;

/** A network of one address is printed as that address. */
export function netText(ip: Ipv4Address, cidr: number): string {
  return cidr === 32 ? formatIpv4(ip) : `${formatIpv4(ip)}/${cidr}`;
}

/** `tcp:80`, `icmp:echo-request`, `gre:0`. */
export function portText(proto: number, port: number): string {
  return `${protocolName(proto)}:${proto === IPPROTO_ICMP ? icmpText(port) : port}`;
}
