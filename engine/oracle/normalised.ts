// What kernel and engine may differ in: every liberty the comparison takes, each with its reason. There are no others.
import { data } from '../wire/data.ts';
import type { Ipv4 } from '../wire/ipv4.ts';
import type { Udp } from '../wire/udp.ts';
import { encodeVxlan } from '../wire/vxlan.ts';
import type { TraceRecord } from './trace_record.ts';

/** net.ipv4.ip_local_port_range begins here; scenarios let nobody listen on a port from which others are drawn by lot. */
const FIRST_EPHEMERAL = 32_768;
const VXLAN_PORT = 8472;

/** Names for numbers that are drawn by lot. */
export interface NumberNames {
  /** A port that is drawn by lot, even if it happens to be one that was sent elsewhere. */
  drawn(port: number): string;
  of(kind: 'ip' | 'echo' | 'port', value: string | number): string;
  /** Is this port a number for itself, not one drawn by lot? */
  isService(port: number): boolean;
  /** A TCP sequence number: connections begin theirs by lot. */
  sequence(number: number): string;
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

  drawn(port: number): string {
    return this.of('port', port);
  }

  isService(port: number): boolean {
    return port < FIRST_EPHEMERAL;
  }

  sequence(): string {
    return '#';
  }
}

/** Where every number that was sent is known, the others are the lot's: what it drew does not matter, only that it did. */
export class KnownNumbers implements NumberNames {
  private readonly known: Readonly<Record<'ip' | 'echo' | 'port', readonly number[]>>;

  private readonly isSent: (sequence: number) => boolean;

  constructor(
    known: Readonly<Record<'ip' | 'echo' | 'port', readonly number[]>>,
    isSent: (sequence: number) => boolean,
  ) {
    this.known = known;
    this.isSent = isSent;
  }

  of(kind: 'ip' | 'echo' | 'port', value: string | number): string {
    const number = Number(String(value).split(' ').at(-1));
    return `${kind} ${this.known[kind].includes(number) ? number : 'by lot'}`;
  }

  drawn(): string {
    return 'port by lot';
  }

  isService(port: number): boolean {
    return port === VXLAN_PORT || this.known.port.includes(port);
  }

  sequence(number: number): string {
    return this.isSent(number) ? String(number) : 'by lot';
  }
}

/** The two ports of a packet: what was drawn by lot has a name instead of a number. */
export function portNames(sport: number, dport: number, names: NumberNames): [string, string] {
  const name = (port: number, other: number) => {
    // A tunnel's source port is a hash of what is in it.
    if (other === VXLAN_PORT && port !== VXLAN_PORT) return names.drawn(port);
    return names.isService(port) ? String(port) : names.of('port', port);
  };
  return [name(sport, dport), name(dport, sport)];
}

/** Printed times are not the same twice; tools have versions; HTTP ends its lines with a carriage return, which no terminal shows. */
export function withoutTimes(output: string): string[] {
  return output
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/\d+(\.\d+)? ms\b/g, '# ms')
        .replace(/<<>> DiG \S+/, '<<>> DiG #')
        .replace(/\d+ milliseconds\b/g, '# milliseconds')
        .replace(/\btime \d+ms\b/, 'time #ms')
        .replace(/= [\d./]+ ms|= [\d.]+(\/[\d.]+)+\/# ms/, '= # ms'),
    );
}

/** Seconds that are left of a timeout pass while the kernel is asked: they are told to the next five. */
export const ipsetText = (line: string): string =>
  line
    .replace(/ initval 0x[0-9a-f]+/, '')
    .replace(/ timeout (\d+)/, (_, seconds) => ` timeout ${Math.ceil(Number(seconds) / 5) * 5}`);

/** The netlink log, in which the kernel is asked, tells the input port only together with an input device; dmesg tells it always. */
export function asNetlinkTells(record: TraceRecord): TraceRecord {
  return record.in === null ? { ...record, physin: null } : record;
}

/**
 * A server's process takes a connection when it gets to run: whether that is before or after the next segment is a race, and
 * until then the socket has no user.
 */
export function isAccepted({ packet, in: indev }: TraceRecord): boolean {
  const { payload } = innermost(packet);
  if (payload.layer !== 'tcp') return true;
  return (indev === null ? payload.sport : payload.dport) >= FIRST_EPHEMERAL;
}

/** What a tunnel carries has the socket that its sender has. */
function innermost(packet: Ipv4): Ipv4 {
  const { payload } = packet;
  if (payload.layer !== 'udp' || payload.payload.layer !== 'vxlan') return packet;
  const { payload: inner } = payload.payload.payload;
  return inner.layer === 'ipv4' ? innermost(inner) : packet;
}

/** The kernel subscribes its devices to multicast addresses, and lists them in the FDB. */
export const isGroup = (mac: string) => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;

const PROTOCOLS: Readonly<Record<string, string>> = { '0': 'all', '1': 'icmp', '6': 'tcp', '17': 'udp' };

/** Since iptables 1.8.9 `-n` lists protocols as numbers; before it did so by name, as the pane does. */
export function listedText(line: string): string {
  return line.replace(
    /^( *\d+ +\d+ \S* +!?)(\d+) +(--|-f|!f)/,
    (_all, before: string, number: string, opt: string) =>
      `${before}${(PROTOCOLS[number] ?? number).padEnd(5)}${opt}`,
  );
}

/** A line of `conntrack -L`: its timeout runs, and how often the entry is in use is the kernel's own affair. */
export function withoutTimeout(line: string): string {
  return line.replace(/^(\S+ +\d+) \d+ /, '$1 ').replace(/ use=\d+/, '');
}

/**
 * tcpdump's frames are put in order by their stamps, and what comes in is stamped when it is queued (netdev_tstamp_prequeue), not
 * when its turn comes: of what one moment brings, what comes in is the earlier.
 */
export function asStamped<T extends { readonly time: number; readonly direction: 'in' | 'out' }>(
  frames: readonly T[],
): T[] {
  const later = ({ direction }: T) => (direction === 'out' ? 1 : 0);
  return [...frames].sort((a, b) => a.time - b.time || later(a) - later(b));
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
