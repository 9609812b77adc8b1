// net/netfilter/ipvs/ip_vs_wlc.c: the server with the fewest connections for its weight.
import { byWeight, leastOf, overhead } from './least.ts';

export const wlc = () => leastOf(overhead, byWeight);
