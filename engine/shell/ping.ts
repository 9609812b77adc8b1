// iputils ping and busybox ping: echo requests, one a second, and what is printed about the answers.
import type { NetDevice } from '../kernel/core/netdevice.ts';
import { inet_select_addr, is_local_address } from '../kernel/ipv4/devinet.ts';
import { dst_mtu } from '../kernel/ipv4/fib_exceptions.ts';
import { ip_route_nexthop, ip_route_output_quiet, is_broadcast } from '../kernel/ipv4/route.ts';
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4, type Ipv4Address } from '../wire/address.ts';
import {
  decodeQuoted,
  echo,
  echoId,
  echoSeq,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  ICMP_REDIRECT,
  type Icmp,
  isIcmpError,
} from '../wire/icmp.ts';
import { IPPROTO_ICMP, type Ipv4 } from '../wire/ipv4.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { Process, ProcessContext } from '../world/process.ts';
import { numberOption, parseOptions } from './options.ts';
import { busyboxSummary, errorText, formatTime, iputilsSummary, type Tools, WORDS } from './ping_print.ts';

interface PingOptions {
  readonly tools: Tools;
  readonly target: Ipv4Address;
  readonly count: number;
  readonly size: number;
  readonly ttl: number;
  /** Microseconds. */
  readonly interval: number;
  /** How long to wait for the last answer, microseconds. */
  readonly wait: number;
  /** -M: may the packet be cut? */
  readonly pmtudisc: Pmtudisc;
  /** -I: an address or a device to send from, as it was given. */
  readonly from: string | null;
}

const PMTUDISC = ['do', 'dont', 'want'] as const;
type Pmtudisc = (typeof PMTUDISC)[number];

const SECOND = 1_000_000;
/** Without -c a person would stop it; we do after so many. */
const COUNT_UNSTOPPED = 3;
const MAX_COUNT = 1000;
const DEFAULT_SIZE = 56;
/** Octets of the IPv4 and the ICMP header. */
const HEADERS = 28;
const DEFAULT_WAIT = 10;
/** Of -i, seconds. */
const SHORTEST_INTERVAL = 0.001;
const LONGEST_INTERVAL = 3600;

export function parsePing(words: readonly string[], tools: Tools): Result<Process> {
  // Busybox's has no -M.
  const parsed = parseOptions('ping', words, tools === 'iputils' ? 'cstiWMI' : 'cstiWI', 'nq4');
  if (!parsed.ok) return parsed;
  const { options, operands } = parsed.value;
  const [name, ...more] = operands;
  if (name === undefined) return problem('ping', 'usage error: Destination address required');
  const target = parseIpv4(name);
  if (target === undefined || more.length > 0) {
    const text = (more[0] ?? name).slice(0, 60);
    return problem(
      'ping',
      tools === 'iputils' ? `${text}: Name or service not known` : `bad address '${text}'`,
    );
  }
  const numbers = {
    count: numberOption('ping', options, 'c', COUNT_UNSTOPPED, [1, MAX_COUNT]),
    size: numberOption('ping', options, 's', DEFAULT_SIZE, [0, 65_507]),
    ttl: numberOption('ping', options, 't', 64, [1, 255]),
    interval: intervalOption(options.get('i')),
    wait: numberOption('ping', options, 'W', DEFAULT_WAIT, [1, 3600]),
  };
  for (const each of Object.values(numbers)) if (!each.ok) return each;
  const asked = options.get('M') ?? 'want';
  const pmtudisc = PMTUDISC.find((each) => each === asked);
  if (!pmtudisc) return problem('ping', `invalid -M argument: ${asked.slice(0, 20)}`, PMTUDISC.join(', '));
  const value = (key: keyof typeof numbers) => (numbers[key].ok ? numbers[key].value : 0);
  return ok(
    new Ping({
      tools,
      target,
      count: value('count'),
      size: value('size'),
      ttl: value('ttl'),
      interval: value('interval') * SECOND,
      wait: value('wait') * SECOND,
      pmtudisc,
      from: options.get('I') ?? null,
    }),
  );
}

