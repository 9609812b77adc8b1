// curl: one HTTP request to an address, and what is printed about it.
import type { SocketError } from '../kernel/ipv4/icmp_err_convert.ts';
import type { TcpSock } from '../kernel/ipv4/tcp.ts';
import { tcp_close, tcp_sendmsg } from '../kernel/ipv4/tcp_input.ts';
import { tcp_v4_connect } from '../kernel/ipv4/tcp_ipv4.ts';
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4, type Ipv4Address } from '../wire/address.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { Process, ProcessContext } from '../world/process.ts';

const SECOND = 1_000_000;
const VERSION = '7.88.1';
/** From curl's manual, "EXIT CODES". */
const EXIT = { connect: 7, timeout: 28, receive: 56, resolve: 6, url: 3, protocol: 1 } as const;
/** curl's own patience when it is told nothing: 5 minutes to connect. */
const CONNECT_TIMEOUT = 300 * SECOND;

interface CurlOptions {
  readonly host: string;
  readonly address: Ipv4Address;
  readonly port: number;
  readonly path: string;
  readonly method: 'GET' | 'HEAD';
  readonly silent: boolean;
  readonly showErrors: boolean;
  readonly verbose: boolean;
  readonly discard: boolean;
  /** Microseconds; null: no limit. */
  readonly maxTime: number | null;
  readonly connectTimeout: number;
}

/** Options without and with a value; a short one may be written in a bundle (`-sS`). */
const FLAGS: Readonly<Record<string, string>> = {
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  I: 'head',
  4: 'ipv4',
  k: 'insecure',
  L: 'location',
  f: 'fail',
};
const VALUES: Readonly<Record<string, string>> = { m: 'max-time', o: 'output' };
const LONG_VALUES: readonly string[] = ['max-time', 'connect-timeout', 'output'];

interface Words {
  readonly given: Map<string, string>;
  readonly urls: string[];
}

function readWords(words: readonly string[]): Result<Words> {
  const given = new Map<string, string>();
  const urls: string[] = [];
  const unknown = (word: string) =>
    problem('curl', `option ${word.slice(0, 40)}: is unknown`, "what 'curl --help' lists");
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word.startsWith('--')) {
      const name = word.slice(2);
      if (LONG_VALUES.includes(name)) given.set(name, words[++at] ?? '');
      else if (Object.values(FLAGS).includes(name)) given.set(name, '');
      else return unknown(word);
    } else if (/^-./.test(word)) {
      for (let letter = 1; letter < word.length; letter++) {
        const flag = FLAGS[word[letter]!];
        const value = VALUES[word[letter]!];
        if (flag !== undefined) given.set(flag, '');
        else if (value !== undefined) {
          given.set(value, word.slice(letter + 1) || (words[++at] ?? ''));
          break;
        } else return unknown(word);
      }
    } else urls.push(word);
  }
  return ok({ given, urls });
}

function seconds(given: ReadonlyMap<string, string>, name: string): Result<number | null> {
  const text = given.get(name);
  if (text === undefined) return ok(null);
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text))
    return problem('curl', `option --${name}: expected a proper numerical parameter`);
  return ok(Number(text) * SECOND);
}

const URL_FORM = /^(?:(\w+):\/\/)?([^/:?#]+)(?::(\d{1,5}))?([/?][^#]*)?(?:#.*)?$/;

export function parseCurl(words: readonly string[]): Result<Process> {
  const read = readWords(words);
  if (!read.ok) return read;
  const { given, urls } = read.value;
  const [url, ...more] = urls;
  if (url === undefined || more.length > 0)
    return problem('curl', url === undefined ? 'no URL specified!' : 'only one URL at a time');
  const [, scheme = 'http', host = '', port, path = '/'] = URL_FORM.exec(url) ?? [];
  if (host === '' || Number(port ?? 0) > 65_535)
    return problem('curl', '(3) URL using bad/illegal format or missing URL');
  if (scheme.toLowerCase() !== 'http')
    return problem(
      'curl',
      `(1) Protocol "${scheme.slice(0, 20)}" not supported or disabled in libcurl`,
      'http://',
    );
  const address = parseIpv4(host);
  if (address === undefined)
    return problem('curl', `(6) Could not resolve host: ${host.slice(0, 80)}`, 'an address');
  const maxTime = seconds(given, 'max-time');
  const connectTimeout = seconds(given, 'connect-timeout');
  if (!maxTime.ok) return maxTime;
  if (!connectTimeout.ok) return connectTimeout;
  return ok(
    new Curl({
      host,
      address,
      port: port === undefined ? 80 : Number(port),
      path: path.startsWith('/') ? path : `/${path}`,
      method: given.has('head') ? 'HEAD' : 'GET',
      silent: given.has('silent'),
      showErrors: given.has('show-error'),
      verbose: given.has('verbose'),
      discard: given.has('output'),
      maxTime: maxTime.value,
      connectTimeout: connectTimeout.value ?? CONNECT_TIMEOUT,
    }),
  );
}

/** Octets were kept one by one, so that they could be counted. */
const utf8 = (octets: string) =>
  new TextDecoder().decode(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)));

