// Documentation/networking/ip-sysctl.rst: the switches of a namespace, by dotted name, with the kernel's defaults.
import type { SysctlRow } from '../trace/rows.ts';

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
  accept_redirects: 1,
  arp_ignore: 0,
  route_localnet: 0,
  proxy_arp: 0,
  rp_filter: 0,
  send_redirects: 1,
  shared_media: 1,
};

/** What net.ipv4.conf.all says where it says something from the beginning. */
const ALL_DEFAULTS: Readonly<Record<string, number>> = {
  accept_redirects: 1,
  send_redirects: 1,
  shared_media: 1,
};

/** Per-neighbour-table switches, below net.ipv4.neigh.DEVICE; times in their sysctl's own unit. */
const NEIGH_DEFAULTS: Readonly<Record<string, number>> = {
  mcast_solicit: 3,
  ucast_solicit: 3,
  retrans_time_ms: 1000,
  delay_first_probe_time: 5,
  proxy_delay: 80,
  base_reachable_time_ms: 30_000,
};

const PER_DEVICE = /^net\.ipv4\.(conf|neigh)\.(.+)\.([a-z_]+)$/;

/** The device a switch belongs to, if it is one device's. */
export function deviceOf(name: string): string | undefined {
  return PER_DEVICE.exec(name)?.[2];
}

/** The path of a switch below /proc/sys. */
function pathOf(name: string): string {
  const [, table, dev, rest] = PER_DEVICE.exec(name) ?? [];
  return dev === undefined ? name.replaceAll('.', '/') : `net/ipv4/${table}/${dev}/${rest}`;
}

/** What separates the parts of a path is a dot in a name, and what is a dot in a part is a slash (procps slashdot). */
export const slashdot = (text: string) => text.replace(/[./]/g, (found) => (found === '.' ? '/' : '.'));

/** The switches of devices, and of what stands for them. */
function ofDevices(devices: readonly string[]): string[] {
  const conf = [...Object.keys(CONF_DEFAULTS), 'forwarding'];
  return [
    ...['all', 'default', ...devices].flatMap((dev) => conf.map((name) => `net.ipv4.conf.${dev}.${name}`)),
    ...devices.flatMap((dev) => Object.keys(NEIGH_DEFAULTS).map((name) => `net.ipv4.neigh.${dev}.${name}`)),
  ];
}

export class Sysctl {
  private readonly values = new Map<string, number>();
  /** Per-device switches as they were last found, by device and name; forgotten whenever anything is written. */
  private found = new Map<string, Map<string, number>>();

  /** A copy that no later write changes. */
  copy(): Sysctl {
    const copy = new Sysctl();
    for (const [name, value] of this.values) copy.values.set(name, value);
    return copy;
  }

  /** Every switch of a namespace with these devices, in the order of directories. */
  rows(devices: readonly string[]): Map<string, SysctlRow> {
    const names = new Set([...Object.keys(DEFAULTS), ...ofDevices(devices), ...this.values.keys()]);
    const paths = [...names].map((name) => ({
      name,
      path: pathOf(name),
      parts: pathOf(name).split('/').join('\0'),
    }));
    paths.sort((a, b) => (a.parts < b.parts ? -1 : 1));
    return new Map(
      paths.map(({ name, path }) => [slashdot(path), { value: this.read(name) ?? this.get(name) }]),
    );
  }

  set(name: string, value: number): void {
    this.found = new Map();
    this.values.set(name, value);
    // Writing net.ipv4.ip_forward writes every device's forwarding, and a router takes no redirects (inet_forward_change).
    if (name !== 'net.ipv4.ip_forward') return;
    this.values.set('net.ipv4.conf.all.accept_redirects', value === 0 ? 1 : 0);
    for (const key of [...this.values.keys()]) {
      if (/^net\.ipv4\.conf\..*\.forwarding$/.test(key)) this.values.delete(key);
    }
  }

  /** The device is gone, and its switches with it. */
  forget(dev: string): void {
    this.found = new Map();
    for (const name of [...this.values.keys()]) if (deviceOf(name) === dev) this.values.delete(name);
  }

  rename(before: string, dev: string): void {
    this.found = new Map();
    for (const [name, value] of [...this.values]) {
      if (deviceOf(name) !== before) continue;
      this.values.delete(name);
      this.values.set(name.replace(`.${before}.`, `.${dev}.`), value);
    }
  }

  /** Reads a switch by its name; undefined when there is none of that name. */
  read(name: string): number | undefined {
    const [, table, dev, rest] = PER_DEVICE.exec(name) ?? [];
    if (table === undefined) return this.values.get(name) ?? DEFAULTS[name];
    if (table === 'neigh') return NEIGH_DEFAULTS[rest!] === undefined ? undefined : this.neigh(dev!, rest!);
    if (rest === 'forwarding') return this.forwarding(dev!) ? 1 : 0;
    if (CONF_DEFAULTS[rest!] === undefined) return undefined;
    return dev === 'all' ? this.all(rest!) : this.conf(dev!, rest!);
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
    let switches = this.found.get(dev);
    if (!switches) {
      switches = new Map();
      this.found.set(dev, switches);
    }
    let value = switches.get(name);
    if (value === undefined) {
      value = Math.max(this.all(name), this.conf(dev, name));
      switches.set(name, value);
    }
    return value;
  }

  private all(name: string): number {
    return this.values.get(`net.ipv4.conf.all.${name}`) ?? ALL_DEFAULTS[name] ?? 0;
  }

  /** IN_DEV_RX_REDIRECTS: a router needs both switches, a host one. */
  acceptsRedirects(dev: string): boolean {
    if (!this.forwarding(dev)) return this.orConf(dev, 'accept_redirects');
    return this.all('accept_redirects') !== 0 && this.conf(dev, 'accept_redirects') !== 0;
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
