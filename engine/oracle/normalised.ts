// What kernel and engine may differ in: every liberty the comparison takes, each with its reason. There are no others.
import { data } from '../wire/data.ts';
import type { Udp } from '../wire/udp.ts';
import { encodeVxlan } from '../wire/vxlan.ts';
import type { TraceRecord } from './trace_record.ts';

const FIRST_EPHEMERAL = 1024;
const VXLAN_PORT = 8472;

/** Names for numbers that are drawn by lot. */
export interface NumberNames {
  of(kind: 'ip' | 'echo' | 'port', value: string | number): string;
  /** Is this port a number for itself, not one drawn by lot? */
  isService(port: number): boolean;
}

/**
 * IP ids, ICMP ids and source ports are drawn by lot. The first one met is #1, so two sides agree when the same numbers are
 * equal on both.
 */
export class Names implements NumberNames {
  private readonly given = new Map<string, string>();
  private readonly count = new Map<string, number>();

  of(kind: 'ip' | 'echo' | 'port', value: string | number): string {
    const key = `${kind} ${value}`;
    const known = this.given.get(key);
    if (known !== undefined) return known;
    const number = (this.count.get(kind) ?? 0) + 1;
    this.count.set(kind, number);
    const name = `${kind}#${number}`;
    this.given.set(key, name);
    return name;
  }

  isService(port: number): boolean {
    return port < FIRST_EPHEMERAL || port === VXLAN_PORT;
  }
}

/** Where every number that was sent is known, the others are the lot's: what it drew does not matter, only that it did. */
export class KnownNumbers implements NumberNames {
  private readonly known: Readonly<Record<'ip' | 'echo' | 'port', readonly number[]>>;

  constructor(known: Readonly<Record<'ip' | 'echo' | 'port', readonly number[]>>) {
    this.known = known;
  }

  of(kind: 'ip' | 'echo' | 'port', value: string | number): string {
    const number = Number(String(value).split(' ').at(-1));
    return `${kind} ${this.known[kind].includes(number) ? number : 'by lot'}`;
  }

  isService(port: number): boolean {
    return port === VXLAN_PORT || this.known.port.includes(port);
  }
}

/** The two ports of a packet: the one drawn by lot is the source's, or, in an answer from a service, the destination's. */
export function portNames(sport: number, dport: number, names: NumberNames): [string, string] {
  if (names.isService(sport))
    return [String(sport), names.isService(dport) ? String(dport) : names.of('port', dport)];
  return [names.of('port', sport), String(dport)];
}

/** Both halves of a connection, original first: what was drawn by lot is the source of the one and the destination of the other. */
export function tuplePortNames(
  half: 'original' | 'reply',
  sport: number,
  dport: number,
  names: NumberNames,
): string {
  if (half === 'original') return portNames(sport, dport, names).join(' > ');
  return portNames(dport, sport, names).reverse().join(' > ');
}

/** Printed times are not the same twice. */
export function withoutTimes(output: string): string[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/\d+(\.\d+)? ms\b/g, '# ms')
        .replace(/\btime \d+ms\b/, 'time #ms')
        .replace(/= [\d./]+ ms|= [\d.]+(\/[\d.]+)+\/# ms/, '= # ms'),
    );
}

/** The netlink log, in which the kernel is asked, tells the input port only together with an input device; dmesg tells it always. */
export function asNetlinkTells(record: TraceRecord): TraceRecord {
  return record.in === null ? { ...record, physin: null } : record;
}

/** The kernel subscribes its devices to multicast addresses, and lists them in the FDB. */
export const isGroup = (mac: string) => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;

const PROTOCOLS: Readonly<Record<string, string>> = { '0': 'all', '1': 'icmp', '6': 'tcp', '17': 'udp' };

/** Since iptables 1.8.9 `-n` lists protocols as numbers; before it did so by name, as the pane does. */
export function listedText(line: string): string {
  return line.replace(
    /^( *\d+ +\d+ \S* +!?)(\d+) +--/,
    (_all, before: string, number: string) => `${before}${(PROTOCOLS[number] ?? number).padEnd(5)}--`,
  );
}

/** A line of `conntrack -L`: its timeout runs, and how often the entry is in use is the kernel's own affair. */
export function withoutTimeout(line: string): string {
  return line.replace(/^(\S+ +\d+) \d+ /, '$1 ').replace(/ use=\d+/, '');
}

/** What is sent on lo is received on lo: a packet socket hears it twice, tcpdump shows it once. */
export const isSeenTwice = (dev: string, direction: 'in' | 'out') => dev === 'lo' && direction === 'out';

const IP_HEADER = 'the IPv4 header';

/** A packet that comes back to its sender has no link header: its first octets are printed, and the id is drawn by lot. */
export const linkHeader = (mac: string | null) => (mac?.startsWith('45:') ? IP_HEADER : mac);

/**
 * When a process sends to everybody, the kernel receives its own copy before the packet itself has passed POSTROUTING (netif_rx
 * runs the softirq at once); the engine lets the sender finish first. The lines are the same.
 */
export const inAnyOrderIfLooped = (log: readonly string[]) =>
  log.some((line) => line.includes(`MAC=${IP_HEADER}`)) ? [...log].sort() : log;

/** A capture tells a tunnel by its port only: one that NAT has sent to another port looks like any datagram. */
export function datagramPayload({ dport, payload }: Udp): Udp['payload'] {
  if (payload.layer === 'data' || dport === VXLAN_PORT) return payload;
  return data(encodeVxlan(payload));
}
