// net/netfilter/ipvs/ip_vs_lc.c: the server with the fewest connections.
import { leastOf, overhead } from './least.ts';

export const lc = () => leastOf(overhead, () => 1);
