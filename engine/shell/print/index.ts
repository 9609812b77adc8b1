// What the panes print: each table as its command does.
export { printConntrack } from '../conntrack.ts';
export { printFdb } from '../bridge_fdb.ts';
export { printIptables } from '../iptables.ts';
export { printNeighbours } from '../ip_neigh.ts';
export { printRoutes } from '../ip_route.ts';
export type { PrintedLine } from '../printed_line.ts';
