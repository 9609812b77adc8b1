// net/netfilter/nf_conntrack_proto_tcp.c: what conntrack makes of a segment: the state of the connection, or that it makes no sense.
import type { TcpConntrackState } from '../../trace/rows.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type Tcp } from '../../wire/tcp.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

/** nf_ct_tcp_timeout: how long an entry lives in a state, microseconds. */
const TIMEOUT: Readonly<Record<TcpConntrackState, number>> = {
  SYN_SENT: 2 * MINUTE,
  SYN_RECV: MINUTE,
  ESTABLISHED: 5 * 24 * 60 * MINUTE,
  FIN_WAIT: 2 * MINUTE,
  CLOSE_WAIT: MINUTE,
  LAST_ACK: 30 * SECOND,
  TIME_WAIT: 2 * MINUTE,
  CLOSE: 10 * SECOND,
  SYN_SENT2: 2 * MINUTE,
};
/** nf_conntrack_tcp_timeout_unacknowledged: data went out, and nothing has come back since. */
const TIMEOUT_UNACKNOWLEDGED = 5 * MINUTE;

type Kind = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none';
/** A state, or: not a segment of this connection (IV), or one to be let through without believing it (IG). */
type Next = TcpConntrackState | 'IV' | 'IG';

/** The columns of the kernel's table, from left to right. */
const COLUMNS = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const;

const SHORT: Readonly<Record<string, Next>> = {
  SS: 'SYN_SENT',
  SR: 'SYN_RECV',
  ES: 'ESTABLISHED',
  FW: 'FIN_WAIT',
  CW: 'CLOSE_WAIT',
  LA: 'LAST_ACK',
  TW: 'TIME_WAIT',
  CL: 'CLOSE',
  S2: 'SYN_SENT2',
  IV: 'IV',
  IG: 'IG',
};

const row = (text: string): readonly Next[] => text.split(' ').map((word) => SHORT[word]!);

/** tcp_conntracks: what becomes of each state by each kind of segment. */
const TRANSITIONS: Readonly<Record<'original' | 'reply', Readonly<Record<Kind, readonly Next[]>>>> = {
  original: {
    syn: row('SS SS IG IG IG IG IG SS SS S2'),
    synack: row('IV IV SR IV IV IV IV IV IV SR'),
    fin: row('IV IV FW FW LA LA LA TW CL IV'),
    ack: row('ES IV ES ES CW CW TW TW CL IV'),
    rst: row('IV CL CL CL CL CL CL CL CL CL'),
    none: row('IV IV IV IV IV IV IV IV IV IV'),
  },
  reply: {
    syn: row('IV S2 IV IV IV IV IV SS IV S2'),
    synack: row('IV SR IG IG IG IG IG IG IG SR'),
    fin: row('IV IV FW FW LA LA LA TW CL IV'),
    ack: row('IV IG SR ES CW CW TW TW CL IG'),
    rst: row('IV CL CL CL CL CL CL CL CL CL'),
    none: row('IV IV IV IV IV IV IV IV IV IV'),
  },
};

/** get_conntrack_index */
function kindOf(flags: number): Kind {
  if ((flags & TCP_RST) !== 0) return 'rst';
  if ((flags & TCP_SYN) !== 0) return (flags & TCP_ACK) !== 0 ? 'synack' : 'syn';
  if ((flags & TCP_FIN) !== 0) return 'fin';
  return (flags & TCP_ACK) !== 0 ? 'ack' : 'none';
}

/** Control bits that may stand together (tcp_valid_flags); PSH, ECE and CWR go with all, URG with those that have data. */
const PSH_ECE_CWR = 0x08 | 0x40 | 0x80;
const URG = 0x20;
const VALID: readonly number[] = [
  TCP_SYN,
  TCP_SYN | URG,
  TCP_SYN | TCP_ACK,
  TCP_RST,
  TCP_RST | TCP_ACK,
  TCP_FIN | TCP_ACK,
  TCP_FIN | TCP_ACK | URG,
  TCP_ACK,
  TCP_ACK | URG,
];

/** tcp_error: no connection has such a segment. */
export function tcp_error({ flags }: Tcp): boolean {
  return !VALID.includes(flags & ~PSH_ECE_CWR);
}

