// OpenBSD netcat: is a port open (`-z`)? Or: a port is open from now on (`-lk`).
import type { SocketError } from '../kernel/ipv4/icmp_err_convert.ts';
import type { TcpSock } from '../kernel/ipv4/tcp.ts';
import { tcp_close } from '../kernel/ipv4/tcp_input.ts';
import { tcp_v4_connect } from '../kernel/ipv4/tcp_ipv4.ts';
import { UdpClient } from '../kernel/ipv4/udp.ts';
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4, type Ipv4Address } from '../wire/address.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import { listen } from '../world/listeners.ts';
import type { Process, ProcessContext } from '../world/process.ts';
import { numberOption, type ParsedWords, parseOptions } from './options.ts';

const SECOND = 1_000_000;
/** /etc/services, as far as probes meet them. */
const SERVICES: Readonly<Record<string, string>> = {
  'tcp/22': 'ssh',
  'tcp/53': 'domain',
  'udp/53': 'domain',
  'tcp/80': 'http',
  'tcp/443': 'https',
  'tcp/3306': 'mysql',
  'tcp/5432': 'postgresql',
  'tcp/6379': 'redis',
  'tcp/8080': 'http-alt',
};

interface NcOptions {
  readonly address: Ipv4Address;
  readonly port: number;
  readonly udp: boolean;
  readonly verbose: boolean;
  /** Microseconds; null: as long as the kernel tries. */
  readonly wait: number | null;
}

export function parseNc(words: readonly string[]): Result<Process> {
  const parsed = parseOptions('nc', words, WITH_VALUE, FLAGS);
  if (!parsed.ok) return parsed;
  const { options, operands } = parsed.value;
  if (options.has('l')) return listening(parsed.value);
  if (!options.has('z')) return problem('nc', 'only -z is sent as a probe', 'nc -zv HOST PORT');
  const [host = '', service = '', ...more] = operands;
  if (more.length > 0 || service === '')
    return problem('nc', 'usage: nc -z [-nuv] [-w seconds] destination port');
  const address = parseIpv4(host);
  if (address === undefined)
    return problem(
      'nc',
      `getaddrinfo for host "${host.slice(0, 60)}" port ${service.slice(0, 10)}: Name or service not known`,
    );
  if (!/^\d{1,5}$/.test(service) || Number(service) < 1 || Number(service) > 65_535)
    return problem('nc', `port number invalid: ${service.slice(0, 20)}`);
  const wait = numberOption('nc', options, 'w', 0, [0, 3600]);
  if (!wait.ok) return wait;
  return ok(
    new Netcat({
      address,
      port: Number(service),
      udp: options.has('u'),
      verbose: options.has('v'),
      wait: wait.value === 0 ? null : wait.value * SECOND,
    }),
  );
}

const WITH_VALUE = 'wp';
const FLAGS = 'zvunlk4';

interface PortListener {
  readonly kind: 'tcp' | 'udp';
  readonly port: number;
}

/** What the words of a command open, when it is an `nc -l`. */
export function ncListener([program, ...words]: readonly string[]): PortListener | null {
  if (program !== 'nc') return null;
  const parsed = parseOptions('nc', words, WITH_VALUE, FLAGS);
  return parsed.ok && parsed.value.options.has('l') ? portOf(parsed.value) : null;
}

function portOf({ options, operands }: ParsedWords): PortListener | null {
  const port = Number(options.get('p') ?? operands.at(-1) ?? Number.NaN);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return null;
  return { kind: options.has('u') ? 'udp' : 'tcp', port };
}

/** `nc -lk PORT`, left running in the background. */
function listening(words: ParsedWords): Result<Process> {
  const listener = portOf(words);
  if (!listener) return problem('nc', 'missing port number', 'nc -lk PORT');
  return ok({
    name: 'nc',
    start({ net, print, exit }) {
      const refusal = listen(net, listener);
      if (refusal !== null) print(`nc: ${refusal}`);
      exit(refusal === null ? null : 'refused');
    },
  });
}

const ERRORS: Readonly<Record<SocketError, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EACCES: 'Permission denied',
  ENOPROTOOPT: 'Protocol not available',
  EHOSTDOWN: 'Host is down',
  ENONET: 'Machine is not on the network',
};

class Netcat implements Process {
  readonly name = 'nc';
  private readonly options: NcOptions;
  private context!: ProcessContext;
  private done = false;

  constructor(options: NcOptions) {
    this.options = options;
  }

  start(context: ProcessContext): void {
    this.context = context;
    if (this.options.udp) this.tryDatagrams();
    else this.tryConnection();
  }

  private get protocol(): 'tcp' | 'udp' {
    return this.options.udp ? 'udp' : 'tcp';
  }

  private tryConnection(): void {
    const { address, port, wait } = this.options;
    const { net } = this.context;
    const sock: TcpSock | SocketError = tcp_v4_connect(
      net,
      this.name,
      { daddr: address, dport: port },
      {
        connected: () => {
          this.succeed();
          tcp_close(sock as TcpSock);
        },
        failed: (error) =>
          this.fail(`failed: ${ERRORS[error]}`, error === 'ETIMEDOUT' ? 'timeout' : 'unreachable'),
      },
    );
    if (typeof sock === 'string') {
      this.fail(`failed: ${ERRORS[sock]}`, 'unreachable');
      return;
    }
    if (wait === null) return;
    this.context.timer(wait, () => {
      if (this.done) return;
      tcp_close(sock);
      this.fail('timed out: Operation now in progress', 'timeout');
    });
  }

  /** udptest: three octets, a second between the last two; what is not refused is taken for open. */
  private tryDatagrams(): void {
    const { address, port } = this.options;
    const { context } = this;
    let refused = false;
    const to = { address, port };
    const socket = new UdpClient(context.net, this.name, null, {
      received: () => undefined,
      failed: () => {
        refused = true;
      },
    });
    const octet = Uint8Array.of(0x58);
    const end = (open: boolean) => {
      socket.close();
      if (open) this.succeed();
      else this.exit('unreachable');
    };
    const error = socket.send(octet, to);
    if (error) {
      this.fail(`failed: ${ERRORS[error]}`, 'unreachable');
      return;
    }
    context.timer(200, () => {
      if (refused) return end(false);
      socket.send(octet, to);
      context.timer(SECOND, () => {
        if (refused) return end(false);
        socket.send(octet, to);
        context.timer(200, () => end(!refused));
      });
    });
  }

  private succeed(): void {
    const { address, port, verbose } = this.options;
    const service = SERVICES[`${this.protocol}/${port}`] ?? '*';
    if (verbose)
      this.context.print(
        `Connection to ${formatIpv4(address)} ${port} port [${this.protocol}/${service}] succeeded!`,
      );
    this.exit(null);
  }

  private fail(how: string, failure: 'timeout' | 'unreachable'): void {
    if (this.done) return;
    const { address, port, verbose } = this.options;
    if (verbose)
      this.context.print(`nc: connect to ${formatIpv4(address)} port ${port} (${this.protocol}) ${how}`);
    this.exit(failure);
  }

  private exit(failure: 'timeout' | 'unreachable' | null): void {
    if (this.done) return;
    this.done = true;
    this.context.exit(failure);
  }
}