/** Seconds between two requests. */
function intervalOption(text = '1'): Result<number> {
  const seconds = Number(text);
  if (!/^[\d.]+$/.test(text) || Number.isNaN(seconds))
    return problem('ping', `option argument contains garbage: ${text.slice(0, 40)}`);
  if (seconds < SHORTEST_INTERVAL || seconds > LONGEST_INTERVAL)
    return problem(
      'ping',
      `bad timing interval: ${text.slice(0, 40)}`,
      `-i from ${SHORTEST_INTERVAL} to ${LONGEST_INTERVAL}`,
    );
  return ok(seconds);
}

/** What connect() says about a way that there is not. */
const CONNECT_ERRORS: Readonly<Partial<Record<string, string>>> = {
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
  EINVAL: 'Invalid argument',
};

const TO_EVERYBODY = 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules';

class Ping implements Process {
  readonly name = 'ping';
  private readonly options: PingOptions;
  private readonly sentAt = new Map<number, number>();
  private readonly times: number[] = [];
  private errors = 0;
  private id = 0;
  private ipId = 0;
  private done = false;
  private source = 0;
  private oif: NetDevice | null = null;
  private context!: ProcessContext;
  private started = 0;
  private lastSent = 0;

  constructor(options: PingOptions) {
    this.options = options;
  }

  start(context: ProcessContext): void {
    this.context = context;
    this.started = context.now();
    this.id = context.random() & 0xffff || 1;
    this.ipId = context.random() & 0xffff;
    const { tools, target, size } = this.options;
    const said = this.bind();
    if (said === null || this.isRefused()) return;
    context.net.icmpSockets.add({
      by: this.name,
      receive: (packet, message) => this.receive(packet, message),
    });
    context.print(WORDS[tools].head(formatIpv4(target), size, said));
    this.send(0);
  }

  /** -I: where packets are sent from, and what the first line says about it; null when that cannot be. */
  private bind(): string | null {
    const { from, target } = this.options;
    const { net } = this.context;
    if (from === null) return '';
    const address = parseIpv4(from);
    if (address !== undefined && !is_local_address(net, address))
      return this.giveUp('ping: bind: Cannot assign requested address');
    const dev = address === undefined ? net.device(from) : undefined;
    if (address === undefined && !dev)
      return this.giveUp(`ping: SO_BINDTODEVICE ${from.slice(0, 15)}: No such device`);
    this.source = address ?? 0;
    this.oif = dev ?? null;
    const shown = address ?? inet_select_addr(net, dev!, target, 'global');
    return `from ${formatIpv4(shown)} ${dev ? dev.name : ''}: `;
  }

  /** iputils asks for the way by connecting a socket, before it says anything. */
  private isRefused(): boolean {
    const { tools, target, from } = this.options;
    if (tools !== 'iputils' || from !== null) return false;
    const dst = ip_route_output_quiet(this.context.net, target);
    const everybody = is_broadcast(dst) || (dst.kind === 'error' && dst.errno === 'EACCES');
    if (everybody) this.giveUp(TO_EVERYBODY);
    else if (dst.kind === 'error') {
      // What the socket was told is worth seeing: the lookup is shown as the first request's.
      this.sendRequest(WORDS[tools].firstSeq);
      this.giveUp(`ping: connect: ${CONNECT_ERRORS[dst.errno] ?? dst.errno}`);
    }
    return this.done;
  }

  private giveUp(why: string): null {
    this.done = true;
    this.context.print(why);
    this.context.exit('unreachable');
    return null;
  }

  /** A packet that may not be cut is not even sent when it is too large for the path as far as it is known. */
  private isTooBig(): boolean {
    const { size, pmtudisc, target } = this.options;
    const { net } = this.context;
    const nexthop = ip_route_nexthop(net, target);
    if (pmtudisc !== 'do' || !nexthop) return false;
    const mtu = dst_mtu(net, target, nexthop);
    if (size + HEADERS <= mtu) return false;
    this.errors++;
    this.context.print(`ping: local error: message too long, mtu=${mtu}`);
    return true;
  }

