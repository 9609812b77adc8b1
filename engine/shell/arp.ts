// net-tools arp: neighbours before iproute2.
import { route_output } from '../kernel/ipv4/route.ts';
import type { NeighRow } from '../trace/rows.ts';
import { formatIpv4, parseMac } from '../wire/address.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import { parseOptions } from './options.ts';
import { Exit, type Site, type Tool, unsupported } from './tool.ts';

const EXIT_FAILED = 255;
const fail = (message: string) => new Exit(EXIT_FAILED, message);

export const arp: Tool = (words, site) => {
  const parsed = parseOptions('arp', words, 'iH', 'nvaesd');
  if (!parsed.ok) unsupported(`arp ${words.join(' ')}`);
  const { options, operands } = parsed.value;
  const dev = options.get('i') ?? null;
  if (options.has('s')) return set(operands, dev, site);
  if (options.has('d')) return remove(operands, dev, site);
  return show(operands[0], dev, site, options.has('a'));
};

function addressOf(name: string | undefined): number {
  if (name === undefined) throw fail('arp: need host name');
  const address = parseIpv4(name);
  if (address === undefined) throw fail(`${name}: Host name lookup failure`);
  return address;
}

/** arp_req_set: without a device, the one by which the address is reached. */
function deviceFor(address: number, dev: string | null, { net }: Site): string {
  if (dev !== null) {
    if (!net.device(dev)) throw fail('SIOCSARP: No such device');
    return dev;
  }
  const { dst } = route_output(net, { daddr: address, saddr: 0, oif: null }, 0);
  if (dst.kind !== 'output') throw fail('SIOCSARP: Network is unreachable');
  return dst.dev.name;
}

function set([name, mac]: readonly string[], dev: string | null, site: Site): number {
  const address = addressOf(name);
  if (mac === undefined) throw fail('arp: need hardware address');
  const lladdr = parseMac(mac);
  if (lladdr === undefined) throw fail('arp: invalid hardware address');
  const device = deviceFor(address, dev, site);
  const entry = { dev: device, address, lladdr, state: 'PERMANENT' } as const;
  site.world.request(site.namespace, { do: 'neigh.add', ...entry, how: 'replace' });
  return 0;
}

function remove([name]: readonly string[], dev: string | null, site: Site): number {
  const address = addressOf(name);
  const found = listed(site).find((row) => row.address === address && (dev === null || row.dev === dev));
  if (!found) {
    site.out(`No ARP entry for ${name}`);
    return EXIT_FAILED;
  }
  site.world.request(site.namespace, { do: 'neigh.del', dev: found.dev, address });
  return 0;
}

/** /proc/net/arp leaves out what needs no ARP. */
const listed = ({ net }: Site) => [...net.neigh.rows.values()].filter(({ state }) => state !== 'NOARP');

const HEAD = 'Address                  HWtype  HWaddress           Flags Mask            Iface';

function show(name: string | undefined, dev: string | null, site: Site, bsd: boolean): number {
  const all = listed(site);
  const address = name === undefined ? null : addressOf(name);
  const rows = all.filter(
    (row) => (dev === null || row.dev === dev) && (address === null || row.address === address),
  );
  if (rows.length === 0) {
    if (name !== undefined) site.out(`${name} (${name}) -- no entry`);
    else if (all.length > 0) site.out(`arp: in ${all.length} entries no match found.`);
    return 0;
  }
  if (!bsd) site.out(HEAD);
  for (const row of rows) site.out(bsd ? bsdLine(row) : lineOf(row));
  return 0;
}

const isValid = ({ state }: NeighRow) => state !== 'FAILED' && state !== 'INCOMPLETE';

function lineOf(row: NeighRow): string {
  const valid = isValid(row);
  const flags = valid ? `C${row.state === 'PERMANENT' ? 'M' : ''}` : '';
  const columns = [
    formatIpv4(row.address).padEnd(25),
    (valid ? 'ether' : '').padEnd(8),
    (valid ? row.lladdr! : '(incomplete)').padEnd(20),
    flags.padEnd(6),
    ' '.repeat(16),
    row.dev,
  ];
  return columns.join('');
}

function bsdLine(row: NeighRow): string {
  const where = isValid(row)
    ? `${row.lladdr} [ether]${row.state === 'PERMANENT' ? ' PERM' : ''}`
    : '<incomplete>';
  return `? (${formatIpv4(row.address)}) at ${where} on ${row.dev}`;
}
