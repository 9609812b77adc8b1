// net/netfilter/nf_log_syslog.c: the lines that TRACE leaves in the kernel's log, with the host in front.
import type { TableStage, Trace, TraceEvent, Walk } from '../../trace/events.ts';
import type { Outline } from '../../trace/outline.ts';
import { formatIpv4, macToOctets } from '../../wire/address.ts';
import { ipv4Of } from '../../wire/frame.ts';
import {
  decodeQuoted,
  echoId,
  echoSeq,
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  type Icmp,
} from '../../wire/icmp.ts';
import { encodeIpv4, type Ipv4 } from '../../wire/ipv4.ts';

/** One line for each rule, return and policy that a traced packet met, in the order it met them. */
export function traceLog(trace: Trace, outline: Outline): string[] {
  const lines: string[] = [];
  for (const event of trace.events) {
    const { did } = event;
    if (did.kind !== 'walk' || !did.traced || !did.record) continue;
    const table = trace.events[event.parent]!.did;
    if (table.kind === 'table') lines.push(`${hostOf(outline, event)} kernel: ${line(event, did, table)}`);
  }
  return lines;
}

function hostOf(outline: Outline, { ns }: TraceEvent): string {
  return outline.machines[outline.namespaces[ns]!.machine]!.name;
}

function line({ frame }: TraceEvent, { table, chain, record, mark }: Walk, stage: TableStage): string {
  const packet = frame ? ipv4Of(frame) : undefined;
  const words = [
    `TRACE: ${table}:${chain}:${record!.comment}:${record!.num} IN=${stage.in ?? ''} OUT=${stage.out ?? ''}`,
  ];
  if (stage.physin !== null) words.push(`PHYSIN=${stage.physin}`);
  if (stage.physout !== null) words.push(`PHYSOUT=${stage.physout}`);
  if (stage.mac) words.push(`MAC=${macText(stage.mac)}`);
  if (packet) words.push(...ipv4Words(packet));
  if (stage.uid !== null) words.push(`UID=${stage.uid} GID=${stage.uid}`);
  if (mark !== 0) words.push(`MARK=0x${mark.toString(16)}`);
  return words.join(' ');
}

const twoDigits = (value: number) => value.toString(16).padStart(2, '0');

function macText({ dst, src, type }: NonNullable<TableStage['mac']>): string {
  return [...macToOctets(dst), ...macToOctets(src), type >> 8, type & 0xff].map(twoDigits).join(':');
}

const upper = (value: number) => `0x${value.toString(16).toUpperCase().padStart(2, '0')}`;

/** dump_ipv4_packet */
function ipv4Words(packet: Ipv4): string[] {
  const words = [
    `SRC=${formatIpv4(packet.src)} DST=${formatIpv4(packet.dst)}`,
    `LEN=${encodeIpv4(packet).length} TOS=${upper(packet.tos & 0x1e)} PREC=${upper(packet.tos & 0xe0)} TTL=${packet.ttl} ID=${packet.id}`,
  ];
  if (packet.df) words.push('DF');
  if (packet.mf) words.push('MF');
  if (packet.fragment !== 0) words.push(`FRAG:${packet.fragment}`);
  return [...words, ...protocolWords(packet)];
}

function protocolWords({ payload, protocol }: Ipv4): string[] {
  switch (payload.layer) {
    case 'icmp':
      return icmpWords(payload);
    case 'udp': {
      const length =
        8 + (payload.payload.layer === 'data' ? payload.payload.bytes.length : vxlanLength(payload.payload));
      return [`PROTO=UDP SPT=${payload.sport} DPT=${payload.dport} LEN=${length}`];
    }
    case 'data':
      return [`PROTO=${protocol}`];
  }
}

function vxlanLength({
  payload,
}: Extract<Extract<Ipv4['payload'], { layer: 'udp' }>['payload'], { layer: 'vxlan' }>): number {
  const { payload: inner } = payload;
  const body =
    inner.layer === 'ipv4' ? encodeIpv4(inner).length : inner.layer === 'arp' ? 28 : inner.bytes.length;
  return 8 + 14 + body;
}

function icmpWords(message: Icmp): string[] {
  const words = [`PROTO=ICMP TYPE=${message.type} CODE=${message.code}`];
  if (message.type === ICMP_ECHO || message.type === ICMP_ECHOREPLY) {
    words.push(`ID=${echoId(message)} SEQ=${echoSeq(message)}`);
  }
  const quoted = decodeQuoted(message);
  if (quoted) words.push(`[${quotedWords(quoted, message).join(' ')} ]`);
  if (message.type === ICMP_DEST_UNREACH && message.code === 4) words.push(`MTU=${message.rest & 0xffff}`);
  return words;
}

/** The quoted packet's total length is its own, not that of what is left of it. */
function quotedWords(quoted: Ipv4, { body }: Icmp): string[] {
  const total = (body[2]! << 8) | body[3]!;
  return ipv4Words(quoted).map((words) => words.replace(/^LEN=\d+/, `LEN=${total}`));
}
