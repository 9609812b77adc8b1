// net-tools route: the routing table before iproute2.
import type { RouteRow } from '../trace/rows.ts';
import type { RoutePattern } from '../uapi/request.ts';
import { formatIpv4, prefixMask } from '../wire/address.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import { asInTrie } from './ip_route.ts';
import { Exit, type Site, type Tool, unsupported } from './tool.ts';

const RT_TABLE_MAIN = 254;

const INET_USAGE = `Usage: inet_route [-vF] del {-host|-net} Target[/prefix] [gw Gw] [metric M] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [gw Gw] [metric M]
                              [netmask N] [mss Mss] [window W] [irtt I]
                              [mod] [dyn] [reinstate] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [metric M] reject
       inet_route [-FC] flush      NOT supported`;

const USAGE = `Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables
       route [-v] [-FC] {add|del|flush} ...  Modify routing table for AF.

       route {-h|--help} [<AF>]              Detailed usage syntax for specified AF.
       route {-V|--version}                  Display version/author and exit.

        -v, --verbose            be verbose
        -n, --numeric            don't resolve names
        -e, --extend             display other/more information
        -F, --fib                display Forwarding Information Base (default)
        -C, --cache              display routing cache instead of FIB

  <AF>=Use -4, -6, '-A <af>' or '--<af>'; default: inet
  List of possible address families (which support routing):
    inet (DARPA Internet) inet6 (IPv6) ax25 (AMPR AX.25) 
    netrom (AMPR NET/ROM) rose (AMPR ROSE) ipx (Novell IPX) 
    ddp (Appletalk DDP) x25 (CCITT X.25) `;

const EXIT_USAGE = 3;
const EXIT_HOST = 6;
const EXIT_IOCTL = 7;

export const route: Tool = (words, site) => {
  const options = words.filter((word) => /^-[a-zA-Z]+$/.test(word) && word !== '-net' && word !== '-host');
  const rest = words.filter((word) => !options.includes(word));
  const letters = options.join('').replaceAll('-', '');
  const unknown = [...letters].find((letter) => !'nNvF4'.includes(letter));
  if (unknown !== undefined) unsupported(`route -${unknown}`);
  const [action] = rest;
  if (action === undefined) return list(site, letters.includes('n'));
  if (action === 'add') return change(rest.slice(1), site, 'add');
  if (action === 'del' || action === 'delete') return change(rest.slice(1), site, 'del');
  throw new Exit(EXIT_USAGE, USAGE);
};

interface Target {
  readonly address: number;
  readonly length: number;
}

const usage = (message?: string) =>
  new Exit(EXIT_USAGE, message === undefined ? INET_USAGE : `route: ${message}\n${INET_USAGE}`);

interface Draft {
  gateway: number | null;
  dev: string | null;
  netmask: number | null;
  metric: number;
  reject: boolean;
}

function change(words: readonly string[], site: Site, what: 'add' | 'del'): number {
  const [first, ...others] = words;
  const kind = first === '-net' || first === '-host' ? first : null;
  const [name, ...rest] = kind ? others : words;
  if (name === undefined) {
    site.out(INET_USAGE);
    return 0;
  }
  const draft = readDraft(rest, name.includes('/'));
  const { address, length } = target(name, kind, draft.netmask);
  const refusal =
    what === 'add' ? add(site, { address, length }, draft) : remove(site, { address, length }, draft);
  if (refusal !== null) throw new Exit(EXIT_IOCTL, `SIOC${what === 'add' ? 'ADD' : 'DEL'}RT: ${refusal}`);
  return 0;
}

function readDraft(words: readonly string[], hasLength: boolean): Draft {
  const draft: Draft = { gateway: null, dev: null, netmask: null, metric: 0, reject: false };
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === 'reject') draft.reject = true;
    else if (
      word === 'metric' ||
      word === 'netmask' ||
      word === 'gw' ||
      word === 'gateway' ||
      word === 'dev'
    ) {
      const value = words[++at];
      if (value === undefined) throw usage();
      if (word === 'netmask' && (hasLength || draft.netmask !== null)) throw usage();
      readValue(draft, word, value);
    } else if (['mss', 'window', 'irtt', 'mod', 'dyn', 'reinstate'].includes(word))
      unsupported(`route ${word}`);
    else if (at === words.length - 1 && draft.dev === null) draft.dev = word;
    else throw usage();
  }
  return draft;
}

function readValue(draft: Draft, word: string, value: string): void {
  if (word === 'dev') draft.dev = value;
  else if (word === 'metric') {
    if (!/^\d{1,9}$/.test(value)) throw usage();
    draft.metric = Number(value);
  } else if (word === 'netmask') {
    const mask = parseIpv4(value);
    if (mask === undefined || lengthOf(mask) === null) throw usage(`bogus netmask ${value}`);
    draft.netmask = mask;
  } else {
    const gateway = parseIpv4(value);
    if (gateway === undefined) throw new Exit(EXIT_HOST, `${value}: Unknown host`);
    draft.gateway = gateway;
  }
}

