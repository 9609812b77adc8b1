// Random packets, as a raw socket sends them: any source, any TTL, any size that the first device takes.
import { data } from '../../wire/data.ts';
import { echo, ICMP_ECHO, ICMP_ECHOREPLY } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { KnownNumbers, type NumberNames } from '../normalised.ts';
import type { Lots } from './lots.ts';

export interface FuzzPacket {
  /** The namespace that sends it. */
  readonly in: string;
  readonly packet: Ipv4;
}

export const PORTS: readonly number[] = [53, 80, 9999, 40001, 40002];
const ECHO_IDS: readonly number[] = [0x5101, 0x5102];
const FIRST_ID = 0x5a00;
/** Of no protocol that Linux takes apart or tracks by more than its addresses (RFC 3692). */
const EXPERIMENTAL = [253, 254];

/** Names of the numbers that both sides know because they were sent so. */
export function namesFor({ packet }: FuzzPacket): NumberNames {
  return new KnownNumbers({ ip: [packet.id], echo: ECHO_IDS, port: PORTS });
}

type Payload = Pick<Ipv4, 'protocol' | 'payload'>;

const octets = (length: number) => Uint8Array.from({ length }, (_, index) => index & 0xff);

/** One generator a kind; TCP belongs here as soon as the engine has it. */
const KINDS: Readonly<
  Record<string, readonly [weight: number, make: (lots: Lots, size: number) => Payload]>
> = {
  echo: [9, (lots, size) => icmp(ICMP_ECHO, lots, size)],
  unaskedReply: [1, (lots, size) => icmp(ICMP_ECHOREPLY, lots, size)],
  udp: [8, udp],
  other: [1, (lots, size) => ({ protocol: lots.pick(EXPERIMENTAL), payload: data(octets(size + 4)) })],
};

function icmp(type: typeof ICMP_ECHO | typeof ICMP_ECHOREPLY, lots: Lots, size: number): Payload {
  return {
    protocol: IPPROTO_ICMP,
    payload: echo(type, lots.pick(ECHO_IDS), lots.between(1, 3), octets(size)),
  };
}

function udp(lots: Lots, size: number): Payload {
  const [sport, dport] = [lots.pick(PORTS), lots.pick(PORTS)];
  return {
    protocol: IPPROTO_UDP,
    payload: { layer: 'udp', sport, dport, checksummed: true, payload: data(octets(size)) },
  };
}

/** The source that the socket fills in is part of UDP's checksum. */
function withoutChecksum(packet: Ipv4): Ipv4 {
  const { payload } = packet;
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
    layer: 'ipv4',
    tos: lots.chance(10) ? 0x10 : 0,
    id: FIRST_ID + nth,
    df: lots.chance(40),
    mf: false,
    fragment: 0,
    ttl: lots.weighted([
      [12, 64],
      [2, 1],
      [2, 2],
      [1, 3],
    ]),
    src: lots.weighted([
      [14, address(sender.addresses)],
      [3, address(all)],
      [1, 0],
    ]),
    dst: address(all),
    ...kind(lots, size),
  };
  return { in: sender.name, packet: packet.src === 0 ? withoutChecksum(packet) : packet };
}
