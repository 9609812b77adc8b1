// What happened to one probe: a flat array of events. See ../README.md for the laws of a trace.
import type { Ipv4Address, MacAddress } from '../wire/address.ts';
import type { Frame } from '../wire/frame.ts';
import type { Change, NudState, TableKind, Tuple } from './rows.ts';

/** hop: an skb is handed to a device or a process. stage: what Linux does with it there. rule: rules tried. */
export type Level = 'hop' | 'stage' | 'rule';

export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** Why a route that contains the destination was not taken. */
export type RouteLost = 'prefix-shorter' | 'metric-higher' | 'later-row' | 'device-down' | 'other-device';

export interface RouteCandidate {
  /** Key of the row in the namespace's `route` table. */
  readonly key: string;
  /** null for the row that won. */
  readonly lost: RouteLost | null;
}

/** One routing table consulted. Rows not listed do not contain the destination. */
export interface RouteLookup {
  readonly table: number;
  readonly candidates: readonly RouteCandidate[];
}

export type WalkOutcome =
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'verdict'; readonly verdict: 'ACCEPT' | 'DROP' | 'REJECT' }
  /** A target that acts and lets the packet go on to the next rule: MARK, TRACE, LOG. */
  | { readonly kind: 'continue'; readonly target: string; readonly log?: LogLine }
  /** The rule has an extension (`-m u32`, `-j TEE`) the engine does not: what it decides is not known, and it is passed over. */
  | { readonly kind: 'unsure'; readonly extension: string }
  /** A terminating NAT target. */
  | { readonly kind: 'nat'; readonly target: string }
  /** `-j RETURN`. */
  | { readonly kind: 'return' }
  /** Fell off the end of a user chain. */
  | { readonly kind: 'end' }
  /** Reached the end of a built-in chain, or RETURN in one. */
  | { readonly kind: 'policy'; readonly verdict: 'ACCEPT' | 'DROP' };

/** What `-j LOG` writes: the text in front, and which of the fields that are not always there. */
export interface LogLine {
  readonly prefix: string;
  readonly uid: boolean;
  readonly tcpSequence: boolean;
  readonly tcpOptions: boolean;
}

/** The match extensions there are, as `-m` names them. */
export const MATCH_NAMES = [
  'addrtype',
  'comment',
  'conntrack',
  'icmp',
  'mark',
  'multiport',
  'set',
  'state',
  'statistic',
  'tcp',
  'udp',
  'connmark',
  'dscp',
  'iprange',
  'length',
  'limit',
  'mac',
  'owner',
  'physdev',
  'pkttype',
  'recent',
  'tos',
  'ttl',
  'rpfilter',
  'sctp',
] as const;
export type MatchName = (typeof MATCH_NAMES)[number];

/**
 * Codes in `Walk.failed`, an octet each: 0 matched, these parts, then 8 and the place in MATCH_NAMES of the match that said no; and
 * SAME_NAME for each match of the same name in front of it.
 */
const FAILED_PART = ['matched', '-s', '-d', '-i', '-o', '-p', '-f'] as const;
const FAILED_MATCH = 8;
const SAME_NAME = FAILED_MATCH + MATCH_NAMES.length;
/** Of more matches of one name the last are not told apart. */
const MOST_OF_A_NAME = Math.floor(256 / SAME_NAME) - 1;

export function failedMatchCode(name: MatchName, before = 0): number {
  return FAILED_MATCH + MATCH_NAMES.indexOf(name) + SAME_NAME * Math.min(before, MOST_OF_A_NAME);
}

/** What a code stands for, as it is typed: `-d`, `-m addrtype`. */
export function failedPartName(code: number): string {
  return FAILED_PART[code] ?? `-m ${MATCH_NAMES[(code % SAME_NAME) - FAILED_MATCH] ?? '?'}`;
}

/** How many matches of the same name stood in front of the one that said no. */
export const failedAfter = (code: number): number => Math.floor(code / SAME_NAME);