class Curl implements Process {
  readonly name = 'curl';
  private readonly options: CurlOptions;
  private context!: ProcessContext;
  private sock: TcpSock | null = null;
  private started = 0;
  private connected = false;
  private done = false;
  private text = '';

  constructor(options: CurlOptions) {
    this.options = options;
  }

  start(context: ProcessContext): void {
    const { address, port, maxTime, connectTimeout, verbose } = this.options;
    this.context = context;
    this.started = context.now();
    if (verbose) context.print(`*   Trying ${formatIpv4(address)}:${port}...`);
    if (maxTime !== null) context.timer(maxTime, () => this.timedOut());
    context.timer(connectTimeout, () => {
      if (!this.connected) this.timedOut();
    });
    const sock = tcp_v4_connect(
      context.net,
      this.name,
      { daddr: address, dport: port },
      {
        connected: () => this.request(),
        received: (bytes) => this.receive(new TextDecoder('latin1').decode(bytes)),
        finished: () => this.ended(),
        failed: (error) => this.failed(error),
      },
    );
    if (typeof sock === 'string') this.failed(sock);
    else this.sock = sock;
  }

  private request(): void {
    const { host, address, port, method, path, verbose } = this.options;
    this.connected = true;
    const authority = port === 80 ? host : `${host}:${port}`;
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `Host: ${authority}`,
      `User-Agent: curl/${VERSION}`,
      'Accept: */*',
    ];
    if (verbose) {
      this.context.print(`* Connected to ${host} (${formatIpv4(address)}) port ${port} (#0)`);
      for (const line of [...lines, '']) this.context.print(`> ${line}`);
    }
    tcp_sendmsg(this.sock!, new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`));
  }

  private receive(text: string): void {
    if (this.done) return;
    this.text += text;
    const end = this.text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const [head, body] = [this.text.slice(0, end), this.text.slice(end + 4)];
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
    if (this.options.method === 'HEAD' || body.length >= length) this.print(head, body);
  }

  private print(head: string, body: string): void {
    const { method, discard, verbose, host } = this.options;
    const lines = head.split('\r\n');
    if (verbose) for (const line of [...lines, '']) this.context.print(`< ${line}`);
    if (method === 'HEAD') for (const line of [...lines, '']) this.context.print(line);
    else if (!discard && body !== '') this.context.print(utf8(body).replace(/\n$/, ''));
    if (verbose) this.context.print(`* Connection #0 to host ${host} left intact`);
    this.finish(null);
  }

  private ended(): void {
    if (!this.done) this.say(52, 'Empty reply from server', 'unreachable');
  }

  private elapsed(): number {
    return Math.floor((this.context.now() - this.started) / 1000);
  }

  private failed(error: SocketError): void {
    if (this.done) return;
    const { host, port } = this.options;
    if (this.connected) {
      this.say(EXIT.receive, 'Recv failure: Connection reset by peer', 'unreachable');
      return;
    }
    const failure = error === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
    const code = error === 'ETIMEDOUT' ? EXIT.timeout : EXIT.connect;
    this.say(
      code,
      `Failed to connect to ${host} port ${port} after ${this.elapsed()} ms: Couldn't connect to server`,
      failure,
    );
  }

  private timedOut(): void {
    if (this.done) return;
    const { host, port, maxTime } = this.options;
    const ms = this.elapsed();
    const limited = maxTime !== null && this.context.now() - this.started >= maxTime;
    const what = limited
      ? this.connected
        ? `Operation timed out after ${ms} milliseconds with ${this.text.length} bytes received`
        : `Connection timed out after ${ms} milliseconds`
      : `Failed to connect to ${host} port ${port} after ${ms} ms: Timeout was reached`;
    this.say(EXIT.timeout, what, 'timeout');
  }

  private say(code: number, what: string, failure: 'timeout' | 'unreachable'): void {
    const { silent, showErrors } = this.options;
    if (!silent || showErrors) this.context.print(`curl: (${code}) ${what}`);
    this.finish(failure);
  }

  private finish(failure: 'timeout' | 'unreachable' | null): void {
    this.done = true;
    if (this.sock) tcp_close(this.sock);
    this.context.exit(failure);
  }
}
