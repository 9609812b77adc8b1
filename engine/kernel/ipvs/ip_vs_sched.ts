// net/netfilter/ipvs/ip_vs_core.c ip_vs_schedule, ip_vs_sched_persist: a new connection gets its server.
import type { Net } from '../net_namespace.ts';
import { serviceKey } from './ip_vs.ts';
import type { Dest, IpvsConn, IpvsFlow, Service } from './types.ts';

const SECOND = 1_000_000;

/** ip_vs_service_find: by the mark; by address and port; a persistent service for every port. */
export function ip_vs_service_find(net: Net, mark: number, flow: IpvsFlow): Service | undefined {
  const { ipvs } = net;
  const { protocol, daddr: address, dport: port } = flow;
  const marked =
    mark === 0 ? undefined : ipvs.get(serviceKey({ protocol: 0, address: 0, port: 0, fwmark: mark }));
  return (
    marked ??
    ipvs.get(serviceKey({ protocol, address, port, fwmark: 0 })) ??
    ipvs.get(serviceKey({ protocol, address, port: 0, fwmark: 0 }))
  );
}

/** ip_vs_schedule: null when no destination can take it. */
export function ip_vs_schedule(net: Net, service: Service, flow: IpvsFlow): IpvsConn | null {
  net.ipvs.conns.sweep();
  if (service.persistent !== null) return ip_vs_sched_persist(net, service, flow);
  // A service for every port is there for persistent clients only.
  if (service.fwmark === 0 && service.port !== flow.dport) return null;
  const dest = service.chooser.schedule(service.dests, flow);
  return dest && connect(net, service, flow, dest, dest.port || flow.dport, null);
}

function connect(
  net: Net,
  service: Service,
  flow: IpvsFlow,
  dest: Dest,
  port: number,
  control: IpvsConn | null,
): IpvsConn {
  const { protocol, saddr, sport, daddr, dport } = flow;
  const ends = { protocol, caddr: saddr, cport: sport, vaddr: daddr, vport: dport, template: false };
  return net.ipvs.conns.add(
    { ...ends, daddr: dest.address, dport: port },
    service.key,
    dest,
    control,
    'NONE',
  );
}

/** ip_vs_sched_persist: a client that was here goes where it went before. */
function ip_vs_sched_persist(net: Net, service: Service, flow: IpvsFlow): IpvsConn | null {
  const { conns } = net.ipvs;
  const own = service.fwmark === 0 && service.port === flow.dport;
  const client = {
    protocol: flow.protocol,
    caddr: (flow.saddr & service.netmask) >>> 0,
    cport: 0,
    vaddr: service.fwmark === 0 ? flow.daddr : service.fwmark,
    vport: own ? flow.dport : 0,
  };
  const known = usable(net, conns.template_get(client));
  const dest = known?.dest ?? service.chooser.schedule(service.dests, flow);
  if (!dest) return null;
  const template =
    known ??
    conns.add(
      { ...client, daddr: dest.address, dport: own ? dest.port : 0, template: true },
      service.key,
      dest,
      null,
      'NONE',
    );
  template.timeout = (service.persistent ?? 0) * SECOND;
  conns.put(template);
  return connect(net, service, flow, dest, own ? dest.port || flow.dport : flow.dport, template);
}

/** ip_vs_check_template: not when its server is gone, or (with expire_quiescent_template) takes nobody new. */
function usable(net: Net, template: IpvsConn | undefined): IpvsConn | undefined {
  if (!template) return undefined;
  const quiescent =
    template.dest.weight === 0 && net.sysctl.get('net.ipv4.vs.expire_quiescent_template') !== 0;
  if (template.dest.available && !quiescent) return template;
  if (template.controlled === 0) net.ipvs.conns.expire(template);
  return undefined;
}
