// net/netfilter/ipvs/ip_vs_ctl.c struct netns_ipvs: what a namespace knows of virtual services, and how it looks from outside.
import type { Rows } from '../../trace/rows.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { Net } from '../net_namespace.ts';
import { RowTable } from '../row_table.ts';
import { IpvsConns } from './ip_vs_conn.ts';
import { type Dest, IPPROTO_TCP, type Service, type ServiceId } from './types.ts';

/** `TCP 10.43.6.58:80`, `FWM 5` */
export function serviceKey({ protocol, address, port, fwmark }: ServiceId): string {
  if (fwmark !== 0) return `FWM ${fwmark}`;
  return `${protocol === IPPROTO_TCP ? 'TCP' : 'UDP'} ${formatIpv4(address)}:${port}`;
}

export class IpVs {
  readonly conns: IpvsConns;
  private readonly rows: RowTable<'ipvs'>;
  private readonly services = new Map<string, Service>();
  /** ipvs->dest_trash: removed while connections still have them. */
  readonly trash: Dest[] = [];

  constructor(net: Net) {
    this.rows = new RowTable(net.env.rec, net.id, 'ipvs');
    this.conns = new IpvsConns(net, this.rows, (dest) => this.writeDest(dest));
  }

  /** ipvs->enable: set with the first service, and never taken back. */
  enabled = false;

  get(key: string): Service | undefined {
    return this.services.get(key);
  }

  all(): Service[] {
    return [...this.services.values()];
  }

  put(service: Service): void {
    this.enabled = true;
    this.services.set(service.key, service);
    this.writeService(service);
  }

  take(service: Service): void {
    this.services.delete(service.key);
    this.rows.delete(service.key);
  }

  writeService(service: Service): void {
    const { key, scheduler, persistent, netmask, protocol, address, port, fwmark } = service;
    this.rows.set(key, {
      kind: 'service',
      protocol,
      address,
      port,
      fwmark,
      scheduler,
      persistent,
      netmask,
    });
  }

  writeDest(dest: Dest): void {
    if (!dest.available) return;
    const { key, address, port, weight, active, inactive } = dest;
    const service = key.slice(0, key.indexOf(' -> '));
    this.rows.set(key, { kind: 'destination', service, address, port, weight, active, inactive });
  }

  eraseDest(dest: Dest): void {
    this.rows.delete(dest.key);
  }

  snapshot(): Map<string, Rows['ipvs']> {
    return this.rows.snapshot();
  }

  hold(): () => Map<string, Rows['ipvs']> {
    return this.rows.hold();
  }
}
