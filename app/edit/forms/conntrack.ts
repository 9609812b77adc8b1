// `conntrack -D`: a connection is known by its first packet.
import type { ConntrackRow } from '../../../engine/trace/rows.ts';
import { formatIpv4 } from '../../../engine/wire/address.ts';
import { type Forms, line } from './form.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

function remove({ original: { src, dst, protocol, sport, dport, icmp } }: ConntrackRow): string {
  const name = PROTOCOLS[protocol];
  return line(
    'conntrack -D',
    name !== undefined && `-p ${name}`,
    `-s ${formatIpv4(src)} -d ${formatIpv4(dst)}`,
    icmp && name ? `--icmp-id ${icmp.id}` : name !== undefined && `--sport ${sport} --dport ${dport}`,
  );
}

export const conntrack: Forms<ConntrackRow> = { delete: (row) => [remove(row)] };
