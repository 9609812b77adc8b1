// What a decision had to choose from: every row that could have settled it, and why it did or did not.
import type { Did, RouteCandidate, RouteLookup, TraceEvent } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { RouteRow, TableSet } from '../trace/rows.ts';
import { formatIpv4, isMulticastMac, MAC_ZERO } from '../wire/address.ts';
import { routeName } from './routes.ts';
import { rowLink } from './sentence.ts';
import type { Speech } from './speech.ts';
import type { RouteWeighed, RouteWon, Weighed } from './values.ts';
import { namedDevice } from './words.ts';

type Kind<K extends Did['kind']> = Extract<Did, { kind: K }>;

/** The tables that have names (include/uapi/linux/rtnetlink.h). */
const TABLE_NAMES: Readonly<Record<number, string>> = { 253: 'default', 254: 'main', 255: 'local' };

const tableName = (table: number) => TABLE_NAMES[table] ?? `${table}`;

function wonBy(
  candidates: readonly RouteCandidate[],
  { length, metric }: RouteWeighed,
  rows: Rows,
): RouteWon {
  const others = candidates.flatMap(({ key, lost }) => (lost === null ? [] : [rows.get(key)]));
  if (others.some((row) => row?.length === length && row.metric > metric)) return 'metric';
  if (others.some((row) => row?.length === length && row.metric === metric)) return 'first';
  return others.length > 0 ? 'longest' : 'only';
}

type Rows = ReadonlyMap<string, RouteRow>;

function weighedCandidate(
  { weighing }: Speech,
  ns: number,
  { candidates }: RouteLookup,
  { key, lost }: RouteCandidate,
  rows: Rows,
): Weighed {
  const row = rows.get(key);
  const what = rowLink(routeName(key), ns, 'route', key);
  const won = rows.get(candidates.find((other) => other.lost === null)?.key ?? '');
  if (lost === null)
    return {
      what,
      answer: 'yes',
      why: weighing.routeWins(row ? wonBy(candidates, row, rows) : 'only', row?.length ?? 0),
    };
  return { what, answer: 'no', why: weighing.routeLoses(lost, row ?? null, won ?? null) };
}

/** Table after table: the rows that contain the destination, and how many do not. */
export function weighedRoutes(
  speech: Speech,
  ns: number,
  did: Kind<'route'>,
  tables: TableSet | null,
): Weighed[] {
  const rows: Rows = tables?.route ?? new Map();
  return did.lookups.flatMap((lookup) => {
    const { table, candidates } = lookup;
    const all = [...rows.values()].filter((row) => row.table === table).length;
    const others = Math.max(0, all - candidates.length);
    const rest: Weighed = {
      what: speech.weighing.otherRows(tableName(table), others),
      answer: 'no',
      why: speech.weighing.notContaining(formatIpv4(did.daddr)),
    };
    const weighed = candidates.map((candidate) => weighedCandidate(speech, ns, lookup, candidate, rows));
    return others > 0 ? [...weighed, rest] : weighed;
  });
}

/** A bridge's lookup of the destination, and its ports when it knows no better than to ask them all. */
export function weighedBridge(
  speech: Speech,
  outline: Outline,
  { ns, frame }: TraceEvent,
  did: Kind<'bridge'>,
  tables: TableSet | null,
): Weighed[] {
  const { weighing } = speech;
  const mac = frame?.layer === 'ethernet' ? frame.dst : '';
  const rows = [...(tables?.fdb ?? [])].filter(
    ([, row]) => row.master === did.bridge || row.dev === did.bridge,
  );
  const others = rows.filter(([key]) => key !== did.entry).length;
  const rest: Weighed[] =
    others > 0
      ? [{ what: weighing.otherEntries(did.bridge, others), answer: 'no', why: weighing.otherMacs }]
      : [];
  if (did.entry !== null)
    return [
      { what: rowLink(did.entry, ns, 'fdb', did.entry), answer: 'yes', why: weighing.sameMac(mac) },
      ...rest,
    ];
  if (mac !== '' && isMulticastMac(mac))
    return [{ what: mac, answer: 'unasked', why: weighing.group }, ...weighedPorts(speech, outline, ns, did)];
  return [
    { what: mac, answer: 'no', why: weighing.noEntry },
    ...rest,
    ...weighedPorts(speech, outline, ns, did),
  ];
}

function weighedPorts({ weighing }: Speech, outline: Outline, ns: number, did: Kind<'bridge'>): Weighed[] {
  const bridge = outline.devices.find((device) => device.ns === ns && device.name === did.bridge);
  return outline.devices
    .filter((device) => device.bridge === bridge?.id)
    .map(({ name }) => {
      const isOut = did.to.includes(name);
      const why = isOut ? weighing.portGets : name === did.port ? weighing.portGave : weighing.portDown;
      return { what: namedDevice(outline, ns, name), answer: isOut ? 'yes' : 'no', why };
    });
}

/** A tunnel's lookup of the host that a MAC address is behind. */
export function weighedTunnel(
  speech: Speech,
  ns: number,
  did: Kind<'fdb'>,
  tables: TableSet | null,
): Weighed[] {
  const { weighing } = speech;
  const rows = [...(tables?.fdb ?? [])].filter(([, row]) => row.dev === did.dev && row.master === null);
  const others = rows.filter(([key]) => key !== did.entry).length;
  const rest: Weighed[] =
    others > 0
      ? [{ what: weighing.otherEntries(did.dev, others), answer: 'no', why: weighing.otherMacs }]
      : [];
  if (did.entry === null) return [{ what: did.mac, answer: 'no', why: weighing.noEntry }, ...rest];
  const row = tables?.fdb.get(did.entry);
  const name = row && row.dst !== null ? `${row.mac} dst ${formatIpv4(row.dst)}` : did.entry;
  const why = row?.mac === MAC_ZERO ? weighing.everyMac : weighing.sameMac(did.mac);
  return [{ what: rowLink(name, ns, 'fdb', did.entry), answer: 'yes', why }, ...rest];
}

/** A neighbour is known by its address and the device it is behind. */
export function weighedNeighbours(
  speech: Speech,
  { ns, dev }: TraceEvent,
  outline: Outline,
  did: Kind<'neigh'>,
  tables: TableSet | null,
): Weighed[] {
  const { weighing } = speech;
  const device = outline.devices[dev]?.name ?? '';
  const nexthop = formatIpv4(did.nexthop);
  const rows = [...(tables?.neigh ?? [])].filter(([key]) => key !== did.key);
  const elsewhere = rows.filter(([, row]) => row.address === did.nexthop);
  const others = rows.length - elsewhere.length;
  const own: Weighed =
    did.key === null
      ? { what: `${nexthop} dev ${device}`, answer: 'no', why: weighing.nobodyKnown }
      : {
          what: rowLink(`${nexthop} dev ${device}`, ns, 'neigh', did.key),
          answer: did.result === 'resolved' ? 'yes' : 'no',
          why: weighing.neighbour(did.state, did.lladdr),
        };
  return [
    own,
    ...elsewhere.map(
      ([key, row]): Weighed => ({
        what: rowLink(`${nexthop} dev ${row.dev}`, ns, 'neigh', key),
        answer: 'no',
        why: weighing.otherDevice(row.dev),
      }),
    ),
    ...(others > 0
      ? [{ what: weighing.otherNeighbours(others), answer: 'no', why: weighing.otherAddresses } as const]
      : []),
  ];
}
