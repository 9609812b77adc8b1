// What the panes print: each table as its command does.

export { printRows as printObjects } from '../../cluster/kubectl/print.ts';
export { printFdb } from '../bridge_fdb.ts';
export { printConntrack } from '../conntrack.ts';
export { printLinks } from '../ip_link.ts';
export { printNeighbours } from '../ip_neigh.ts';
export { printRoutes } from '../ip_route.ts';
export { printIpsets } from '../ipset/print.ts';
export { printIptables } from '../iptables/print.ts';
export { printIpvs, printIpvsConnections } from '../ipvsadm/print.ts';
export type { PrintedLine } from '../printed_line.ts';
export { printSysctl } from '../sysctl.ts';