function lengthOf(mask: number): number | null {
  const length = Math.clz32(~mask);
  return prefixMask(length) === mask ? length : null;
}

/** The mask as route prints it: the octets as they lie in memory. */
function hex(mask: number): string {
  const swapped = ((mask & 0xff) << 24) | ((mask & 0xff00) << 8) | ((mask >>> 8) & 0xff00) | (mask >>> 24);
  return (swapped >>> 0).toString(16).padStart(8, '0');
}

function target(name: string, kind: '-net' | '-host' | null, netmask: number | null): Target {
  if (name === 'default') return { address: 0, length: 0 };
  const [text = '', bits] = name.split('/');
  const address = parseIpv4(text);
  if (address === undefined || (bits !== undefined && !(/^\d{1,2}$/.test(bits) && Number(bits) <= 32)))
    throw new Exit(EXIT_HOST, `${name}: Host name lookup failure`);
  const mask = bits === undefined ? netmask : prefixMask(Number(bits));
  const isNet = kind === '-net' || (kind === null && address === 0);
  if (!isNet && mask !== null && mask !== 0xffffffff)
    throw usage(`netmask ${hex(mask)} doesn't make sense with host route`);
  if (!isNet) return { address, length: 32 };
  if (mask === null && address !== 0) throw new Exit(EXIT_IOCTL, 'SIOCADDRT: Invalid argument');
  const length = mask === null ? 0 : lengthOf(mask)!;
  if ((address & ~prefixMask(length)) !== 0) throw usage("netmask doesn't match route address");
  return { address, length };
}

/** strerror of what netlink would have said. */
const SENTENCES: Readonly<Record<string, string>> = {
  'Error: Nexthop has invalid gateway.': 'Network is unreachable',
  'Error: Device for nexthop is not up.': 'Network is down',
};

function errnoText(refusal: string | null): string | null {
  return refusal && (SENTENCES[refusal] ?? refusal.replace(/^RTNETLINK answers: |^Error: /, ''));
}

/** rtentry_to_fib_config: NLM_F_CREATE alone, so a new route goes in front of its equals. */
function add(site: Site, { address, length }: Target, draft: Draft): string | null {
  const { gateway, dev, metric, reject } = draft;
  if (dev !== null && !site.net.device(dev)) return 'No such device';
  const scope = reject ? ('host' as const) : gateway === null ? ('link' as const) : ('global' as const);
  const type = reject ? ('unreachable' as const) : ('unicast' as const);
  const config = { dst: address, length, gateway, dev, metric, scope, type };
  const rest = { table: RT_TABLE_MAIN, protocol: 'boot', prefsrc: null, onlink: false };
  return errnoText(
    site.world.request(site.namespace, { do: 'route.add', route: { ...config, ...rest }, how: 'prepend' }),
  );
}

function remove(site: Site, { address, length }: Target, draft: Draft): string | null {
  const { gateway, dev, metric } = draft;
  if (dev !== null && !site.net.device(dev)) return 'No such device';
  const pattern: RoutePattern = {
    table: RT_TABLE_MAIN,
    dst: address,
    length,
    ...(gateway !== null && { gateway }),
    ...(dev !== null && { dev }),
    ...(metric !== 0 && { metric }),
  };
  return errnoText(site.world.request(site.namespace, { do: 'route.del', route: pattern }));
}

const HEAD = `Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface`;

function list(site: Site, numeric: boolean): number {
  site.out(HEAD);
  const rows = [...site.net.fib.rows.values()].filter(({ table }) => table === RT_TABLE_MAIN);
  for (const row of rows.sort(asInTrie)) site.out(lineOf(row, numeric));
  return 0;
}

/** fib_route_seq_show, as route prints it. */
function lineOf(row: RouteRow, numeric: boolean): string {
  const refused = row.type === 'unreachable' || row.type === 'prohibit';
  const gateway = refused ? '-' : formatIpv4(row.gateway ?? 0);
  const flags = `${refused ? '!' : 'U'}${row.gateway === null ? '' : 'G'}${row.length === 32 ? 'H' : ''}`;
  const columns = [
    (row.dst === 0 && row.length === 0 && !numeric ? 'default' : formatIpv4(row.dst)).padEnd(15),
    gateway.padEnd(15),
    formatIpv4(prefixMask(row.length)).padEnd(15),
    flags.padEnd(5),
    String(row.metric).padEnd(6),
    refused ? '-' : '0',
    '       0',
    refused ? '-' : (row.dev ?? '*'),
  ];
  return columns.join(' ');
}
