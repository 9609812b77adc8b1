// bind9 dig: a question to a name server and the answer, in full or short.
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4, type Ipv4Address } from '../wire/address.ts';
import { DNS_A, DNS_NXDOMAIN, type DnsMessage, isDnsName } from '../wire/dns.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { Process, ProcessContext } from '../world/process.ts';
import { ask, DNS_PORT, isNoSocket, type QueryFailure, type Question } from './dns_query.ts';

const SECOND = 1_000_000;
const VERSION = '9.18';
const HIGHEST_PORT = 65_535;
/** Words that are no names. */
const TYPES = ['A', 'AAAA', 'ANY', 'CNAME', 'IN', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'];

type Source = NonNullable<Question['from']>;

interface DigOptions {
  readonly server: Ipv4Address;
  readonly asked: string;
  readonly from: Source | null;
  readonly short: boolean;
  /** `+short` in front of the name: then its first lines are never printed. */
  readonly headless: boolean;
  readonly wait: number;
  readonly tries: number;
  readonly line: string;
}

export function parseDig(words: readonly string[]): Result<Process> {
  let server: Ipv4Address | undefined;
  let asked = '';
  let from: Source | null = null;
  let headless = false;
  const query = { short: false, time: 5, tries: 3 };
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const [, option, number] = /^\+(short|time|tries)(?:=(\d{1,3}))?$/.exec(word) ?? [];
    if (word.startsWith('@')) {
      server = parseIpv4(word.slice(1));
      if (server === undefined)
        return problem('dig', `couldn't get address for '${word.slice(1, 60)}': not found`);
    } else if (option === 'short') query.short = true;
    else if (option === 'time') query.time = Math.max(1, Number(number ?? 5));
    else if (option === 'tries') query.tries = Math.max(1, Number(number ?? 3));
    else if (word === '-b' && at + 1 < words.length) {
      const source = parseSource(words[++at]!);
      if (!source.ok) return source;
      from = source.value;
    } else if (word.startsWith('+') || word.startsWith('-'))
      return problem('dig', `Invalid option: ${word.slice(0, 40)}`);
    else if (TYPES.includes(word.toUpperCase())) {
      if (word.toUpperCase() !== 'A' && word.toUpperCase() !== 'IN')
        return problem('dig', `only addresses are asked for here, not ${word}`, 'A');
    } else if (asked !== '') return problem('dig', 'only one name at a time');
    else {
      asked = word;
      headless = query.short;
    }
  }
  if (server === undefined) return problem('dig', 'no server is named', 'dig @SERVER NAME');
  if (!isDnsName(asked)) return problem('dig', `'${asked.slice(0, 60)}' is not a legal name`);
  return ok(
    new Dig({
      server,
      asked: asked.replace(/\.$/, ''),
      from,
      short: query.short,
      headless,
      wait: query.time * SECOND,
      tries: query.tries,
      line: words.join(' '),
    }),
  );
}

/** `0.0.0.0#5353`: an address, and a port if there is a hash. */
function parseSource(text: string): Result<Source> {
  const [host = '', number] = text.split('#', 2);
  const address = parseIpv4(host);
  if (address === undefined) return problem('dig', `invalid address ${host.slice(0, 60)}`);
  if (number === undefined) return ok({ address, port: null });
  const why = !/^\d+$/.test(number)
    ? 'not a valid number'
    : Number(number) > HIGHEST_PORT
      ? 'out of range'
      : null;
  if (why !== null) return problem('dig', `invalid port number '${number.slice(0, 20)}': ${why}`);
  return ok({ address, port: Number(number) || null });
}

class Dig implements Process {
  readonly name = 'dig';
  private readonly options: DigOptions;
  private context!: ProcessContext;

  constructor(options: DigOptions) {
    this.options = options;
  }

  start(context: ProcessContext): void {
    this.context = context;
    const { server, asked, from, wait, tries } = this.options;
    const began = context.now();
    ask(
      context,
      { by: this.name, server, name: asked, type: DNS_A, edns: true, wait, tries, ...(from && { from }) },
      {
        answered: (message, length) => this.answered(message, length, context.now() - began),
        failed: (why, last) => this.failed(why, last),
      },
    );
  }

  private answered(message: DnsMessage, length: number, elapsed: number): void {
    const { context, options } = this;
    const address = message.address === null ? null : formatIpv4(message.address);
    if (!options.short) this.printAnswer(message, address, length, elapsed);
    else if (address !== null) context.print(address);
    context.exit(null);
  }

  private head(): string[] {
    return [
      '',
      `; <<>> DiG ${VERSION} <<>> ${this.options.line}`,
      '; (1 server found)',
      ';; global options: +cmd',
    ];
  }

  private printAnswer(
    { rcode, id }: DnsMessage,
    address: string | null,
    length: number,
    elapsed: number,
  ): void {
    const { asked, server } = this.options;
    const status = rcode === 0 ? 'NOERROR' : rcode === DNS_NXDOMAIN ? 'NXDOMAIN' : String(rcode);
    const name = `${asked}.`;
    const pad = (text: string) =>
      text.length < 8 ? `${text}\t\t\t` : text.length < 16 ? `${text}\t\t` : `${text}\t`;
    const lines = [
      ...this.head(),
      ';; Got answer:',
      `;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${id}`,
      `;; flags: qr aa rd ra; QUERY: 1, ANSWER: ${address === null ? 0 : 1}, AUTHORITY: 0, ADDITIONAL: 0`,
      '',
      ';; QUESTION SECTION:',
      `${pad(`;${name}`)}\tIN\tA`,
      '',
      ...(address === null ? [] : [';; ANSWER SECTION:', `${pad(name)}30\tIN\tA\t${address}`, '']),
      `;; Query time: ${Math.floor(elapsed / 1000)} msec`,
      `;; SERVER: ${formatIpv4(server)}#${DNS_PORT}(${formatIpv4(server)}) (UDP)`,
      `;; MSG SIZE  rcvd: ${length}`,
      '',
    ];
    for (const line of lines) this.context.print(line);
  }

  private failed(why: QueryFailure, last: boolean): void {
    const { context } = this;
    const { server, asked, headless } = this.options;
    const host = `${formatIpv4(server)}#${DNS_PORT}`;
    if (isNoSocket(why))
      context.print(`;; UDP setup with ${host}(${formatIpv4(server)}) for ${asked} failed: ${why}.`);
    else context.print(`;; communications error to ${host}: ${why}`);
    if (!last) return;
    for (const line of [...(headless ? [] : this.head()), ';; no servers could be reached'])
      context.print(line);
    context.exit(why === 'timed out' ? 'timeout' : 'unreachable');
  }
}
