// What can be done with the rows of each table.
import type { EditableRows, EditableTable } from '../../state/rows.ts';
import { endpoints, nodes, pods, services, workloads } from './cluster.ts';
import { conntrack } from './conntrack.ts';
import { fdb } from './fdb.ts';
import type { Forms } from './form.ts';
import { link } from './link.ts';
import { neigh } from './neigh.ts';
import { route } from './route.ts';
import { chain, rule } from './rule.ts';
import { sysctl } from './sysctl.ts';

export const FORMS: { readonly [T in EditableTable]?: Forms<EditableRows[T]> } = {
  chain,
  conntrack,
  endpoints,
  fdb,
  link,
  neigh,
  nodes,
  pods,
  route,
  rule,
  services,
  sysctl,
  workloads,
};
