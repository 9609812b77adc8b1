// What one side, the kernel or the engine, lets us see of a probe; as lines of text, so that a difference reads well.

export interface SeenNamespace {
  /** TRACE lines in order. */
  readonly log: readonly string[];
  /** Frames of each device that had any, in order. */
  readonly frames: Readonly<Record<string, readonly string[]>>;
  /** Tables after the probe, sorted. */
  readonly neighbours: readonly string[];
  readonly fdb: readonly string[];
  readonly conntrack: readonly string[];
  /** `ip route` of the tables main and local. */
  readonly routes: readonly string[];
  /** `iptables -nvL` of every table, counters and all. */
  readonly iptables: readonly string[];
  /** `ipset save`, sorted. */
  readonly ipset: readonly string[];
}

export interface Seen {
  /** What the command printed, its times left out. */
  readonly output: readonly string[];
  readonly answered: boolean;
  readonly namespaces: Readonly<Record<string, SeenNamespace>>;
}

/** Numbers get their names in the order of namespaces by name, so that it is one order on both sides. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : 1;

/**
 * Names for numbers that are drawn by lot: IP ids, ICMP ids, source ports. The first one met is #1, so two sides agree when
 * the same numbers are equal on both.
 */
export class Names {
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
}

const FIRST_EPHEMERAL = 1024;
const VXLAN_PORT = 8472;
const isServicePort = (port: number) => port < FIRST_EPHEMERAL || port === VXLAN_PORT;

/** The two ports of a packet: the one drawn by lot is the source's, or, in an answer from a service, the destination's. */
export function portNames(sport: number, dport: number, names: Names): [string, string] {
  if (isServicePort(sport))
    return [String(sport), isServicePort(dport) ? String(dport) : names.of('port', dport)];
  return [names.of('port', sport), String(dport)];
}

/** Both halves of a connection, original first: what was drawn by lot is the source of the one and the destination of the other. */
export function tuplePortNames(
  half: 'original' | 'reply',
  sport: number,
  dport: number,
  names: Names,
): string {
  if (half === 'original') return portNames(sport, dport, names).join(' > ');
  return portNames(dport, sport, names).reverse().join(' > ');
}

/** Seconds that are left of a timeout pass while the kernel is asked: they are told to the next five. */
export const ipsetText = (line: string): string =>
  line.replace(/ timeout (\d+)/, (_, seconds) => ` timeout ${Math.ceil(Number(seconds) / 5) * 5}`);

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