/** include/net/tcp_states.h */
export type TcpState =
  | 'LISTEN'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'CLOSE_WAIT'
  | 'CLOSING'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE';

/** Consecutive rules of one chain, tried in order until one matched or the chain ended. */
export interface Walk {
  readonly kind: 'walk';
  readonly table: TableKind;
  readonly chain: string;
  /** Number of the first rule tried, from 1. */
  readonly first: number;
  /** How many rules were tried. */
  readonly tried: number;
  /** Did the last of them match? Else the chain ended. */
  readonly matched: boolean;
  /** For each rule tried: 0 if it matched (only the last can), else the code of the part that failed. */
  readonly failed: Uint8Array;
  readonly outcome: WalkOutcome;
  /**
   * The TRACE record this walk leaves (`raw:PREROUTING:rule:1`), when the packet is traced: kind and number; null when the
   * kernel logs nothing.
   */
  readonly record: { readonly comment: 'rule' | 'return' | 'policy'; readonly num: number } | null;
  /** Is the packet traced (skb->nf_trace) while these rules are tried? */
  readonly traced: boolean;
  /** skb->mark before the matching rule acts. */
  readonly mark: number;
}

/** One table at one netfilter hook; its walks are its children. */
export interface TableStage {
  readonly kind: 'table';
  readonly table: TableKind;
  readonly hook: HookName;
  readonly verdict: 'ACCEPT' | 'DROP';
  /** The fields of a TRACE line that are not in the packet; null prints nothing behind the `=`, or no field at all. */
  readonly in: string | null;
  readonly out: string | null;
  readonly physin: string | null;
  readonly physout: string | null;
  /** The link header the log prints as `MAC=`: destination, source, type. */
  readonly mac: { readonly dst: MacAddress; readonly src: MacAddress; readonly type: number } | null;
  /** Set when the kernel logs `UID= GID=`: the packet belongs to a local socket. */
  readonly uid: number | null;
}

