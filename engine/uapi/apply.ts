// Applies requests to a namespace. The only way anything outside kernel/ changes a table.

import type { IpsetRequest } from '../kernel/ipset/request.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { type XtEdit, xtables_edit } from '../kernel/netfilter/xtables_edit.ts';
import type { TableSet } from '../trace/rows.ts';
import { addAddress, deleteAddress } from './address.ts';
import { deleteConnection } from './conntrack.ts';
import { addFdb, deleteFdb } from './fdb.ts';
import { applyIpset } from './ipset.ts';
import { applyIpvs } from './ipvs.ts';
import { addLink, deleteLink, setBridge, setPeer } from './link.ts';
import { setLink } from './link_set.ts';
import { shareMesh } from './mesh.ts';
import { addNeighbour, deleteNeighbour } from './neigh.ts';
import type { DeviceRegistry } from './registry.ts';
import type { Refusal, Request } from './request.ts';
import { addRoute, deleteRoute } from './route.ts';
import { addRule, deleteRule } from './rule.ts';

export function apply(net: Net, registry: DeviceRegistry, request: Request): Refusal {
  const before = net.env.rec.recording ? net.switches() : null;
  const refusal = granted(net, registry, request);
  if (before) recordSwitches(net, before);
  return refusal;
}

/** A switch is no row of a table until somebody lists them: what a request has done to them is looked for. */
function recordSwitches(net: Net, before: TableSet['sysctl']): void {
  const after = net.switches();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key) ?? null, after.get(key) ?? null];
    if (was?.value !== is?.value) net.env.rec.change(net.id, 'sysctl', key, was, is);
  }
}

function granted(net: Net, registry: DeviceRegistry, request: Request): Refusal {
  switch (request.do) {
    case 'link.add':
      return addLink(net, registry, request);
    case 'link.set':
      return setLink(net, registry, request.name, request.changes);
    case 'link.del':
      return deleteLink(net, registry, request.name);
    case 'link.peer':
      return setPeer(net, registry, request);
    case 'bridge.set':
      return setBridge(net, request);
    case 'addr.add':
      return addAddress(net, request);
    case 'addr.del':
      return deleteAddress(net, request);
    case 'route.add':
      return addRoute(net, request.route, request.how ?? 'add');
    case 'route.del':
      return deleteRoute(net, request.route);
    case 'rule.add':
      return addRule(net, request);
    case 'rule.del':
      return deleteRule(net, request);
    case 'neigh.add':
      return addNeighbour(net, request);
    case 'neigh.del':
      return deleteNeighbour(net, request);
    case 'fdb.add':
      return addFdb(net, request);
    case 'fdb.del':
      return deleteFdb(net, request);
    case 'conntrack.del':
      return deleteConnection(net, request.original);
    case 'sysctl.set':
      net.sysctl.set(request.name, request.value);
      return null;
    case 'mesh.share':
      return shareMesh(net, request);
    case 'xtables.begin':
      net.xtables.begin(request.tables, (name) => net.ipset.find(name) !== undefined);
      return null;
    case 'ipvs.add-service':
    case 'ipvs.edit-service':
    case 'ipvs.del-service':
    case 'ipvs.add-dest':
    case 'ipvs.edit-dest':
    case 'ipvs.del-dest':
    case 'ipvs.flush':
      return applyIpvs(net, request);
    default:
      return isIpset(request) ? applyIpset(net, request) : xtables_edit(net, request);
  }
}

const isIpset = (request: IpsetRequest | XtEdit): request is IpsetRequest => request.do.startsWith('ipset.');
