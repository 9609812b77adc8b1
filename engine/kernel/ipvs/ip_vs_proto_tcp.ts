// net/netfilter/ipvs/ip_vs_proto_tcp.c, ip_vs_proto_udp.c: the state of a connection, as the director sees its packets.
import type { IpvsTcpState } from '../../trace/rows.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../wire/tcp.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

/** tcp_timeouts */
const TIMEOUTS: Readonly<Record<IpvsTcpState, number>> = {
  NONE: 2 * SECOND,
  ESTABLISHED: 15 * MINUTE,
  SYN_SENT: 2 * MINUTE,
  SYN_RECV: MINUTE,
  FIN_WAIT: 2 * MINUTE,
  TIME_WAIT: 2 * MINUTE,
  CLOSE: 10 * SECOND,
  CLOSE_WAIT: MINUTE,
  LAST_ACK: 30 * SECOND,
  LISTEN: 2 * MINUTE,
  SYNACK: 2 * MINUTE,
};

/** udp_timeouts: there is one state only. */
export const UDP_TIMEOUT = 5 * MINUTE;

/** The columns of the kernel's table, from left to right. */
const COLUMNS = Object.keys(TIMEOUTS) as IpvsTcpState[];

const SHORT: Readonly<Record<string, IpvsTcpState>> = {
  NO: 'NONE',
  ES: 'ESTABLISHED',
  SS: 'SYN_SENT',
  SR: 'SYN_RECV',
  FW: 'FIN_WAIT',
  TW: 'TIME_WAIT',
  CL: 'CLOSE',
  CW: 'CLOSE_WAIT',
  LA: 'LAST_ACK',
  LI: 'LISTEN',
  SA: 'SYNACK',
};

const row = (text: string): readonly IpvsTcpState[] => text.split(' ').map((word) => SHORT[word]!);

type Kind = 'syn' | 'fin' | 'ack' | 'rst';

/** tcp_states: from the client (input) and from the server (output). */
const TRANSITIONS: Readonly<Record<'input' | 'output', Readonly<Record<Kind, readonly IpvsTcpState[]>>>> = {
  input: {
    syn: row('SR ES ES SR SR SR SR SR SR SR SR'),
    fin: row('CL CW SS TW TW TW CL CW LA LI TW'),
    ack: row('ES ES SS ES FW TW CL CW CL LI ES'),
    rst: row('CL CL CL SR CL CL CL CL LA LI SR'),
  },
  output: {
    syn: row('SS ES SS SR SS SS SS SS SS LI SR'),
    fin: row('TW FW SS TW FW TW CL TW LA LI TW'),
    ack: row('ES ES SS ES FW TW CL CW LA ES ES'),
    rst: row('CL CL SS CL CL TW CL CL CL CL CL'),
  },
};

/** tcp_state_idx */
function kindOf(flags: number): Kind | null {
  if ((flags & TCP_RST) !== 0) return 'rst';
  if ((flags & TCP_SYN) !== 0) return 'syn';
  if ((flags & TCP_FIN) !== 0) return 'fin';
  return (flags & TCP_ACK) !== 0 ? 'ack' : null;
}

/** set_tcp_state */
export function tcp_next_state(
  state: IpvsTcpState,
  direction: 'input' | 'output',
  flags: number,
): { readonly state: IpvsTcpState; readonly timeout: number } {
  const kind = kindOf(flags);
  const next = kind ? TRANSITIONS[direction][kind][COLUMNS.indexOf(state)]! : 'CLOSE';
  return { state: next, timeout: TIMEOUTS[next] };
}

/** tcp_state_active_table */
const ACTIVE: readonly IpvsTcpState[] = ['ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'SYNACK'];

export const tcp_state_active = (state: IpvsTcpState): boolean => ACTIVE.includes(state);
