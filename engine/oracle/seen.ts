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
  /** Did it write on both its outputs? Then nobody knows in which order. */
  readonly mixed: boolean;
  readonly answered: boolean;
  readonly namespaces: Readonly<Record<string, SeenNamespace>>;
}

/** Numbers get their names in the order of namespaces by name, so that it is one order on both sides. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : 1;
