// What is called the same in all languages: packets, places and devices.
import type { TraceEvent } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import { formatIpv4 } from '../wire/address.ts';
import { ARPOP_REQUEST, type Arp } from '../wire/arp.ts';
import type { Frame } from '../wire/frame.ts';
import {
  echoSeq,
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  type Icmp,
} from '../wire/icmp.ts';
import type { Ipv4 } from '../wire/ipv4.ts';
import { tcpFlagNames } from '../wire/tcp.ts';
import { type Fragment, link } from './sentence.ts';

const UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'net unreachable',
  1: 'host unreachable',
  2: 'protocol unreachable',
  3: 'port unreachable',
  4: 'fragmentation needed',
  9: 'net prohibited',
  10: 'host prohibited',
  13: 'filtered',
};

export function icmpName(type: number, code: number): string {
  switch (type) {
    case ICMP_ECHO:
      return 'echo request';
    case ICMP_ECHOREPLY:
      return 'echo reply';
    case ICMP_TIME_EXCEEDED:
      return 'time exceeded';
    case ICMP_REDIRECT:
      return 'redirect';
    case ICMP_DEST_UNREACH:
      return UNREACHABLE[code] ?? 'destination unreachable';
    default:
      return `ICMP type ${type}`;
  }
}

function arpName({ op, tpa, spa }: Arp): string {
  return op === ARPOP_REQUEST ? `ARP who-has ${formatIpv4(tpa)}` : `ARP ${formatIpv4(spa)} is-at`;
}

function icmpTitle(message: Icmp): string {
  const name = icmpName(message.type, message.code);
  const isEcho = message.type === ICMP_ECHO || message.type === ICMP_ECHOREPLY;
  return isEcho ? `${name} seq ${echoSeq(message)}` : name;
}

function ipv4Name({ payload, protocol }: Ipv4): string {
  switch (payload.layer) {
    case 'icmp':
      return icmpTitle(payload);
    case 'tcp':
      return `${['TCP', ...tcpFlagNames(payload.flags)].join(' ')} ${payload.sport} → ${payload.dport}`;
    case 'ipv4':
      return `IPIP [${packetName(payload)}]`;
    case 'udp':
      return payload.payload.layer === 'vxlan'
        ? `VXLAN [${packetName(payload.payload.payload)}]`
        : `UDP ${payload.sport} → ${payload.dport}`;
    case 'data':
      return `IPv4 protocol ${protocol}`;
  }
}

/** What a person calls a packet: `echo request seq 1`, `ARP who-has 10.10.2.1`, `VXLAN [echo reply seq 0]`. */
export function packetName(frame: Frame): string {
  switch (frame.layer) {
    case 'arp':
      return arpName(frame);
    case 'ipv4':
      return ipv4Name(frame);
    case 'ethernet':
      return frame.payload.layer === 'data'
        ? `Ethernet 0x${frame.type.toString(16).padStart(4, '0')}`
        : packetName(frame.payload);
  }
}

/** Where an event happens: `Node A · cni0`, or the namespace alone. */
export function placeOf(outline: Outline, event: TraceEvent): string {
  const namespace = outline.namespaces[event.ns]!.label;
  const device = outline.devices[event.dev];
  return device ? `${namespace} · ${device.name}` : namespace;
}

/** A device's name as a link to it. */
export function deviceLink(outline: Outline, id: number): Fragment {
  const device = outline.devices[id];
  return link(device?.name ?? '?', device ? { kind: 'device', device: id } : null);
}

/** A device of a namespace, by name. */
export function namedDevice(outline: Outline, ns: number, name: string): Fragment {
  const device = outline.devices.find((each) => each.ns === ns && each.name === name);
  return device ? deviceLink(outline, device.id) : name;
}
