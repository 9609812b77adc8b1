// net/netfilter/nf_conntrack_netlink.c ctnetlink_del_conntrack: a connection is forgotten.
import type { Net } from '../kernel/net_namespace.ts';
import type { Tuple } from '../trace/rows.ts';
import type { Refusal } from './request.ts';

export function deleteConnection(net: Net, original: Tuple): Refusal {
  const found = net.conntrack.find(original);
  if (!found) return "Operation failed: such conntrack doesn't exist";
  net.conntrack.remove(found.conn);
  return null;
}
