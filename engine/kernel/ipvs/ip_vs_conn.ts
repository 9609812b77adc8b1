// net/netfilter/ipvs/ip_vs_conn.c: the connections IPVS has given to a server, and how long it remembers them.
import { formatIpv4, type Ipv4Address } from '../../wire/address.ts';
import type { Net } from '../net_namespace.ts';
import type { RowTable } from '../row_table.ts';
import { type Dest, IPPROTO_TCP, type IpvsConn, type IpvsFlow } from './types.ts';

const SECOND = 1_000_000;
/** A connection before its first packet has given it a state. */
const TIMEOUT_NEW = 3 * SECOND;
/** A template that still has connections lives on for so long. */
const TIMEOUT_CONTROLLING = 60 * SECOND;

type Ends = Pick<
  IpvsConn,
  'protocol' | 'caddr' | 'cport' | 'vaddr' | 'vport' | 'daddr' | 'dport' | 'template'
>;

const name = (protocol: number) => (protocol === IPPROTO_TCP ? 'TCP' : 'UDP');
const end = (address: Ipv4Address, port: number) => `${formatIpv4(address)}:${port}`;

/** What a client's packets are found by. */
const inKey = ({ protocol, caddr, cport, vaddr, vport, template }: Omit<Ends, 'daddr' | 'dport'>) =>
  `${template ? 'template ' : ''}${name(protocol)} ${end(caddr, cport)} > ${end(vaddr, vport)}`;

/** What a server's answers are found by. */
const outKey = ({ protocol, caddr, cport, daddr, dport }: Omit<Ends, 'vaddr' | 'vport' | 'template'>) =>
  `${name(protocol)} ${end(daddr, dport)} > ${end(caddr, cport)}`;

export class IpvsConns {
  private readonly net: Net;
  private readonly rows: RowTable<'ipvs'>;
  private readonly counted: (dest: Dest) => void;
  private readonly byClient = new Map<string, IpvsConn>();
  private readonly byServer = new Map<string, IpvsConn>();

  /** `counted`: a destination's numbers have changed. */
  constructor(net: Net, rows: RowTable<'ipvs'>, counted: (dest: Dest) => void) {
    this.net = net;
    this.rows = rows;
    this.counted = counted;
  }

  /** ip_vs_conn_in_get: the connection a client's packet belongs to. */
  in_get({ protocol, saddr, sport, daddr, dport }: IpvsFlow): IpvsConn | undefined {
    const ends = { protocol, caddr: saddr, cport: sport, vaddr: daddr, vport: dport, template: false };
    return this.live(this.byClient.get(inKey(ends)));
  }

  /** ip_vs_conn_out_get: the connection a server's answer belongs to. */
  out_get({ protocol, saddr, sport, daddr, dport }: IpvsFlow): IpvsConn | undefined {
    return this.live(
      this.byServer.get(outKey({ protocol, caddr: daddr, cport: dport, daddr: saddr, dport: sport })),
    );
  }

  /** ip_vs_ct_in_get: the server a persistent client has. */
  template_get(ends: Omit<Ends, 'daddr' | 'dport' | 'template'>): IpvsConn | undefined {
    return this.live(this.byClient.get(inKey({ ...ends, template: true })));
  }

  /** ip_vs_conn_new */
  add(ends: Ends, service: string, dest: Dest, control: IpvsConn | null, state: IpvsConn['state']): IpvsConn {
    const conn: IpvsConn = {
      ...ends,
      key: inKey(ends),
      service,
      dest,
      nfct: this.net.sysctl.get('net.ipv4.vs.conntrack') !== 0,
      control,
      controlled: 0,
      inactive: true,
      state,
      timeout: TIMEOUT_NEW,
      expires: this.net.env.now() + TIMEOUT_NEW,
    };
    this.byClient.set(conn.key, conn);
    if (!conn.template) this.byServer.set(outKey(conn), conn);
    if (conn.template) dest.persistent++;
    else dest.inactive++;
    if (control) control.controlled++;
    this.counted(dest);
    return conn;
  }

  /** ip_vs_conn_put: the packet is done with, and the connection's time begins anew. */
  put(conn: IpvsConn): void {
    conn.expires = this.net.env.now() + conn.timeout;
    this.write(conn);
  }

  /** The row of a connection as it now stands. */
  write(conn: IpvsConn): void {
    const { protocol, caddr, cport, vaddr, vport, daddr, dport, state, expires } = conn;
    this.rows.set(conn.key, {
      kind: 'connection',
      protocol,
      caddr,
      cport,
      vaddr,
      vport,
      daddr,
      dport,
      state,
      expires,
    });
  }

  /** A connection is counted as active or not, by its state. */
  count(conn: IpvsConn, active: boolean): void {
    if (conn.inactive === !active) return;
    const by = active ? 1 : -1;
    conn.dest.active += by;
    conn.dest.inactive -= by;
    conn.inactive = !active;
    this.counted(conn.dest);
  }

  /** ip_vs_conn_expire, for all whose time is up: they count no more. Templates come last: they live as long as what came from them. */
  sweep(): void {
    for (const template of [false, true])
      for (const conn of this.byClient.values()) if (conn.template === template) this.live(conn);
  }

  private live(conn: IpvsConn | undefined): IpvsConn | undefined {
    if (!conn || conn.expires > this.net.env.now()) return conn;
    if (conn.controlled > 0) {
      conn.timeout = TIMEOUT_CONTROLLING;
      this.put(conn);
      return conn;
    }
    this.expire(conn);
    return undefined;
  }

  /** ip_vs_unbind_dest, ip_vs_conn_unlink */
  expire(conn: IpvsConn): void {
    this.byClient.delete(conn.key);
    if (this.byServer.get(outKey(conn)) === conn) this.byServer.delete(outKey(conn));
    this.rows.delete(conn.key);
    if (conn.control) conn.control.controlled--;
    if (conn.template) conn.dest.persistent--;
    else if (conn.inactive) conn.dest.inactive--;
    else conn.dest.active--;
    this.counted(conn.dest);
  }
}
