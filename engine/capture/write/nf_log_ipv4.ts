// net/netfilter/nf_log_syslog.c, dump_ipv4_packet: a packet in the words of the kernel's log.
import { formatIpv4 } from '../../wire/address.ts';
import { viewOf } from '../../wire/header.ts';
import {
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  ICMP_FRAG_NEEDED,
  ICMP_HLEN,
  ICMP_PARAMETERPROB,
  ICMP_REDIRECT,
  isIcmpError,
} from '../../wire/icmp.ts';
import { IP_HLEN, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, ihl } from '../../wire/ipv4.ts';
import { TCP_HLEN, tcpFlagNames } from '../../wire/tcp.ts';
import { UDP_HLEN } from '../../wire/udp.ts';

const IPTOS_TOS_MASK = 0x1e;
const IPTOS_PREC_MASK = 0xe0;
const IP_OFFSET = 0x1fff;
const FLAGS = [
  ['CE', 0x8000],
  ['DF', 0x4000],
  ['MF', 0x2000],
] as const;

const upperHex = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(2, '0')}`;
const incomplete = (octets: number): string => `INCOMPLETE [${octets} bytes] `;

/** Which fields of a TCP header are logged (NF_LOG_TCPSEQ, NF_LOG_TCPOPT). */
interface LogFields {
  readonly tcpSequence: boolean;
  readonly tcpOptions: boolean;
}

/** NF_LOG_DEFAULT_MASK, with which TRACE logs. */
const ALL_FIELDS: LogFields = { tcpSequence: true, tcpOptions: true };

/** Octets of a packet, of which an ICMP error may quote only the beginning. A quote is entered once. */
export function dump_ipv4_packet(bytes: Uint8Array, fields: LogFields = ALL_FIELDS, quoted = false): string {
  if (bytes.length < IP_HLEN) return 'TRUNCATED ';
  const view = viewOf(bytes);
  const tos = view.getUint8(1);
  const flags = view.getUint16(6);
  const offset = flags & IP_OFFSET;
  return [
    `SRC=${formatIpv4(view.getUint32(12))} DST=${formatIpv4(view.getUint32(16))} `,
    `LEN=${view.getUint16(2)} TOS=${upperHex(tos & IPTOS_TOS_MASK)} PREC=${upperHex(tos & IPTOS_PREC_MASK)} `,
    `TTL=${view.getUint8(8)} ID=${view.getUint16(4)} `,
    ...FLAGS.map(([name, bit]) => ((flags & bit) === 0 ? '' : `${name} `)),
    offset === 0 ? '' : `FRAG:${offset} `,
    dump_protocol(view.getUint8(9), bytes.subarray(ihl(bytes)), offset, fields, quoted),
  ].join('');
}

/** Only the first fragment has the header of what it carries. */
function dump_protocol(
  protocol: number,
  bytes: Uint8Array,
  offset: number,
  fields: LogFields,
  quoted: boolean,
): string {
  switch (protocol) {
    case IPPROTO_TCP:
      return `PROTO=TCP ${offset === 0 ? dump_tcp_header(bytes, fields) : ''}`;
    case IPPROTO_UDP:
      return `PROTO=UDP ${offset === 0 ? dump_udp_header(bytes) : ''}`;
    case IPPROTO_ICMP:
      return `PROTO=ICMP ${offset === 0 ? dump_icmp_header(bytes, fields, quoted) : ''}`;
    default:
      return `PROTO=${protocol} `;
  }
}

function dump_tcp_header(bytes: Uint8Array, { tcpSequence, tcpOptions }: LogFields): string {
  if (bytes.length < TCP_HLEN) return incomplete(bytes.length);
  const view = viewOf(bytes);
  const flags = tcpFlagNames(view.getUint8(13)).reverse();
  const options = bytes.subarray(TCP_HLEN, (view.getUint8(12) >> 4) * 4);
  return [
    `SPT=${view.getUint16(0)} DPT=${view.getUint16(2)} `,
    tcpSequence ? `SEQ=${view.getUint32(4)} ACK=${view.getUint32(8)} ` : '',
    `WINDOW=${view.getUint16(14)} RES=${upperHex(view.getUint8(12) & 0x0f)} `,
    ...flags.map((name) => `${name} `),
    `URGP=${view.getUint16(18)} `,
    options.length === 0 || !tcpOptions ? '' : `OPT (${[...options].map(hexOctet).join('')}) `,
  ].join('');
}

const hexOctet = (octet: number) => octet.toString(16).toUpperCase().padStart(2, '0');

function dump_udp_header(bytes: Uint8Array): string {
  if (bytes.length < UDP_HLEN) return incomplete(bytes.length);
  const view = viewOf(bytes);
  return `SPT=${view.getUint16(0)} DPT=${view.getUint16(2)} LEN=${view.getUint16(4)} `;
}

function dump_icmp_header(bytes: Uint8Array, fields: LogFields, quoted: boolean): string {
  if (bytes.length < ICMP_HLEN) return incomplete(bytes.length);
  const view = viewOf(bytes);
  const [type, code] = [view.getUint8(0), view.getUint8(1)];
  const head = `TYPE=${type} CODE=${code} `;
  if (type === ICMP_ECHO || type === ICMP_ECHOREPLY)
    return `${head}ID=${view.getUint16(4)} SEQ=${view.getUint16(6)} `;
  if (!isIcmpError(type)) return head;
  if (bytes.length < ICMP_HLEN + IP_HLEN) return head + incomplete(bytes.length);
  if (type === ICMP_PARAMETERPROB) return `${head}PARAMETER=${view.getUint8(4)} `;
  return [
    head,
    type === ICMP_REDIRECT ? `GATEWAY=${formatIpv4(view.getUint32(4))} ` : '',
    quoted ? '' : `[${dump_ipv4_packet(bytes.subarray(ICMP_HLEN), fields, true)}] `,
    type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED ? `MTU=${view.getUint16(6)} ` : '',
  ].join('');
}
