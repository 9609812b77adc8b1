// net/netfilter/ipvs/ip_vs_ctl.c: services and destinations are added, changed and removed.
import { formatIpv4 } from '../../wire/address.ts';
import type { Net } from '../net_namespace.ts';
import { type IpVs, serviceKey } from './ip_vs.ts';
import type { IpvsErrno, IpvsRequest } from './request.ts';
import { ip_vs_scheduler_get } from './schedulers/index.ts';
import type { Dest, Service } from './types.ts';

type Settings = Extract<IpvsRequest, { scheduler: string }>;
type DestRequest = Extract<IpvsRequest, { weight: number }>;
type DestAddress = Pick<DestRequest, 'address' | 'port'>;

/** do_ip_vs_set_ctl: null when it is done. */
export function do_ip_vs_set_ctl(net: Net, request: IpvsRequest): IpvsErrno | null {
  const { ipvs } = net;
  if (request.do === 'ipvs.flush') {
    for (const service of ipvs.all()) ip_vs_del_service(ipvs, service);
    return null;
  }
  const service = ipvs.get(serviceKey(request.service));
  if (request.do === 'ipvs.add-service') return service ? 'EEXIST' : ip_vs_add_service(net, request);
  if (!service) return 'ESRCH';
  switch (request.do) {
    case 'ipvs.edit-service':
      return ip_vs_edit_service(net, service, request);
    case 'ipvs.del-service':
      ip_vs_del_service(ipvs, service);
      return null;
    case 'ipvs.add-dest':
      return ip_vs_add_dest(ipvs, service, request);
    case 'ipvs.edit-dest':
      return ip_vs_edit_dest(ipvs, service, request);
    case 'ipvs.del-dest':
      return ip_vs_del_dest(ipvs, service, request);
  }
}

function ip_vs_add_service(net: Net, request: Settings): IpvsErrno | null {
  const { scheduler, persistent, netmask } = request;
  const chooser = ip_vs_scheduler_get(scheduler, net.version);
  if (!chooser) return 'ENOENT';
  const key = serviceKey(request.service);
  net.ipvs.put({ ...request.service, key, scheduler, chooser, persistent, netmask, dests: [] });
  return null;
}

/** ip_vs_edit_service: another scheduler begins from the start. */
function ip_vs_edit_service(
  net: Net,
  service: Service,
  { scheduler, persistent, netmask }: Settings,
): IpvsErrno | null {
  const chooser = ip_vs_scheduler_get(scheduler, net.version);
  if (!chooser) return 'ENOENT';
  if (scheduler !== service.scheduler) {
    service.scheduler = scheduler;
    service.chooser = chooser;
    chooser.changed?.(service.dests);
  }
  service.persistent = persistent;
  service.netmask = netmask;
  net.ipvs.writeService(service);
  return null;
}

function ip_vs_del_service(ipvs: IpVs, service: Service): void {
  for (const dest of [...service.dests]) unlink(ipvs, service, dest);
  ipvs.take(service);
}

const destKey = (service: Service, { address, port }: DestAddress) =>
  `${service.key} -> ${formatIpv4(address)}:${port}`;

function lookup(service: Service, { address, port }: DestAddress): Dest | undefined {
  return service.dests.find((dest) => dest.address === address && dest.port === port);
}

/** ip_vs_add_dest: one that was removed and still has connections comes back with them. It stands first in the list. */
function ip_vs_add_dest(ipvs: IpVs, service: Service, request: DestRequest): IpvsErrno | null {
  if (lookup(service, request)) return 'EEXIST';
  const { address, port, weight } = request;
  const key = destKey(service, request);
  const known = ipvs.trash.findIndex((dest) => dest.key === key);
  const [kept] = known < 0 ? [] : ipvs.trash.splice(known, 1);
  const dest: Dest = kept ?? {
    key,
    address,
    port,
    weight,
    available: true,
    active: 0,
    inactive: 0,
    persistent: 0,
  };
  dest.available = true;
  dest.weight = weight;
  service.dests.unshift(dest);
  service.chooser.changed?.(service.dests);
  ipvs.writeDest(dest);
  return null;
}

function ip_vs_edit_dest(ipvs: IpVs, service: Service, request: DestRequest): IpvsErrno | null {
  const dest = lookup(service, request);
  if (!dest) return 'ENOENT';
  dest.weight = request.weight;
  service.chooser.changed?.(service.dests);
  ipvs.writeDest(dest);
  return null;
}

function ip_vs_del_dest(ipvs: IpVs, service: Service, request: DestAddress): IpvsErrno | null {
  const dest = lookup(service, request);
  if (!dest) return 'ENOENT';
  unlink(ipvs, service, dest);
  return null;
}

/** __ip_vs_unlink_dest */
function unlink(ipvs: IpVs, service: Service, dest: Dest): void {
  const at = service.dests.indexOf(dest);
  const before = service.dests[at - 1] ?? null;
  service.dests.splice(at, 1);
  dest.available = false;
  if (dest.active + dest.inactive + dest.persistent > 0) ipvs.trash.push(dest);
  service.chooser.changed?.(service.dests, { dest, before });
  ipvs.eraseDest(dest);
}
