// busybox networking/traceroute.c: datagrams with growing TTL to ports nobody listens on, one after the other.
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4, type Ipv4Address } from '../wire/address.ts';
import { data } from '../wire/data.ts';
import { decodeQuoted, ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, type Icmp } from '../wire/icmp.ts';
import { IPPROTO_UDP, type Ipv4 } from '../wire/ipv4.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { Process, ProcessContext } from '../world/process.ts';
import { numberOption, parseOptions } from './options.ts';

const SECOND = 1_000_000;
const MAX_TTL = 30;
const PROBES = 3;
const WAIT = 3;
const BASE_PORT = 33434;
const PACKET_LENGTH = 46;
const HEADERS = 28;

/** What is printed behind the time for each code of destination unreachable; the port's is the goal. */
const MARKS: Readonly<Record<number, string>> = {
  0: ' !N',
  1: ' !H',
  2: ' !P',
  4: ' !F',
  9: ' !A',
  10: ' !C',
  13: ' !X',
};

interface TracerouteOptions {
  readonly target: Ipv4Address;
  readonly maxTtl: number;
  readonly probes: number;
  /** Microseconds. */
  readonly wait: number;
}

export function parseTraceroute(words: readonly string[]): Result<Process> {
  const parsed = parseOptions('traceroute', words, 'mqw', 'n');
  if (!parsed.ok) return parsed;
  const { options, operands } = parsed.value;
  const [name = '', ...more] = operands;
  const target = parseIpv4(name);
  if (target === undefined || more.length > 0)
    return problem('traceroute', `bad address '${(more[0] ?? name).slice(0, 60)}'`);
  const maxTtl = numberOption('traceroute', options, 'm', MAX_TTL, [1, 255]);
  const probes = numberOption('traceroute', options, 'q', PROBES, [1, 10]);
  const wait = numberOption('traceroute', options, 'w', WAIT, [1, 60]);
  if (!maxTtl.ok) return maxTtl;
  if (!probes.ok) return probes;
  if (!wait.ok) return wait;
  return ok(
    new Traceroute({ target, maxTtl: maxTtl.value, probes: probes.value, wait: wait.value * SECOND }),
  );
}

class Traceroute implements Process {
  readonly name = 'traceroute';
  private readonly options: TracerouteOptions;
  private context!: ProcessContext;
  private sport = 0;
  private ipId = 0;
  private txhash = 0;
  private ttl = 1;
  private probe = 0;
  private sequence = 0;
  private sentAt = 0;
  private line = '';
  private lastFrom: Ipv4Address | null = null;
  private arrived = false;
  private blocked = 0;
  private stopWaiting: (() => void) | null = null;

  constructor(options: TracerouteOptions) {
    this.options = options;
  }

  start(context: ProcessContext): void {
    this.context = context;
    this.sport = 0x8000 | (context.random() & 0xffff);
    this.ipId = context.random() & 0xffff;
    this.txhash = context.random();
    const to = formatIpv4(this.options.target);
    context.net.icmpSockets.add({
      by: this.name,
      receive: (packet, message) => this.receive(packet, message),
    });
    context.print(
      `traceroute to ${to} (${to}), ${this.options.maxTtl} hops max, ${PACKET_LENGTH} byte packets`,
    );
    this.beginLine();
    this.send();
  }

  private beginLine(): void {
    this.line = String(this.ttl).padStart(2);
    this.lastFrom = null;
    this.probe = 0;
    this.blocked = 0;
  }

  private send(): void {
    const { context } = this;
    this.sequence++;
    this.sentAt = context.now();
    const sent = context.send(
      {
        layer: 'ipv4',
        tos: 0,
        id: this.ipId++ & 0xffff,
        df: true,
        mf: false,
        fragment: 0,
        ttl: this.ttl,
        protocol: IPPROTO_UDP,
        src: 0,
        dst: this.options.target,
        payload: {
          layer: 'udp',
          sport: this.sport,
          dport: BASE_PORT + this.sequence,
          checksummed: true,
          payload: data(payloadOf(this.sequence, this.ttl)),
        },
      },
      { txhash: this.txhash },
    );
    if (!sent) {
      context.print('traceroute: sendto: Network is unreachable');
      context.exit('unreachable');
      return;
    }
    this.stopWaiting = context.timer(this.options.wait, () => this.next('  *'));
  }

  private receive(packet: Ipv4, message: Icmp): boolean {
    const quoted = decodeQuoted(message);
    if (quoted?.payload.layer !== 'udp' || quoted.payload.dport !== BASE_PORT + this.sequence) return false;
    if (message.type !== ICMP_TIME_EXCEEDED && message.type !== ICMP_DEST_UNREACH) return false;
    this.stopWaiting?.();
    const from = packet.src === this.lastFrom ? '' : `  ${formatIpv4(packet.src)}`;
    this.lastFrom = packet.src;
    const mark = message.type === ICMP_DEST_UNREACH ? this.judge(packet, message) : '';
    const elapsed = (this.context.now() - this.sentAt) / 1000;
    // The next probe leaves when the process runs again, after this packet has been dealt with.
    this.context.timer(0, () => this.next(`${from}  ${elapsed.toFixed(3)} ms${mark}`));
    return true;
  }

  /** Port unreachable is the goal; another code ends the search too. */
  private judge(packet: Ipv4, message: Icmp): string {
    if (message.code === 3) {
      this.arrived = true;
      return packet.ttl <= 1 ? ' !' : '';
    }
    this.blocked++;
    return MARKS[message.code] ?? ` !<${message.code}>`;
  }

  private next(heard: string): void {
    this.line += heard;
    this.probe++;
    if (this.probe < this.options.probes) {
      this.send();
      return;
    }
    this.context.print(this.line);
    const stuck = this.blocked > 0 && this.blocked >= this.options.probes - 1;
    if (this.arrived || stuck || this.ttl >= this.options.maxTtl) {
      this.context.exit(this.arrived ? null : stuck ? 'unreachable' : 'timeout');
      return;
    }
    this.ttl++;
    this.beginLine();
    this.send();
  }
}

/** struct outdata_t: sequence number and TTL, the rest zero. */
function payloadOf(sequence: number, ttl: number): Uint8Array {
  const octets = new Uint8Array(PACKET_LENGTH - HEADERS);
  octets.set([sequence & 0xff, ttl]);
  return octets;
}
