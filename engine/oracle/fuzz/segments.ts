// Random TCP segments: beginnings, answers, data, ends and nonsense, and such as go on where an earlier one stopped.
import { data } from '../../wire/data.ts';
import { IPPROTO_TCP, type Ipv4 } from '../../wire/ipv4.ts';
import { encodeTcpOptions, type Tcp, type TcpOptions, tcpFlagNames } from '../../wire/tcp.ts';
import type { Lots } from './lots.ts';

/** Where sequence numbers begin: an easy one, one beyond the sign, one that soon goes round. */
const STARTS: readonly number[] = [1_000_000, 3_000_000_000, 0xffff_fff0];
/** How far the numbers of one network get away from where they began. */
const REACH = 4096;

/** Is this number one that was sent, or follows from one, and not one that a socket has drawn by lot? */
export function isSentNumber(number: number): boolean {
  return number < REACH || STARTS.some((start) => (number - start + REACH) >>> 0 < 2 * REACH);
}

const FLAGS: readonly (readonly [weight: number, names: string])[] = [
  [16, 'SYN'],
  [3, 'SYN,ACK'],
  [6, 'ACK'],
  [4, 'PSH,ACK'],
  [3, 'FIN,ACK'],
  [3, 'RST'],
  [2, 'RST,ACK'],
  [1, 'SYN,FIN'],
  [1, 'SYN,RST'],
  [1, 'FIN'],
  [1, 'FIN,PSH,URG'],
  [1, ''],
  [1, 'SYN,ECE,CWR'],
  [1, 'ACK,URG'],
];

const BITS = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [tcpFlagNames(1 << at)[0]!, 1 << at]));
const flagsOf = (names: string) => names.split(',').reduce((bits, name) => bits | (BITS[name] ?? 0), 0);

const NO_OPTIONS: TcpOptions = { mss: null, sackPermitted: false, windowScale: null, timestamps: null };

function optionsOf(lots: Lots, syn: boolean): Uint8Array {
  const timestamps = lots.chance(syn ? 50 : 15) ? { value: lots.between(1, 1000), echo: 0 } : null;
  if (!syn) return encodeTcpOptions({ ...NO_OPTIONS, timestamps });
  const mss = lots.pick([null, 300, 536, 1460, 1460]);
  const windowScale = lots.pick([null, 7]);
  return encodeTcpOptions({ mss, sackPermitted: lots.chance(50), windowScale, timestamps });
}

type Payload = Pick<Ipv4, 'protocol' | 'payload'>;

export function segment(lots: Lots, size: number, ports: readonly number[]): Payload {
  const names = lots.weighted(FLAGS);
  const syn = /SYN/.test(names);
  const payload = data(new Uint8Array(lots.chance(syn || names === '' ? 5 : 30) ? size : 0));
  const options = optionsOf(lots, syn);
  const made: Tcp = {
    layer: 'tcp',
    sport: lots.pick(ports),
    dport: lots.pick(ports),
    seq: lots.pick(STARTS),
    ack: /ACK/.test(names) || lots.chance(5) ? lots.pick(STARTS) : 0,
    flags: flagsOf(names),
    window: lots.pick([0, 1000, 64_240, 65_535]),
    options,
    payload,
  };
  return { protocol: IPPROTO_TCP, payload: made };
}

const lengthOf = ({ payload, flags }: Tcp) =>
  payload.bytes.length + ((flags & BITS.SYN!) === 0 ? 0 : 1) + ((flags & BITS.FIN!) === 0 ? 0 : 1);

/** What may come after a segment: the next of the same sender, the same again, or an answer in the name of its receiver. */
export function following(lots: Lots, size: number, ports: readonly number[], before: Tcp): Tcp {
  const fresh = segment(lots, size, ports).payload as Tcp;
  const next = (before.seq + lengthOf(before)) >>> 0;
  const off = lots.weighted([
    [6, 0],
    [1, 1],
    [1, REACH - 1],
    [1, -1],
  ]);
  const { sport, dport, ack } = before;
  switch (lots.pick(['next', 'next', 'again', 'answer'])) {
    case 'again':
      return before;
    case 'answer':
      return { ...fresh, sport: dport, dport: sport, ack: (next + off) >>> 0, seq: ack };
    default:
      return { ...fresh, sport, dport, seq: (next + off) >>> 0, ack };
  }
}
