// net/netfilter/ipvs/ip_vs_sed.c: the shortest expected delay: active connections, and this one, for the server's weight.
import { byWeight, leastOf } from './least.ts';

export const sed = () => leastOf(({ active }) => active + 1, byWeight);
