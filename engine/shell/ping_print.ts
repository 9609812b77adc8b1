// What ping prints: iputils', and busybox's where it differs.
import { formatIpv4 } from '../wire/address.ts';
import { ICMP_DEST_UNREACH, ICMP_REDIRECT, ICMP_TIME_EXCEEDED, type Icmp } from '../wire/icmp.ts';

export type Tools = 'iputils' | 'busybox';

/** What the two implementations print, where they differ. */
export const WORDS = {
  iputils: {
    firstSeq: 1,
    head: (to: string, size: number, from: string) =>
      `PING ${to} (${to}) ${from}${size}(${size + 28}) bytes of data.`,
    reply: (bytes: number, from: string, seq: number, ttl: number, ms: string) =>
      `${bytes} bytes from ${from}: icmp_seq=${seq} ttl=${ttl} time=${ms} ms`,
    unreachable: 'ping: connect: Network is unreachable',
  },
  busybox: {
    firstSeq: 0,
    head: (to: string, size: number, _from: string) => `PING ${to} (${to}): ${size} data bytes`,
    reply: (bytes: number, from: string, seq: number, ttl: number, ms: string) =>
      `${bytes} bytes from ${from}: seq=${seq} ttl=${ttl} time=${ms} ms`,
    unreachable: 'ping: sendto: Network is unreachable',
  },
} as const;

/** iputils drops digits as times grow; busybox always has three decimals. */
export function formatTime(elapsed: number, tools: Tools): string {
  const ms = elapsed / 1000;
  if (tools === 'busybox' || ms < 1) return ms.toFixed(3);
  return ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}

/** pr_icmph */
export function errorText({ type, code, rest }: Icmp): string {
  if (type === ICMP_TIME_EXCEEDED)
    return code === 0 ? 'Time to live exceeded' : 'Frag reassembly time exceeded';
  if (type === ICMP_REDIRECT)
    return `Redirect ${code === 0 ? 'Network' : 'Host'}(New nexthop: ${formatIpv4(rest)})`;
  if (type !== ICMP_DEST_UNREACH) return `Bad ICMP type: ${type}`;
  if (code === 4) return `Frag needed and DF set (mtu = ${rest & 0xffff})`;
  return UNREACHABLE[code] ?? `Dest Unreachable, Bad Code: ${code}`;
}

const UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'Destination Net Unreachable',
  1: 'Destination Host Unreachable',
  2: 'Destination Protocol Unreachable',
  3: 'Destination Port Unreachable',
  9: 'Destination Net Prohibited',
  10: 'Destination Host Prohibited',
  13: 'Packet filtered',
};

const ms = (elapsed: number) => (elapsed / 1000).toFixed(3);

function spread(times: readonly number[]) {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + time * time, 0) / times.length - mean * mean;
  return { min: Math.min(...times), mean, max: Math.max(...times), mdev: Math.sqrt(Math.max(0, variance)) };
}

const loss = (sent: number, received: number) => Math.floor(((sent - received) * 100) / Math.max(1, sent));

export function iputilsSummary(
  to: string,
  sent: number,
  times: readonly number[],
  errors: number,
  /** From the first request to the last. */
  elapsed: number,
): string[] {
  const plus = errors > 0 ? `, +${errors} errors` : '';
  const lines = [
    '',
    `--- ${to} ping statistics ---`,
    `${sent} packets transmitted, ${times.length} received${plus}, ${loss(sent, times.length)}% packet loss, time ${Math.floor(elapsed / 1000)}ms`,
  ];
  if (times.length === 0) return [...lines, ''];
  const { min, mean, max, mdev } = spread(times);
  return [...lines, `rtt min/avg/max/mdev = ${ms(min)}/${ms(mean)}/${ms(max)}/${ms(mdev)} ms`];
}

export function busyboxSummary(to: string, sent: number, times: readonly number[]): string[] {
  const lines = [
    '',
    `--- ${to} ping statistics ---`,
    `${sent} packets transmitted, ${times.length} packets received, ${loss(sent, times.length)}% packet loss`,
  ];
  if (times.length === 0) return lines;
  const { min, mean, max } = spread(times);
  return [...lines, `round-trip min/avg/max = ${ms(min)}/${ms(mean)}/${ms(max)} ms`];
}
