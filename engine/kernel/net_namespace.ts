// include/net/net_namespace.h: one network namespace, everything in it that another namespace does not see.

import type { TableSet } from '../trace/rows.ts';
import type { Icmp } from '../wire/icmp.ts';
import type { Ipv4 } from '../wire/ipv4.ts';
import type { Udp } from '../wire/udp.ts';
import { Conntrack } from './conntrack/nf_conntrack_core.ts';
import { NeighTable } from './core/neighbour.ts';
import type { NetDevice } from './core/netdevice.ts';
import type { Env } from './env.ts';
import { FdbTable } from './fdb_table.ts';
import { IpSets } from './ipset/ip_sets.ts';
import { FibExceptions } from './ipv4/fib_exceptions.ts';
import { FibRules } from './ipv4/fib_rules.ts';
import { FibTable } from './ipv4/fib_trie.ts';
import type { InetPeer } from './ipv4/inetpeer.ts';
import { FragmentQueues } from './ipv4/ip_fragment.ts';
import { TcpTable } from './ipv4/tcp.ts';
import { IpVs } from './ipvs/ip_vs.ts';
import { XtTables } from './netfilter/x_tables.ts';
import { RowTable } from './row_table.ts';
import type { SkBuff } from './skbuff.ts';
import { Sysctl } from './sysctl.ts';
import type { KernelVersion } from './version.ts';

/** A process's ear on ICMP: a raw or ping socket. */
export interface IcmpSocket {
  readonly by: string;
  receive(packet: Ipv4, message: Icmp): boolean;
}

/** A UDP socket; a tunnel's takes the packet out of the stack (encap_rcv). */
export interface UdpSocket {
  readonly by: string;
  readonly port: number;
  /** Whom it talks to, if it talks to one other only; null before it has said anything. */
  readonly peer?: () => { readonly address: number; readonly port: number } | null;
  receive(skb: SkBuff, packet: Ipv4, datagram: Udp): void;
  /** An ICMP error about a datagram of its own. */
  error?(packet: Ipv4, message: Icmp): void;
}

export class Net {
  readonly id: number;
  readonly name: string;
  readonly env: Env;
  readonly version: KernelVersion;
  readonly devices = new Map<string, NetDevice>();
  readonly sysctl = new Sysctl();
  /** Rows of the devices, by name; core/link_row.ts writes them. */
  readonly links: RowTable<'link'>;
  /** The last number the kernel has chosen for a device here. */
  lastIfindex = 0;
  readonly fib: FibTable;
  readonly rules: FibRules;
  readonly neigh: NeighTable;
  readonly fdb: FdbTable;
  readonly xtables: XtTables;
  readonly conntrack: Conntrack;
  readonly ipset: IpSets;
  readonly ipvs: IpVs;
  readonly fragments = new FragmentQueues();
  readonly icmpSockets = new Set<IcmpSocket>();
  readonly udpSockets = new Map<number, UdpSocket>();
  readonly exceptions = new FibExceptions();
  readonly tcp = new TcpTable();
  /** By address. */
  readonly peers = new Map<number, InetPeer>();

  constructor(id: number, name: string, env: Env, version: KernelVersion) {
    this.id = id;
    this.name = name;
    this.env = env;
    this.version = version;
    this.links = new RowTable(env.rec, id, 'link');
    this.fib = new FibTable(new RowTable(env.rec, id, 'route'));
    this.rules = new FibRules(new RowTable(env.rec, id, 'fibrule'));
    this.neigh = new NeighTable(new RowTable(env.rec, id, 'neigh'));
    this.fdb = new FdbTable(env.rec, id, 'fdb');
    this.xtables = new XtTables(env.rec, id);
    this.conntrack = new Conntrack(this, new RowTable(env.rec, id, 'conntrack'));
    this.ipset = new IpSets(this);
    this.ipvs = new IpVs(this);
  }

  device(name: string): NetDevice | undefined {
    return this.devices.get(name);
  }

  /** All switches as they stand. */
  switches(): TableSet['sysctl'] {
    return this.sysctl.rows([...this.devices.keys()]);
  }

  /** All tables as they stand. */
  tables(): TableSet {
    return this.hold()();
  }

  /** The same, written out when somebody asks; only what rules have counted is then as it is then. */
  hold(): () => TableSet {
    const held = {
      link: this.links.hold(),
      route: this.fib.rows.hold(),
      fibrule: this.rules.rows.hold(),
      neigh: this.neigh.rows.hold(),
      fdb: this.fdb.hold(),
      conntrack: this.conntrack.rows.hold(),
      ipset: this.ipset.hold(),
      ipvs: this.ipvs.hold(),
    };
    const sysctl = this.sysctl.copy();
    const devices = [...this.devices.keys()];
    const xtables = this.xtables.hold();
    return () => ({
      link: held.link(),
      route: held.route(),
      fibrule: held.fibrule(),
      neigh: held.neigh(),
      fdb: held.fdb(),
      conntrack: held.conntrack(),
      ipset: held.ipset(),
      ipvs: held.ipvs(),
      sysctl: sysctl.rows(devices),
      ...xtables(),
    });
  }
}
