// ipvsadm libipvs.c ipvs_strerror: what the kernel answers about virtual services, in the words of `ipvsadm`.
import { do_ip_vs_set_ctl } from '../kernel/ipvs/ip_vs_ctl.ts';
import type { IpvsErrno, IpvsRequest } from '../kernel/ipvs/request.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { Refusal } from './request.ts';

const NO_SCHEDULER = 'Scheduler or persistence engine not found';
const NO_SERVICE = 'No such service';
const UNDEFINED = 'Service not defined';
const NO_DESTINATION = 'No such destination';

const MESSAGES: Readonly<Record<IpvsRequest['do'], Readonly<Partial<Record<IpvsErrno, string>>>>> = {
  'ipvs.add-service': { EEXIST: 'Service already exists', ENOENT: NO_SCHEDULER },
  'ipvs.edit-service': { ESRCH: NO_SERVICE, ENOENT: NO_SCHEDULER },
  'ipvs.del-service': { ESRCH: NO_SERVICE },
  'ipvs.add-dest': { ESRCH: UNDEFINED, EEXIST: 'Destination already exists' },
  'ipvs.edit-dest': { ESRCH: UNDEFINED, ENOENT: NO_DESTINATION },
  'ipvs.del-dest': { ESRCH: UNDEFINED, ENOENT: NO_DESTINATION },
  'ipvs.flush': {},
};

export function applyIpvs(net: Net, request: IpvsRequest): Refusal {
  const error = do_ip_vs_set_ctl(net, request);
  return error && (MESSAGES[request.do][error] ?? error);
}
