// extensions/libxt_NAT.c, struct nf_nat_range2: what an address and port may be rewritten to, as NAT targets name it.
import { formatIpv4, type Ipv4Address } from '../../wire/address.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { servicePort } from './parse/services.ts';
import { strtoui, strtoul, textOf } from './parse/xtoptions.ts';
import { type Option, OptionError, type RuleHead } from './types.ts';

export interface NatRange {
  /** null: keep the address. */
  readonly low: Ipv4Address | null;
  readonly high: Ipv4Address | null;
  /** null: keep the port where possible. */
  readonly ports: { readonly low: number; readonly high: number } | null;
  /** The port that is mapped to the first of the range (NF_NAT_RANGE_PROTO_OFFSET). */
  readonly base: number | null;
  /** --random, --random-fully: any free port. They differ in name only since the kernel draws ports for both. */
  readonly random: boolean;
  readonly randomFully: boolean;
  /** The same client gets the same address, whatever it talks to. */
  readonly persistent: boolean;
}

type Ports = Pick<NatRange, 'ports' | 'base'>;

const NO_PORTS: Ports = { ports: null, base: null };
/** tcp, udp, sctp, dccp, icmp */
const WITH_PORTS = [6, 17, 132, 33, 1];

function parsePort(text: string): number {
  const port = strtoui(text, 0, 65535) ?? servicePort(text);
  if (port === undefined) throw new OptionError(`Port \`${text}' not valid`);
  return port;
}

/** parse_ports: `80`, `8080-8090`, `8080-8090/80`. */
function parsePorts(text: string, { protocol }: RuleHead): Ports {
  if (!protocol || !WITH_PORTS.includes(protocol.protocol))
    throw new OptionError('Need TCP, UDP, SCTP or DCCP with port specification');
  const first = strtoul(text);
  if (!first || first.value > 65535) {
    const port = parsePort(text);
    return { ports: { low: port, high: port }, base: null };
  }
  if (first.rest === '') return { ports: { low: first.value, high: first.value }, base: null };
  if (first.rest.startsWith(':')) throw new OptionError('Invalid port:port syntax - use dash');
  if (!first.rest.startsWith('-')) throw new OptionError(`Garbage after port value: \`${first.rest}'`);
  return parseLastPort(first.value, first.rest.slice(1));
}

function parseLastPort(low: number, text: string): Ports {
  const last = strtoul(text);
  if (!last || last.value > 65535) throw new OptionError(`Port \`${text}' not valid`);
  if (last.value < low) throw new OptionError(`Port range \`${text}' funky`);
  const ports = { low, high: last.value };
  if (last.rest === '') return { ports, base: null };
  if (!last.rest.startsWith('/')) throw new OptionError(`Garbage after port range: \`${last.rest}'`);
  return { ports, base: parsePort(last.rest.slice(1)) };
}

/** parse_to: `10.0.0.1`, `10.0.0.1-10.0.0.9:80`, `:8080-8090`. */
function parseTo(text: string, head: RuleHead): Pick<NatRange, 'low' | 'high' | 'ports' | 'base'> {
  if (text.includes('[')) throw new OptionError('Invalid address format');
  const parts = text.split(':');
  // More than one colon is taken for an address of the other family.
  const [addresses = '', ports] = parts.length === 2 ? parts : [text];
  const behind = ports === undefined ? NO_PORTS : parsePorts(ports, head);
  if (addresses === '' && ports !== undefined) return { low: null, high: null, ...behind };
  const [lowText = '', highText = lowText] = addresses.split(/-(.*)/s);
  const [low, high] = [lowText, highText].map((one) => {
    const address = parseIpv4(one);
    if (address === undefined) throw new OptionError(`Bad IP address "${one}"`);
    return address;
  }) as [number, number];
  return { low, high, ...behind };
}

/** The range behind `to`, which is the option with the address or the ports. */
export function readNatRange(options: readonly Option[], to: string, head: RuleHead): NatRange {
  const has = (name: string) => options.some((option) => option.name === name);
  const option = options.find(({ name }) => name === to);
  const nowhere = { low: null, high: null, ...NO_PORTS };
  const place = !option
    ? nowhere
    : to === '--to-ports'
      ? { ...nowhere, ...parsePorts(textOf(option), head) }
      : parseTo(textOf(option), head);
  return {
    ...place,
    random: has('--random'),
    randomFully: has('--random-fully'),
    persistent: has('--persistent'),
  };
}

/** __NAT_print: the range behind `name`, then the flags. */
export function formatNatRange(range: NatRange, name: string, dashes: '' | '--'): string {
  const to = place(range);
  return [
    ...(to === '' ? [] : [`${name}${to.startsWith(':') && name.includes('ports') ? to.slice(1) : to}`]),
    ...(range.random ? [`${dashes}random`] : []),
    ...(range.randomFully ? [`${dashes}random-fully`] : []),
    ...(range.persistent ? [`${dashes}persistent`] : []),
  ].join(' ');
}

function place({ low, high, ports, base }: NatRange): string {
  const first = low === null ? '' : formatIpv4(low);
  const addresses = low === high ? first : `${first}-${formatIpv4(high ?? 0)}`;
  if (!ports) return addresses;
  const last = ports.low === ports.high ? '' : `-${ports.high}`;
  return `${addresses}:${ports.low}${last}${base === null ? '' : `/${base}`}`;
}
