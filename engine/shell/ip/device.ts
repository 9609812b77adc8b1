// iproute2 ip/ipaddress.c print_linkinfo: a device as `ip link` and `ip addr` head it.
import type { NetDevice } from '../../kernel/core/netdevice.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { Exit, namedNamespaces, type Site } from '../tool.ts';
import { detailsOf } from './details.ts';
import type { IpOptions } from './index.ts';

/** A device a command names; `code` is the exit status when there is none. */
export function deviceNamed(site: Site, name: string, code = 1): NetDevice {
  const dev = site.net.device(name);
  if (!dev) throw new Exit(code, `Cannot find device "${name}"`);
  return dev;
}

/** A device a listing is about. */
export function shownDevice(site: Site, name: string): NetDevice {
  const dev = site.net.device(name);
  if (!dev) throw new Exit(1, `Device "${name}" does not exist.`);
  return dev;
}

/** All devices by number. */
export function devicesOf({ net }: Site): NetDevice[] {
  return [...net.devices.values()].sort((a, b) => a.ifindex - b.ifindex);
}

const peerOf = ({ type }: NetDevice) => (type.kind === 'veth' ? type.peer : null);

/** The other end of a veth, when it is in this namespace or its number when it is not; the device below a tunnel of packets. */
export function nameWithPeer(dev: NetDevice): string {
  if (dev.type.kind === 'ipip') return `${dev.name}@${dev.type.ipip.underlay ?? 'NONE'}`;
  const peer = peerOf(dev);
  if (!peer) return dev.name;
  return `${dev.name}@${peer.net === dev.net ? peer.name : `if${peer.ifindex}`}`;
}

/** print_link_flags; `peerDown` as only ip tells it. */
export function flagsOf(dev: NetDevice, peerDown: boolean): string {
  const flags = kindFlags(dev);
  if (dev.up && !dev.carrier) flags.unshift('NO-CARRIER');
  if (dev.up) flags.push('UP');
  if (dev.up && dev.carrier) flags.push('LOWER_UP');
  if (peerDown) flags.push('M-DOWN');
  return `<${flags.join(',')}>`;
}

/** What a device can do, as its driver sets it. */
function kindFlags({ type }: NetDevice): string[] {
  switch (type.kind) {
    case 'loopback':
      return ['LOOPBACK'];
    case 'dummy':
      return ['BROADCAST', 'NOARP'];
    case 'ipip':
      return type.ipip.remote === null ? ['NOARP'] : ['POINTOPOINT', 'NOARP'];
    default:
      return ['BROADCAST', 'MULTICAST'];
  }
}

function isPeerDown(dev: NetDevice): boolean {
  const peer = peerOf(dev);
  return peer !== null && peer.net === dev.net && !peer.up;
}

/** link_watch.c default_operstate */
function operstate(dev: NetDevice): string {
  const { kind } = dev.type;
  if (!dev.up) return 'DOWN';
  if (!dev.carrier) return isPeerDown(dev) ? 'LOWERLAYERDOWN' : 'DOWN';
  const bare = dev.type.kind === 'bridge' && !dev.type.selected;
  return bare || WITHOUT_STATE.has(kind) ? 'UNKNOWN' : 'UP';
}

const WITHOUT_STATE: ReadonlySet<string> = new Set(['loopback', 'vxlan', 'ipip', 'dummy']);

/** A NIC has a queue; other devices hand on at once. */
function qdisc({ opened, type }: NetDevice): string {
  if (!opened) return 'noop';
  return type.kind === 'nic' ? 'fq_codel' : 'noqueue';
}

/** The first line of a device. `mode` is in `ip link` only. */
export function headline(dev: NetDevice, mode: boolean): string {
  const master = dev.master ? ` master ${dev.master.name}` : '';
  return `${dev.ifindex}: ${nameWithPeer(dev)}: ${flagsOf(dev, isPeerDown(dev))} mtu ${dev.mtu} qdisc ${qdisc(dev)}${master} state ${operstate(dev)} ${mode ? 'mode DEFAULT ' : ''}group default qlen 1000`;
}

/** The lines with the hardware address, and with what else there is to say if that was asked for. */
export function linkLines(dev: NetDevice, site: Site, { details }: IpOptions, mode: boolean): string {
  const more = details ? detailsOf(dev, mode) : '';
  return `    ${hardware(dev)}${linkNetns(dev, site)}${more}`;
}

/** A tunnel of packets has the addresses of its ends for hardware addresses. */
function hardware({ type, mac }: NetDevice): string {
  if (type.kind === 'loopback') return `link/loopback ${mac} brd 00:00:00:00:00:00`;
  if (type.kind !== 'ipip') return `link/ether ${mac} brd ff:ff:ff:ff:ff:ff`;
  const { local, remote } = type.ipip;
  return `link/ipip ${formatIpv4(local ?? 0)} ${remote === null ? 'brd' : 'peer'} ${formatIpv4(remote ?? 0)}`;
}

/** The same in a line of `-brief`. */
export const shortHardware = (dev: NetDevice): string => hardware(dev).split(' ')[1]!;

/** Where the other end of a veth is; a namespace without a name has a number only. */
function linkNetns(dev: NetDevice, site: Site): string {
  const peer = peerOf(dev);
  if (!peer || peer.net === dev.net) return '';
  const named = namedNamespaces(site).find(({ namespace }) => namespace.net === peer.net);
  return named ? ` link-netns ${named.name}` : ' link-netnsid 0';
}

/** A line of `-brief`. */
export function briefLine(dev: NetDevice, rest: string): string {
  return `${nameWithPeer(dev).padEnd(16)} ${operstate(dev).padEnd(14)} ${rest} `;
}
