// One line of the kernel's TRACE log, from either side, as text.
import type { Ipv4 } from '../wire/ipv4.ts';
import { isAccepted, linkHeader, type NumberNames } from './normalised.ts';
import { packetText } from './packet_text.ts';

export interface TraceRecord {
  /** `raw:PREROUTING:policy:2` */
  readonly comment: string;
  readonly in: string | null;
  readonly out: string | null;
  readonly physin: string | null;
  readonly physout: string | null;
  /** Destination, source and type as `MAC=` prints them. */
  readonly mac: string | null;
  readonly mark: number;
  readonly uid: number | null;
  readonly packet: Ipv4;
}

export function traceText(record: TraceRecord, names: NumberNames): string {
  const field = (name: string, value: string | number | null) => (value === null ? '' : ` ${name}=${value}`);
  const where = ` IN=${record.in ?? ''} OUT=${record.out ?? ''}${field('PHYSIN', record.physin)}${field('PHYSOUT', record.physout)}`;
  const owner = `${field('UID', isAccepted(record) ? record.uid : null)}${record.mark === 0 ? '' : ` MARK=0x${record.mark.toString(16)}`}`;
  return `${record.comment}${where}${field('MAC', linkHeader(record.mac))} ${packetText(record.packet, names)}${owner}`;
}