export type Did =
  // hops
  /** A process (or the kernel on its own behalf) makes a packet and gives it to the stack. */
  | { readonly kind: 'send'; readonly by: string }
  /** A device takes a frame to send (dev_queue_xmit). What tcpdump shows as Out. */
  | { readonly kind: 'transmit' }
  /** A device has received a frame (netif_receive_skb). What tcpdump shows as In. */
  | { readonly kind: 'receive' }
  /** The timer of a neighbour entry went off. `asks`: the ARP request that follows, of how many; null when none does. */
  | {
      readonly kind: 'timer';
      readonly nexthop: Ipv4Address;
      readonly key: string;
      /** The entry's state until then. */
      readonly state: NudState;
      readonly asks: { readonly nth: number; readonly of: number } | null;
    }
  /** A command that edits the network or looks at it; the changes it made hang on this event. `code`: its exit status. */
  | {
      readonly kind: 'command';
      readonly by: string;
      readonly code: number;
      /** How many things it has changed. */
      readonly edits: number;
    }
  // stages: layer 2
  /** The wire or switch behind a NIC: which NICs get the frame. */
  | {
      readonly kind: 'segment';
      readonly segment: number;
      readonly to: readonly number[];
      readonly flooded: boolean;
    }
  /** A veth hands the frame to its peer. */
  | { readonly kind: 'veth'; readonly peer: number }
  /** A bridge decides (br_handle_frame_finish or br_dev_xmit). `to` are ports; `up` means delivered to the bridge device itself. */
  | {
      readonly kind: 'bridge';
      readonly bridge: string;
      readonly port: string | null;
      readonly learned: 'new' | 'moved' | 'known' | null;
      /** Key of the FDB row that decided; null when the frame is flooded. */
      readonly entry: string | null;
      readonly up: boolean;
      readonly to: readonly string[];
    }
  /** Neighbour lookup for the next hop (ip_finish_output2). */
  | {
      readonly kind: 'neigh';
      readonly nexthop: Ipv4Address;
      readonly key: string | null;
      readonly state: NudState;
      readonly result: 'resolved' | 'queued' | 'failed';
      readonly lladdr: MacAddress | null;
    }
  | {
      readonly kind: 'arp';
      readonly op: number;
      readonly action: 'request' | 'reply' | 'proxy' | 'learn' | 'ignore';
    }
  /** A VXLAN device looks up the remote VTEP behind which the destination is; nulls when it knows none. */
  | {
      readonly kind: 'fdb';
      readonly dev: string;
      readonly mac: MacAddress;
      readonly entry: string | null;
      readonly remote: Ipv4Address | null;
    }
  /** A packet becomes the load of another one. */
  | {
      readonly kind: 'encap';
      readonly tunnel: 'vxlan';
      readonly vni: number;
      readonly remote: Ipv4Address;
      readonly sport: number;
    }
  /** `inherited`: the TTL is the inner packet's. */
  | {
      readonly kind: 'encap';
      readonly tunnel: 'ipip';
      readonly remote: Ipv4Address;
      readonly ttl: number;
      readonly inherited: boolean;
    }
  | { readonly kind: 'decap'; readonly tunnel: 'vxlan'; readonly vni: number; readonly dev: string }
  | { readonly kind: 'decap'; readonly tunnel: 'ipip'; readonly dev: string }
  // stages: layer 3
  | {
      readonly kind: 'route';
      readonly daddr: Ipv4Address;
      readonly saddr: Ipv4Address;
      readonly iif: string | null;
      readonly lookups: readonly RouteLookup[];
      readonly result:
        | {
            readonly kind: 'forward' | 'output';
            readonly dev: string;
            readonly gateway: Ipv4Address | null;
            readonly saddr: Ipv4Address;
          }
        | { readonly kind: 'local' | 'broadcast' }
        | {
            readonly kind: 'error';
            readonly errno: 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL' | 'EXDEV';
          };
    }
  | { readonly kind: 'ttl'; readonly before: number; readonly after: number }
  | TableStage
  | {
      readonly kind: 'conntrack';
      readonly hook: HookName;
      readonly action: 'new' | 'found' | 'related' | 'invalid' | 'confirm' | 'untracked';
      readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';
      readonly key: string | null;
      readonly tuple: Tuple | null;
    }
  /** An address or port rewritten (nf_nat_manip_pkt). */
  | {
      readonly kind: 'nat';
      readonly hook: HookName;
      readonly manip: 'src' | 'dst';
      readonly from: string;
      readonly to: string;
      readonly key: string;
      /** Is it on the way back (IP_CT_DIR_REPLY)? */
      readonly answers: boolean;
    }
  /** IPVS knows (or chooses) the server of a client's packet. */
  | {
      readonly kind: 'ipvs';
      readonly hook: HookName;
      readonly action: 'scheduled' | 'found';
      /** Keys of rows in the namespace's `ipvs` table. */
      readonly service: string;
      /** null: the connection had its server already. */
      readonly scheduler: string | null;
      readonly destination: string;
      readonly connection: string;
    }
  /** The service has no server that takes connections. */
  | {
      readonly kind: 'ipvs';
      readonly hook: HookName;
      readonly action: 'refused';
      readonly service: string;
    }
  /** IPVS writes the server into a request, or the service into an answer. `local`: the server is this host. */
  | {
      readonly kind: 'ipvs';
      readonly hook: HookName;
      readonly action: 'translated';
      readonly manip: 'src' | 'dst';
      readonly from: string;
      readonly to: string;
      readonly local: boolean;
      readonly connection: string;
    }
  /** The rest of a packet in pieces did not come in time. */
  | { readonly kind: 'reassembly'; readonly pieces: number }
  | { readonly kind: 'fragment'; readonly mtu: number; readonly pieces: number }
  /** Fragments have become a packet again; its length in octets. */
  | { readonly kind: 'defrag'; readonly length: number }
  // stages: layer 4 and above
  /** An ICMP message is made. */
  /** A TCP socket takes in a segment; its state before and after. */
  | { readonly kind: 'tcp'; readonly by: string; readonly was: TcpState; readonly state: TcpState }
  | {
      readonly kind: 'icmp';
      readonly type: number;
      readonly code: number;
      /** `turned`: a tunnel answers in the name of the host the packet was for. */
      readonly about: 'echo' | 'timestamp' | 'error' | 'turned';
    }
  /** A socket gets the message; `by` names the process. */
  | { readonly kind: 'deliver'; readonly by: string }
  /** The packet ends here (kfree_skb_reason). `because` holds what a sentence about it needs. */
  | { readonly kind: 'drop'; readonly reason: DropReason; readonly detail: string }
  /** The packet ends here, its purpose fulfilled (consume_skb). */
  | { readonly kind: 'consume' }
  // rules
  | Walk;