/** tcp_new: the state a first segment begins with; null: none begins so. */
export function tcp_new({ flags }: Tcp): TcpConntrackState | null {
  const next = TRANSITIONS.original[kindOf(flags)][0]!;
  return next === 'IV' || next === 'IG' ? null : next;
}

/** struct ip_ct_tcp without windows: what the next segment is seen in the light of. */
export interface TcpMemory {
  /** The segment before: its kind, its direction, and the number behind it. */
  readonly last: { readonly kind: Kind; readonly dir: 'original' | 'reply'; readonly end: number } | null;
  /** IP_CT_TCP_FLAG_CLOSE_INIT: somebody has begun to close. */
  readonly closing: boolean;
  /** IP_CT_TCP_SIMULTANEOUS_OPEN */
  readonly simultaneous: boolean;
}

export const NO_MEMORY: TcpMemory = { last: null, closing: false, simultaneous: false };

/** The memory of a first segment. */
export function tcp_begin(segment: Tcp): TcpMemory {
  return { ...NO_MEMORY, last: { kind: kindOf(segment.flags), dir: 'original', end: endOf(segment) } };
}

/** What is known of a connection when a segment of it comes. */
interface Known {
  readonly state: TcpConntrackState;
  readonly dir: 'original' | 'reply';
  readonly seenReply: boolean;
  readonly memory: TcpMemory;
}

export type TcpVerdict =
  | {
      readonly kind: 'state';
      readonly state: TcpConntrackState;
      readonly assured: boolean;
      readonly memory: TcpMemory;
    }
  /** Let through, the entry as it was. */
  | { readonly kind: 'ignore'; readonly memory: TcpMemory }
  | { readonly kind: 'invalid' }
  /** A closed connection begins anew. */
  | { readonly kind: 'reopen' }
  /** The first answer is a reset: there never was a connection. */
  | { readonly kind: 'kill' };

/** nf_conntrack_tcp_packet */
export function nf_conntrack_tcp_packet(known: Known, segment: Tcp): TcpVerdict {
  const { state, dir, seenReply, memory } = known;
  const kind = kindOf(segment.flags);
  const last = { kind, dir, end: endOf(segment) };
  const next = nextState(known, kind, segment);
  if (next === 'IV') return { kind: 'invalid' };
  const over = next === 'SYN_SENT' && (state === 'TIME_WAIT' || state === 'CLOSE');
  if (over && mayReopen(known)) return { kind: 'reopen' };
  if (over || next === 'IG') return { kind: 'ignore', memory: { ...memory, last } };
  if (!seenReply && kind === 'rst') return { kind: 'kill' };
  const assured = seenReply && next === 'ESTABLISHED' && (state === 'SYN_RECV' || state === 'ESTABLISHED');
  const closing = memory.closing || (state !== next && next === 'FIN_WAIT');
  const simultaneous = memory.simultaneous || next === 'SYN_SENT2';
  return { kind: 'state', state: next, assured, memory: { last, closing, simultaneous } };
}

/** Closed in good order, or by a reset of the side that now begins anew. */
function mayReopen({ dir, memory: { closing, last } }: Known): boolean {
  return closing || (last?.kind === 'rst' && last.dir === dir);
}

/** What the table says, and what it is not smart enough for. */
function nextState({ state, dir, memory }: Known, kind: Kind, { ack }: Tcp): Next {
  const next = TRANSITIONS[dir][kind][COLUMNS.indexOf(state)]!;
  const { last, simultaneous } = memory;
  // An answer to a SYN that was not believed: the two ends know better.
  if (next === 'IG' && kind === 'synack' && last?.kind === 'syn' && last.dir !== dir && last.end === ack)
    return 'SYN_RECV';
  return next === 'SYN_RECV' && dir === 'reply' && kind === 'ack' && simultaneous ? 'ESTABLISHED' : next;
}

/** segment_seq_plus_len */
function endOf({ seq, flags, payload }: Tcp): number {
  const marks = ((flags & TCP_SYN) === 0 ? 0 : 1) + ((flags & TCP_FIN) === 0 ? 0 : 1);
  return (seq + payload.bytes.length + marks) >>> 0;
}

/** How long the entry lives now. */
export function tcp_timeout(state: TcpConntrackState, unacknowledged: boolean): number {
  return unacknowledged ? Math.min(TIMEOUT[state], TIMEOUT_UNACKNOWLEDGED) : TIMEOUT[state];
}
