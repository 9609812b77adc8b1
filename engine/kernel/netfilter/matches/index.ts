// Every match extension this kernel has.
import type { MatchName } from '../../../trace/events.ts';
import type { MatchExtension } from '../types.ts';
import { addrtype } from './addrtype.ts';
import { comment } from './comment.ts';
import { conntrack } from './conntrack.ts';
import { icmp } from './icmp.ts';
import { mark } from './mark.ts';
import { multiport } from './multiport.ts';
import { set } from './set.ts';
import { state } from './state.ts';
import { statistic } from './statistic.ts';
import { tcp } from './tcp.ts';
import { udp } from './udp.ts';

export const MATCHES: Readonly<Record<MatchName, MatchExtension<unknown>>> = {
  addrtype,
  comment,
  conntrack,
  icmp,
  mark,
  multiport,
  set,
  state,
  statistic,
  tcp,
  udp,
};
