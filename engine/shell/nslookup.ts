// bind9 nslookup: what is the address of a name?
import { ok, problem, type Result } from '../problem.ts';
import { formatIpv4, type Ipv4Address } from '../wire/address.ts';
import { DNS_A, DNS_AAAA, DNS_NXDOMAIN, type DnsMessage, isDnsName } from '../wire/dns.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import type { Process, ProcessContext } from '../world/process.ts';
import { ask, DNS_PORT, type Question } from './dns_query.ts';

const WAIT = 5_000_000;
const TRIES = 3;

export function parseNslookup(words: readonly string[]): Result<Process> {
  const [name = '', server = '', ...more] = words;
  if (more.length > 0 || name === '' || server === '')
    return problem('nslookup', 'a name and the address of a server are needed', 'nslookup NAME SERVER');
  if (!isDnsName(name)) return problem('nslookup', `'${name.slice(0, 60)}' is not a legal name`);
  const address = parseIpv4(server);
  if (address === undefined)
    return problem('nslookup', `couldn't get address for '${server.slice(0, 60)}': not found`);
  return ok(new Nslookup(name.replace(/\.$/, ''), address));
}

class Nslookup implements Process {
  readonly name = 'nslookup';
  private readonly asked: string;
  private readonly server: Ipv4Address;
  private context!: ProcessContext;

  constructor(asked: string, server: Ipv4Address) {
    this.asked = asked;
    this.server = server;
  }

  start(context: ProcessContext): void {
    this.context = context;
    this.ask(DNS_A, (message) => this.address(message));
  }

  private ask(type: number, answered: (message: DnsMessage) => void): void {
    const server = formatIpv4(this.server);
    const question: Question = {
      by: this.name,
      server: this.server,
      name: this.asked,
      type,
      edns: false,
      wait: WAIT,
      tries: TRIES,
    };
    ask(this.context, question, {
      answered,
      failed: (why, last) => {
        this.context.print(`;; communications error to ${server}#${DNS_PORT}: ${why}`);
        if (!last) return;
        this.context.print(';; no servers could be reached\n');
        this.context.exit(why === 'timed out' ? 'timeout' : 'unreachable');
      },
    });
  }

  private address({ rcode, address }: DnsMessage): void {
    const { context, asked } = this;
    const server = formatIpv4(this.server);
    context.print(`Server:\t\t${server}\nAddress:\t${server}#${DNS_PORT}\n`);
    if (rcode !== 0) {
      const why = rcode === DNS_NXDOMAIN ? 'NXDOMAIN' : `code ${rcode}`;
      context.print(`** server can't find ${asked}: ${why}\n`);
      context.exit('unreachable');
      return;
    }
    if (address !== null) context.print(`Name:\t${asked}\nAddress: ${formatIpv4(address)}`);
    // An IPv6 address is asked for as well; there is none to print.
    this.ask(DNS_AAAA, () => {
      if (address === null) context.print(`*** Can't find ${asked}: No answer`);
      context.print('');
      context.exit(null);
    });
  }
}
