// The trace for people: one line a hop.
import type { Did, Trace } from '../../trace/events.ts';
import type { Outline } from '../../trace/outline.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { type Frame, ipv4Of } from '../../wire/frame.ts';
import { tcpFlagNames } from '../../wire/tcp.ts';

/** Time, place, direction, and the packet from the outermost layer in. The first `hops` hops. */
export function hopLines(trace: Trace, outline: Outline, hops = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  trace.events.forEach((event, index) => {
    if (event.level !== 'hop' || lines.length >= hops) return;
    const namespace = outline.namespaces[event.ns]!.name;
    const device = outline.devices[event.dev]?.name ?? '-';
    const end = endOf(trace, index);
    const time = (event.time / 1000).toFixed(3).padStart(10);
    const packet = event.frame ? describe(event.frame) : event.did.kind === 'command' ? event.did.by : '';
    lines.push(
      `${time} ms  ${`${namespace} ${device}`.padEnd(28)} ${DIRECTION[event.did.kind] ?? ''} ${packet}${end}`.trimEnd(),
    );
  });
  return lines;
}

const DIRECTION: Partial<Record<Did['kind'], string>> = {
  send: 'new',
  transmit: 'out',
  receive: 'in ',
  timer: 'timer',
  command: 'run',
};

/** What ended in a hop: a drop with the kernel's reason, or a delivery. */
function endOf(trace: Trace, hop: number): string {
  const own = trace.events[hop]!.skb;
  for (let index = hop; index <= trace.events[hop]!.end; index++) {
    const { did, skb } = trace.events[index]!;
    // What the packet has set off besides may end, too.
    if (did.kind === 'drop' && (own < 0 || skb === own))
      return `  ✕ ${did.reason}${did.detail === '' ? '' : ` (${did.detail})`}`;
    if (did.kind === 'deliver') return `  → ${did.by}`;
  }
  return '';
}

function describe(frame: Frame): string {
  if (frame.layer === 'arp') return `ARP ${formatIpv4(frame.spa)} asks ${formatIpv4(frame.tpa)}`;
  if (frame.layer === 'ethernet' && frame.payload.layer === 'arp') {
    const { op, spa, tpa, sha } = frame.payload;
    return op === 1
      ? `ARP who-has ${formatIpv4(tpa)} tell ${formatIpv4(spa)}`
      : `ARP ${formatIpv4(spa)} is-at ${sha}`;
  }
  const packet = ipv4Of(frame);
  if (!packet) return 'frame';
  const { payload } = packet;
  // Before routing a packet made here has no source yet.
  const from = packet.src === 0 ? '*' : formatIpv4(packet.src);
  const ends = `${from} > ${formatIpv4(packet.dst)} ttl ${packet.ttl}`;
  if (payload.layer === 'icmp') return `${ends} icmp type ${payload.type} code ${payload.code}`;
  if (payload.layer === 'tcp')
    return `${ends} tcp ${payload.sport} > ${payload.dport} ${tcpFlagNames(payload.flags).join(',')} length ${payload.payload.bytes.length}`;
  if (payload.layer === 'ipv4') return `${ends} ipip [${describe(payload)}]`;
  if (payload.layer !== 'udp') return `${ends} protocol ${packet.protocol}`;
  const ports = `${ends} udp ${payload.sport} > ${payload.dport}`;
  return payload.payload.layer === 'vxlan'
    ? `${ports} vxlan vni ${payload.payload.vni} [${describe(payload.payload.payload)}]`
    : ports;
}
