// Random packets, as a raw socket sends them: any source, any TTL, any size that the first device takes.
import { data } from '../../wire/data.ts';
import { ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_ECHOREPLY, ICMP_TIME_EXCEEDED } from '../../wire/icmp.ts';
import { encodeIpv4, IPPROTO_ICMP, IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { KnownNumbers, type NumberNames } from '../normalised.ts';
import type { Lots } from './lots.ts';
import { following, isSentNumber, segment } from './segments.ts';

/** To read tables takes longer than to send: it is done after every so many packets, and after the last. */
const BETWEEN_READINGS = 5;
export const areTablesRead = (index: number, packets: readonly FuzzPacket[]) =>
  index % BETWEEN_READINGS === BETWEEN_READINGS - 1 || index === packets.length - 1;

export interface FuzzPacket {
  /** The namespace that sends it. */
  readonly in: string;
  readonly packet: Ipv4;
}

export const PORTS: readonly number[] = [53, 80, 9999, 40001, 40002];
/** Where datagrams are sent back; nothing is sent from there, or two of its kind would go on for ever. */
export const ECHO_PORT = 7;
const ICMP_TIMESTAMP = 13;
const ECHO_IDS: readonly number[] = [0x5101, 0x5102];
const FIRST_ID = 0x5a00;
/** Of no protocol that Linux takes apart or tracks by more than its addresses (RFC 3692). */
const EXPERIMENTAL = [253, 254];

/** Names of the numbers that both sides know because they were sent so. */
export function namesFor({ packet }: FuzzPacket): NumberNames {
  const known = { ip: [packet.id], echo: ECHO_IDS, port: [...PORTS, ECHO_PORT] };
  return new KnownNumbers(known, isSentNumber);
}

const HEADER = { layer: 'ipv4', tos: 0, df: false, mf: false, fragment: 0, ttl: 64 } as const;

type Payload = Pick<Ipv4, 'protocol' | 'payload'> & Partial<Pick<Ipv4, 'mf' | 'fragment' | 'df'>>;

const octets = (length: number) => Uint8Array.from({ length }, (_, index) => index & 0xff);

interface Wishes {
  readonly lots: Lots;
  readonly size: number;
  /** Addresses that an error may speak of. */
  readonly all: readonly string[];
}

/** One generator a kind. */
const KINDS: Readonly<Record<string, readonly [weight: number, make: (wishes: Wishes) => Payload]>> = {
  echo: [18, (wishes) => icmp(ICMP_ECHO, wishes)],
  unaskedReply: [2, (wishes) => icmp(ICMP_ECHOREPLY, wishes)],
  timestamp: [1, (wishes) => icmp(ICMP_TIMESTAMP, { ...wishes, size: 12 })],
  forgedError: [2, forgedError],
  udp: [14, udp],
  tcp: [22, ({ lots, size }) => segment(lots, size, PORTS)],
  fragment: [2, fragment],
  other: [2, ({ lots, size }) => ({ protocol: lots.pick(EXPERIMENTAL), payload: data(octets(size + 4)) })],
};

function icmp(type: number, { lots, size }: Wishes): Payload {
  const rest = (lots.pick(ECHO_IDS) << 16) | lots.between(1, 3);
  return { protocol: IPPROTO_ICMP, payload: { layer: 'icmp', type, code: 0, rest, body: octets(size) } };
}

function udp({ lots, size }: Wishes): Payload {
  const [sport, dport] = [lots.pick(PORTS), lots.pick([...PORTS, ECHO_PORT])];
  const payload = { layer: 'udp', sport, dport, checksummed: true, payload: data(octets(size)) } as const;
  return { protocol: IPPROTO_UDP, payload };
}

/** A piece of a datagram, the rest of which never comes. */
function fragment(wishes: Wishes): Payload {
  const offset = wishes.lots.pick([0, 0, 3, 100]);
  const whole = udp({ ...wishes, size: 64 });
  const piece = offset === 0 ? whole : { protocol: IPPROTO_UDP, payload: data(octets(72)) };
  return { ...piece, mf: offset !== 100, fragment: offset, df: false };
}

/** An error about a packet that was perhaps never sent. */
function forgedError({ lots, all }: Wishes): Payload {
  const about = { lots, size: 8, all };
  const [src, dst] = [parseIpv4(lots.pick(all))!, parseIpv4(lots.pick(all))!];
  const quoted: Ipv4 = {
    ...HEADER,
    src,
    dst,
    id: FIRST_ID,
    ...lots.pick([icmp(ICMP_ECHO, about), udp(about), segment(lots, 8, PORTS)]),
  };
  const [type, code] = lots.pick([
    [ICMP_DEST_UNREACH, 0],
    [ICMP_DEST_UNREACH, 1],
    [ICMP_DEST_UNREACH, 3],
    [ICMP_TIME_EXCEEDED, 0],
  ]);
  const body = encodeIpv4(quoted).slice(0, lots.pick([28, 36]));
  return { protocol: IPPROTO_ICMP, payload: { layer: 'icmp', type: type!, code: code!, rest: 0, body } };
}

/** The source that the socket fills in is part of UDP's and TCP's checksum. */
function withRightChecksum(packet: Ipv4): Ipv4 {
  const { payload } = packet;
  if (packet.src !== 0) return packet;
  if (payload.layer === 'tcp') return { ...packet, src: packet.dst };
  return payload.layer === 'udp' ? { ...packet, payload: { ...payload, checksummed: false } } : packet;
}

export interface Sender {
  readonly name: string;
  readonly addresses: readonly string[];
}

export function randomPacket(
  lots: Lots,
  nth: number,
  senders: readonly Sender[],
  all: readonly string[],
  before: readonly FuzzPacket[],
): FuzzPacket {
  const sender = lots.pick(senders);
  const size = lots.weighted([
    [6, lots.below(60)],
    [2, lots.between(500, 620)],
    [2, lots.between(1300, 1472)],
  ]);
  const kind = lots.weighted(Object.values(KINDS));
  const address = (list: readonly string[]) => parseIpv4(list.length > 0 ? lots.pick(list) : '0.0.0.0')!;
  const packet: Ipv4 = {
    ...HEADER,
    tos: lots.chance(10) ? 0x10 : 0,
    id: FIRST_ID + nth,
    df: lots.chance(40),
    ttl: lots.weighted([
      [12, 64],
      [2, 1],
      [2, 2],
      [1, 3],
    ]),
    src: lots.weighted([
      [28, address(sender.addresses)],
      [6, address(all)],
      [1, parseIpv4('127.0.0.1')!],
      [2, 0],
    ]),
    dst: lots.weighted([
      [40, address(all)],
      [1, parseIpv4('127.0.0.1')!],
    ]),
    ...kind({ lots, size, all }),
  };
  const earlier = before.slice(-3).filter(({ packet: { payload } }) => payload.layer === 'tcp');
  if (packet.payload.layer === 'tcp' && earlier.length > 0 && lots.chance(50))
    return afterwards(lots, size, packet, lots.pick(earlier), senders);
  return { in: sender.name, packet: withRightChecksum(packet) };
}

/** A segment that belongs to an earlier one's connection, sent by the same namespace or by the one it went to. */
function afterwards(
  lots: Lots,
  size: number,
  packet: Ipv4,
  earlier: FuzzPacket,
  senders: readonly Sender[],
): FuzzPacket {
  const { src, dst, payload: sent } = earlier.packet;
  if (sent.layer !== 'tcp') throw new Error('no segment');
  const payload = following(lots, Math.min(size, 1000), PORTS, sent);
  if (payload.sport === sent.sport && payload.dport === sent.dport)
    return { in: earlier.in, packet: { ...packet, src, dst, payload } };
  const other = senders.find(({ addresses }) => addresses.some((each) => parseIpv4(each) === dst));
  return { in: other?.name ?? earlier.in, packet: { ...packet, src: dst, dst: src || dst, payload } };
}