/** Names of include/net/dropreason-core.h that this engine gives, without SKB_DROP_REASON_. */
export type DropReason =
  | 'NOT_SPECIFIED'
  | 'NO_SOCKET'
  | 'FRAG_REASM_TIMEOUT'
  | 'TCP_INVALID_SEQUENCE'
  | 'TCP_FLAGS'
  | 'NETFILTER_DROP'
  | 'OTHERHOST'
  | 'IP_RPFILTER'
  | 'IP_NOPROTO'
  | 'IP_INHDR'
  | 'IP_OUTNOROUTES'
  | 'IP_INNOROUTES'
  | 'IP_INADDRERRORS'
  | 'IP_LOCAL_SOURCE'
  | 'IP_INVALID_SOURCE'
  | 'IP_LOCALNET'
  | 'NEIGH_FAILED'
  | 'NEIGH_QUEUEFULL'
  | 'UNHANDLED_PROTO'
  | 'DEV_READY'
  | 'QDISC_DROP'
  | 'PKT_TOO_BIG'
  | 'VXLAN_VNI_NOT_FOUND'
  | 'NO_TX_TARGET'
  | 'LOCAL_MAC'
  | 'RECURSION_LIMIT'
  | 'IP_TUNNEL_ECN';

export interface TraceEvent {
  /** Index of the enclosing event; -1 for hops. */
  readonly parent: number;
  /** Index of the last event inside this one; its own index if there is none. */
  readonly end: number;
  readonly level: Level;
  /** Virtual time, microseconds. */
  readonly time: number;
  /** Outline id of the namespace. */
  readonly ns: number;
  /** Outline id of the device; -1 where no device is concerned (a process sends). */
  readonly dev: number;
  /** Which packet: kept from device to device, over wires, into and out of a tunnel. Copies of a flooded frame share it. */
  readonly skb: number;
  /** The packet as this event leaves it; a hop has it as it arrived. null: the event concerns no packet. */
  readonly frame: Frame | null;
  /** The kernel function that does this. */
  readonly fn: string;
  /** Hops: index of the event that brought this one about (the transmit behind a receive, the request behind a reply). -1: the probe itself, and events inside a hop. */
  readonly cause: number;
  readonly did: Did;
  readonly changes: readonly Change[];
}

export interface Outcome {
  /** Was the probe answered? */
  readonly answered: boolean;
  /** What the command printed. */
  readonly output: string;
  /**
   * Why not, as a word for explain/; `refused`: a command that is no probe failed; `unsure`: a rule was reached that the engine
   * does not know. null when answered.
   */
  readonly failure: 'timeout' | 'unreachable' | 'budget' | 'refused' | 'unsure' | null;
}

export interface Trace {
  readonly events: readonly TraceEvent[];
  /** First tick of each event, and behind the last the number of ticks. An event takes one tick, a walk one per rule tried. */
  readonly ticks: Int32Array;
  readonly outcome: Outcome;
}
