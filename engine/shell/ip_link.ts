// iproute2 ip/ipaddress.c print_linkinfo, print_addrinfo: a device and its addresses as `ip link` and `ip addr` print them.
import type { LinkAddress, LinkRow, TableSet } from '../trace/rows.ts';
import { formatIpv4, MAC_ZERO } from '../wire/address.ts';
import type { PrintedLine } from './printed_line.ts';

/** The other end of a veth, when it is in this namespace or its number when it is not; the device below a tunnel of packets. */
export function nameWithPeer({ name, tunnel, otherEnd }: LinkRow): string {
  if (tunnel) return `${name}@${tunnel.underlay ?? 'NONE'}`;
  if (!otherEnd) return name;
  return `${name}@${otherEnd.ns === null ? otherEnd.name : `if${otherEnd.ifindex}`}`;
}

const MODES: Readonly<Record<LinkRow['kind'], readonly string[]>> = {
  loopback: ['LOOPBACK'],
  nic: ['BROADCAST', 'MULTICAST'],
  veth: ['BROADCAST', 'MULTICAST'],
  bridge: ['BROADCAST', 'MULTICAST'],
  vxlan: ['BROADCAST', 'MULTICAST'],
  dummy: ['BROADCAST', 'NOARP'],
  ipip: ['NOARP'],
};

/** print_link_flags; `peerDown` as only ip and bridge tell it. */
export function flagsOf({ kind, up, carrier, otherEnd, tunnel }: LinkRow, peerDown = true): string {
  const flags = [...(tunnel && tunnel.remote !== null ? ['POINTOPOINT'] : []), ...MODES[kind]];
  if (up && !carrier) flags.unshift('NO-CARRIER');
  if (up) flags.push('UP');
  if (up && carrier) flags.push('LOWER_UP');
  if (peerDown && otherEnd?.ns === null && !otherEnd.up) flags.push('M-DOWN');
  return `<${flags.join(',')}>`;
}

/** The first line of a device. `mode` is in `ip link` only. */
export function headline(row: LinkRow, mode: boolean): string {
  const master = row.master === null ? '' : ` master ${row.master}`;
  return `${row.ifindex}: ${nameWithPeer(row)}: ${flagsOf(row)} mtu ${row.mtu} qdisc ${row.qdisc}${master} state ${row.operstate} ${mode ? 'mode DEFAULT ' : ''}group default qlen 1000`;
}

/** The line with the hardware address. */
export const etherLine = (row: LinkRow): string =>
  `    ${hardware(row)}${linkNetns(row.otherEnd?.ns ?? null)}`;

/** A tunnel of packets has the addresses of its ends for hardware addresses. */
function hardware({ kind, mac, tunnel }: LinkRow): string {
  if (kind === 'loopback') return `link/loopback ${mac} brd ${MAC_ZERO}`;
  if (!tunnel) return `link/ether ${mac} brd ff:ff:ff:ff:ff:ff`;
  const { local, remote } = tunnel;
  return `link/ipip ${formatIpv4(local ?? 0)} ${remote === null ? 'brd' : 'peer'} ${formatIpv4(remote ?? 0)}`;
}

/** The same in a line of `-brief`. */
export const shortHardware = (row: LinkRow): string => hardware(row).split(' ')[1]!;

/** Where the other end of a veth is; a machine's own namespace has a number only. */
function linkNetns(ns: string | null): string {
  if (ns === null) return '';
  const slash = ns.indexOf('/');
  return slash < 0 ? ' link-netnsid 0' : ` link-netns ${ns.slice(slash + 1)}`;
}

/** A line of `-brief`. */
export function briefLine(row: LinkRow, rest: string): string {
  return `${nameWithPeer(row).padEnd(16)} ${row.operstate.padEnd(14)} ${rest} `;
}

export const LIFETIME = '       valid_lft forever preferred_lft forever';

/** What stands behind the margin; the next line is LIFETIME. */
export function addressText(ifa: LinkAddress, dev: string): string {
  const words = ['inet', `${formatIpv4(ifa.address)}/${ifa.length}`];
  if (ifa.metric !== 0) words.push('metric', String(ifa.metric));
  if (ifa.broadcast !== null) words.push('brd', formatIpv4(ifa.broadcast));
  words.push('scope', ifa.scope);
  if (ifa.secondary) words.push('secondary');
  if (ifa.noprefixroute) words.push('noprefixroute');
  return [...words, dev].join(' ');
}

/** `ip addr`, devices by number */
export function printLinks(tables: Pick<TableSet, 'link'>): PrintedLine[] {
  const rows = [...tables.link].sort(([, a], [, b]) => a.ifindex - b.ifindex);
  return rows.flatMap(([key, row]) => [
    { key, text: headline(row, false) },
    { key: null, text: etherLine(row) },
    ...row.addresses.flatMap((ifa) => [
      { key: addressKey(key, ifa), text: `    ${addressText(ifa, row.name)}` },
      { key: null, text: LIFETIME },
    ]),
  ]);
}

/** An address of a device, named as a row: no device's name has a blank. */
const addressKey = (dev: string, { address, length }: LinkAddress) =>
  `${dev} ${formatIpv4(address)}/${length}`;
