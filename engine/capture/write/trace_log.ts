// net/netfilter/nf_log_syslog.c: the lines that TRACE leaves in the kernel's log, with the host in front.
import type { TableStage, Trace, TraceEvent, Walk } from '../../trace/events.ts';
import type { Outline } from '../../trace/outline.ts';
import { ipv4Of } from '../../wire/frame.ts';
import { encodeIpv4 } from '../../wire/ipv4.ts';
import { dump_ipv4_packet } from './nf_log_ipv4.ts';

/** One line for each rule, return and policy that a traced packet met, in the order it met them. */
export function traceLog(trace: Trace, outline: Outline): string[] {
  const lines: string[] = [];
  for (const event of trace.events) {
    const { did } = event;
    if (did.kind !== 'walk' || !did.traced || !did.record) continue;
    const stage = trace.events[event.parent]?.did;
    if (stage?.kind === 'table') lines.push(`${hostOf(outline, event)} kernel: ${line(event, did, stage)}`);
  }
  return lines;
}

function hostOf(outline: Outline, { ns }: TraceEvent): string {
  return outline.machines[outline.namespaces[ns]!.machine]!.name;
}

/** nf_log_ip_packet: every field has a blank behind it, the last one too. */
function line({ frame }: TraceEvent, { table, chain, record, mark }: Walk, stage: TableStage): string {
  const packet = frame ? ipv4Of(frame) : undefined;
  return [
    `TRACE: ${table}:${chain}:${record!.comment}:${record!.num} IN=${stage.in ?? ''} OUT=${stage.out ?? ''} `,
    stage.physin === null ? '' : `PHYSIN=${stage.physin} `,
    stage.physout === null ? '' : `PHYSOUT=${stage.physout} `,
    stage.in === null ? '' : `MAC=${stage.mac === null ? '' : macText(stage.mac)} `,
    packet ? dump_ipv4_packet(encodeIpv4(packet)) : '',
    stage.uid === null ? '' : `UID=${stage.uid} GID=${stage.uid} `,
    mark === 0 ? '' : `MARK=0x${mark.toString(16)} `,
  ].join('');
}

/** The link header as it stands in front of the packet. */
function macText({ dst, src, type }: NonNullable<TableStage['mac']>): string {
  const [upper, lower] = [type >> 8, type & 0xff].map((octet) => octet.toString(16).padStart(2, '0'));
  return `${dst}:${src}:${upper}:${lower}`;
}
