// net/netfilter/nf_log_syslog.c: the lines that TRACE and LOG leave in the kernel's log, with the host in front.
import type { LogLine, TableStage, Trace, TraceEvent, Walk } from '../../trace/events.ts';
import type { Outline } from '../../trace/outline.ts';
import { ipv4Of } from '../../wire/frame.ts';
import { encodeIpv4 } from '../../wire/ipv4.ts';
import { dump_ipv4_packet } from './nf_log_ipv4.ts';

/** One line for each rule, return and policy that a traced packet met, and for each LOG, in the order it met them. */
export function traceLog(trace: Trace, outline: Outline): string[] {
  const lines: string[] = [];
  for (const event of trace.events) {
    const { did } = event;
    const stage = trace.events[event.parent]?.did;
    if (did.kind !== 'walk' || stage?.kind !== 'table') continue;
    const host = `${hostOf(outline, event)} kernel: `;
    if (did.traced && did.record) lines.push(host + line(event, did, stage, traceLine(did, did.record)));
    if (did.outcome.kind === 'continue' && did.outcome.log)
      lines.push(host + line(event, did, stage, did.outcome.log));
  }
  return lines;
}

function hostOf(outline: Outline, { ns }: TraceEvent): string {
  return outline.machines[outline.namespaces[ns]!.machine]!.name;
}

/** nf_log_trace */
function traceLine({ table, chain }: Walk, { comment, num }: NonNullable<Walk['record']>): LogLine {
  const prefix = `TRACE: ${table}:${chain}:${comment}:${num} `;
  return { prefix, uid: true, tcpSequence: true, tcpOptions: true };
}

/** nf_log_ip_packet: every field has a blank behind it, the last one too. */
function line({ frame }: TraceEvent, { mark }: Walk, stage: TableStage, log: LogLine): string {
  const packet = frame ? ipv4Of(frame) : undefined;
  return [
    `${log.prefix}IN=${stage.in ?? ''} OUT=${stage.out ?? ''} `,
    stage.physin === null ? '' : `PHYSIN=${stage.physin} `,
    stage.physout === null ? '' : `PHYSOUT=${stage.physout} `,
    stage.in === null ? '' : `MAC=${stage.mac === null ? '' : macText(stage.mac)} `,
    packet ? dump_ipv4_packet(encodeIpv4(packet), log) : '',
    stage.uid === null || !log.uid ? '' : `UID=${stage.uid} GID=${stage.uid} `,
    mark === 0 ? '' : `MARK=0x${mark.toString(16)} `,
  ].join('');
}

/** The link header as it stands in front of the packet. */
function macText({ dst, src, type }: NonNullable<TableStage['mac']>): string {
  const [upper, lower] = [type >> 8, type & 0xff].map((octet) => octet.toString(16).padStart(2, '0'));
  return `${dst}:${src}:${upper}:${lower}`;
}
