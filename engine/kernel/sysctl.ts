// Documentation/networking/ip-sysctl.rst: the switches of a namespace, by dotted name, with the kernel's defaults.

const DEFAULTS: Readonly<Record<string, number>> = {
  'net.ipv4.ip_forward': 0,
  'net.ipv4.ip_default_ttl': 64,
  'net.ipv4.tcp_syn_retries': 6,
  'net.ipv4.tcp_synack_retries': 5,
  'net.ipv4.tcp_syn_linear_timeouts': 4,
  'net.ipv4.icmp_echo_ignore_all': 0,
  'net.ipv4.icmp_ratelimit': 1000,
  'net.ipv4.icmp_ratemask': 6168,
  'net.ipv4.vs.conn_reuse_mode': 1,
  'net.ipv4.vs.snat_reroute': 1,
  'net.bridge.bridge-nf-call-iptables': 1,
};

/** Per-device switches, below net.ipv4.conf.DEVICE. */
const CONF_DEFAULTS: Readonly<Record<string, number>> = {
  accept_local: 0,
  arp_ignore: 0,
  route_localnet: 0,
  rp_filter: 0,
};

/** Per-neighbour-table switches, below net.ipv4.neigh.DEVICE; times in their sysctl's own unit. */
const NEIGH_DEFAULTS: Readonly<Record<string, number>> = {
  mcast_solicit: 3,
  ucast_solicit: 3,
  retrans_time_ms: 1000,
  delay_first_probe_time: 5,
  base_reachable_time_ms: 30_000,
};

export class Sysctl {
  private readonly values = new Map<string, number>();

  /** Every value that was set, in order. */
  entries(): IterableIterator<[string, number]> {
    return this.values.entries();
  }

  set(name: string, value: number): void {
    this.values.set(name, value);
    // Writing net.ipv4.ip_forward writes every device's forwarding (inet_forward_change).
    if (name !== 'net.ipv4.ip_forward') return;
    for (const key of [...this.values.keys()]) {
      if (/^net\.ipv4\.conf\..*\.forwarding$/.test(key)) this.values.delete(key);
    }
  }

  get(name: string): number {
    return this.values.get(name) ?? DEFAULTS[name] ?? 0;
  }

  /** net.ipv4.conf.DEVICE.NAME, else its default. */
  conf(dev: string, name: string): number {
    return (
      this.values.get(`net.ipv4.conf.${dev}.${name}`) ??
      this.values.get(`net.ipv4.conf.default.${name}`) ??
      CONF_DEFAULTS[name] ??
      0
    );
  }

  /** The larger of `all` and the device's own value (IN_DEV_MAXCONF). */
  maxConf(dev: string, name: string): number {
    return Math.max(this.values.get(`net.ipv4.conf.all.${name}`) ?? 0, this.conf(dev, name));
  }

  /** Set on `all` or on the device (IN_DEV_ORCONF). */
  orConf(dev: string, name: string): boolean {
    return this.maxConf(dev, name) !== 0;
  }

  /** Does this device forward (IN_DEV_FORWARD)? */
  forwarding(dev: string): boolean {
    return (this.values.get(`net.ipv4.conf.${dev}.forwarding`) ?? this.get('net.ipv4.ip_forward')) !== 0;
  }

  neigh(dev: string, name: string): number {
    return (
      this.values.get(`net.ipv4.neigh.${dev}.${name}`) ??
      this.values.get(`net.ipv4.neigh.default.${name}`) ??
      NEIGH_DEFAULTS[name] ??
      0
    );
  }
}
