// ipvsadm.c list_all, print_service_entry, print_conn: services, servers and connections as the tool prints them.
import type { IpvsConnRow, IpvsDestRow, IpvsServiceRow, TableSet } from '../../trace/rows.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { PrintedLine } from '../printed_line.ts';

type Table = Pick<TableSet, 'ipvs'>;

const IPPROTO_TCP = 6;
const MICROSECONDS = 1_000_000;
const ALL = 0xffffffff;

/** /etc/services, as far as services of clusters name them. */
const PORTS: Readonly<Record<number, string>> = { 22: 'ssh', 53: 'domain', 80: 'http', 443: 'https' };

const endOf = (address: number, port: number, numeric: boolean) =>
  `${formatIpv4(address)}:${(numeric ? undefined : PORTS[port]) ?? port}`;

interface Listed {
  readonly key: string;
  readonly service: IpvsServiceRow;
  readonly dests: readonly (readonly [string, IpvsDestRow])[];
}

/** ipvs_cmp_services, ipvs_cmp_dests */
const byService = (a: IpvsServiceRow, b: IpvsServiceRow) =>
  a.fwmark - b.fwmark || a.protocol - b.protocol || a.address - b.address || a.port - b.port;
const byAddress = (a: IpvsDestRow, b: IpvsDestRow) => a.address - b.address || a.port - b.port;

function listed(rows: TableSet['ipvs']): Listed[] {
  const services: Listed[] = [];
  for (const [key, service] of rows) {
    if (service.kind !== 'service') continue;
    const dests: (readonly [string, IpvsDestRow])[] = [];
    for (const [dest, row] of rows)
      if (row.kind === 'destination' && row.service === key) dests.push([dest, row]);
    services.push({ key, service, dests: dests.sort(([, a], [, b]) => byAddress(a, b)) });
  }
  return services.sort((a, b) => byService(a.service, b.service));
}

const TITLE = [
  'Prot LocalAddress:Port Scheduler Flags',
  '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
];
/** NVERSION(1.2.1), and the buckets of the connection table (ip_vs.conn_tab_bits 12). */
const VERSION = 'IP Virtual Server version 1.2.1 (size=4096)';

function serviceText(
  { protocol, address, port, fwmark, scheduler, persistent, netmask }: IpvsServiceRow,
  numeric: boolean,
): string {
  const name =
    fwmark !== 0
      ? `FWM  ${fwmark}`
      : `${protocol === IPPROTO_TCP ? 'TCP' : 'UDP'}  ${endOf(address, port, numeric)}`;
  const stays = persistent === null ? '' : ` persistent ${persistent}`;
  const mask = persistent === null || netmask === ALL ? '' : ` mask ${formatIpv4(netmask)}`;
  return `${name.slice(0, 33)} ${scheduler}${stays}${mask}`;
}

function destText({ address, port, weight, active, inactive }: IpvsDestRow, numeric: boolean): string {
  const name = endOf(address, port, numeric).slice(0, 28).padEnd(28);
  const counts = [active, inactive].map((count) => String(count).padEnd(10)).join(' ');
  return `  -> ${name} ${'Masq'.padEnd(7)} ${String(weight).padEnd(6)} ${counts}`;
}

const entryLines = ({ key, service, dests }: Listed, numeric: boolean): PrintedLine[] => [
  { key, text: serviceText(service, numeric) },
  ...dests.map(([dest, row]) => ({ key: dest, text: destText(row, numeric) })),
];

/** `ipvsadm -Ln`; of one service only, without the version, when its key is given. */
export function printIpvs(
  tables: Table,
  options: { readonly numeric?: boolean; readonly only?: string } = {},
): PrintedLine[] {
  const { numeric = true, only } = options;
  const heads = only === undefined ? [VERSION, ...TITLE] : TITLE;
  return [
    ...heads.map((text) => ({ key: null, text })),
    ...listed(tables.ipvs)
      .filter(({ key }) => only === undefined || key === only)
      .flatMap((each) => entryLines(each, numeric)),
  ];
}

/** `ipvsadm -Lnc`. The table's own order is that of its hash; here connections stand in the order in which they began. */
export function printIpvsConnections(
  tables: Table,
  options: { readonly now: number; readonly numeric?: boolean },
): PrintedLine[] {
  const { now, numeric = true } = options;
  const head = `pro expire ${'state'.padEnd(11)} ${'source'.padEnd(18)} ${'virtual'.padEnd(18)} destination`;
  return [
    { key: null, text: 'IPVS connection entries' },
    { key: null, text: head },
    ...[...tables.ipvs].flatMap(([key, row]) =>
      row.kind === 'connection' && row.expires > now ? [{ key, text: connText(row, now, numeric) }] : [],
    ),
  ];
}

function connText(row: IpvsConnRow, now: number, numeric: boolean): string {
  const left = Math.floor((row.expires - now) / MICROSECONDS);
  const clock = [Math.floor(left / 60), left % 60].map((part) => String(part).padStart(2, '0')).join(':');
  const ends = [endOf(row.caddr, row.cport, numeric), endOf(row.vaddr, row.vport, numeric)];
  return [
    row.protocol === IPPROTO_TCP ? 'TCP' : 'UDP',
    clock.padEnd(6),
    row.state.padEnd(11),
    ...ends.map((end) => end.padEnd(18)),
    endOf(row.daddr, row.dport, numeric),
  ].join(' ');
}

/** `ipvsadm -S -n` */
export function saveLines(tables: Table, numeric: boolean): string[] {
  return listed(tables.ipvs).flatMap(({ service, dests }) => {
    const { protocol, address, port, fwmark, scheduler, persistent, netmask } = service;
    const name =
      fwmark !== 0
        ? `-f ${fwmark}`
        : `${protocol === IPPROTO_TCP ? '-t' : '-u'} ${endOf(address, port, numeric)}`;
    const stays = persistent === null ? '' : ` -p ${persistent}`;
    const mask = persistent === null || netmask === ALL ? '' : ` -M ${formatIpv4(netmask)}`;
    return [
      `-A ${name} -s ${scheduler}${stays}${mask}`,
      ...dests.map(
        ([, dest]) => `-a ${name} -r ${endOf(dest.address, dest.port, numeric)} -m -w ${dest.weight}`,
      ),
    ];
  });
}