  private send(nth: number): void {
    if (this.done) return;
    const { tools, count, interval, wait } = this.options;
    const seq = (WORDS[tools].firstSeq + nth) & 0xffff;
    const { context } = this;
    this.lastSent = context.now();
    this.sentAt.set(seq, this.lastSent);
    if (!this.isTooBig() && !this.sendRequest(seq)) {
      // busybox dies of it, and sums up nothing.
      if (tools === 'busybox') this.giveUp(WORDS[tools].unreachable);
      else {
        context.print(WORDS[tools].unreachable);
        this.finish();
      }
      return;
    }
    if (nth + 1 < count) context.timer(interval, () => this.send(nth + 1));
    else if (this.answered() >= count) this.finish();
    else context.timer(wait, () => this.finish());
  }

  /** False when there is no way to the target. */
  private sendRequest(seq: number): boolean {
    const { tools, target, size, ttl, pmtudisc } = this.options;
    const request: Ipv4 = {
      layer: 'ipv4',
      tos: 0,
      id: this.ipId++ & 0xffff,
      df: pmtudisc !== 'dont',
      mf: false,
      fragment: 0,
      ttl,
      protocol: IPPROTO_ICMP,
      src: this.source,
      dst: target,
      payload: echo(ICMP_ECHO, this.id, seq, payloadOf(tools, size)),
    };
    return this.context.send(request, { oif: this.oif });
  }

  private receive(packet: Ipv4, message: Icmp): boolean {
    if (this.done) return false;
    if (message.type === ICMP_ECHOREPLY && echoId(message) === this.id) this.reply(packet, message);
    else if (isIcmpError(message.type) && this.isAbout(message)) this.error(packet, message);
    else return false;
    if (this.sentAt.size === this.options.count && this.answered() >= this.options.count) this.finish();
    return true;
  }

  /** iputils counts an error as the end of a request; busybox waits on. */
  private answered(): number {
    return this.times.length + (this.options.tools === 'iputils' ? this.errors : 0);
  }

  private isAbout(message: Icmp): boolean {
    const quoted = decodeQuoted(message);
    return (
      quoted?.payload.layer === 'icmp' &&
      quoted.payload.type === ICMP_ECHO &&
      echoId(quoted.payload) === this.id
    );
  }

  private reply(packet: Ipv4, message: Icmp): void {
    const seq = echoSeq(message);
    const sent = this.sentAt.get(seq);
    if (sent === undefined) return;
    const elapsed = this.context.now() - sent;
    this.times.push(elapsed);
    const bytes = message.body.length + 8;
    const { tools } = this.options;
    this.context.print(
      WORDS[tools].reply(bytes, formatIpv4(packet.src), seq, packet.ttl, formatTime(elapsed, tools)),
    );
  }

  private error(packet: Ipv4, message: Icmp): void {
    // A redirect is news about the way; the packet goes on.
    const redirect = message.type === ICMP_REDIRECT;
    if (!redirect) this.errors++;
    if (this.options.tools === 'busybox') return;
    const quoted = decodeQuoted(message);
    const seq = quoted?.payload.layer === 'icmp' ? echoSeq(quoted.payload) : 0;
    const from = `${formatIpv4(packet.src)}${redirect ? ':' : ''}`;
    this.context.print(`From ${from} icmp_seq=${seq} ${errorText(message)}`);
  }

  private finish(): void {
    if (this.done) return;
    this.done = true;
    const { options, times, errors, context } = this;
    const summary = options.tools === 'iputils' ? iputilsSummary : busyboxSummary;
    const sent = this.sentAt.size;
    for (const line of summary(
      formatIpv4(options.target),
      sent,
      times,
      errors,
      this.lastSent - this.started,
    )) {
      context.print(line);
    }
    const failure = times.length > 0 ? null : errors > 0 || sent === 0 ? 'unreachable' : 'timeout';
    context.exit(failure);
  }
}

/** iputils counts upwards behind the 16 octets of its time stamp; busybox leaves all but its 4 zero. Stamps are kept zero. */
function payloadOf(tools: Tools, size: number): Uint8Array {
  const stamp = 16;
  return Uint8Array.from({ length: size }, (_, index) =>
    tools === 'iputils' && index >= stamp ? index & 0xff : 0,
  );
}
