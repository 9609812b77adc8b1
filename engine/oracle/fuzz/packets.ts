// Random packets, as a raw socket sends them: any source, any TTL, any size that the first device takes.
import { data } from '../../wire/data.ts';
import { echo, ICMP_ECHO, ICMP_ECHOREPLY } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_UDP, type Ipv4 } from '../../wire/ipv4.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import type { Lots } from './lots.ts';

export interface FuzzPacket {
  /** The namespace that sends it. */
  readonly in: string;
  readonly packet: Ipv4;
}

export const PORTS: readonly number[] = [53, 80, 9999, 40001, 40002];
const ECHO_IDS: readonly number[] = [0x5101, 0x5102];
const FIRST_ID = 0x5a00;
const GRE = 47;
const SCTP = 132;

/** Numbers that both sides know because they were sent so. */
export const KNOWN: readonly number[] = [
  ...PORTS,
  ...ECHO_IDS,
  ...Array.from({ length: 256 }, (_, n) => FIRST_ID + n),
];

type Payload = Pick<Ipv4, 'protocol' | 'payload'>;

const octets = (length: number) => Uint8Array.from({ length }, (_, index) => index & 0xff);

/** One generator a kind; TCP belongs here as soon as the engine has it. */
const KINDS: Readonly<
  Record<string, readonly [weight: number, make: (lots: Lots, size: number) => Payload]>
> = {
  echo: [9, (lots, size) => icmp(ICMP_ECHO, lots, size)],
  unaskedReply: [1, (lots, size) => icmp(ICMP_ECHOREPLY, lots, size)],
  udp: [8, udp],
  other: [1, (lots, size) => ({ protocol: lots.pick([GRE, SCTP]), payload: data(octets(size + 4)) })],
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
  return { in: sender.name, packet };
}
