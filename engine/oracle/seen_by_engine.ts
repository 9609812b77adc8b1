// A trace of the engine and its tables at the end, as text, in the same words as the kernel's.
import type { Engine, Opened } from '../protocol.ts';
import { listedSets, memberText, savedLines } from '../shell/ipset/print.ts';
import { type PrintedLine, printIptables, printRoutes } from '../shell/print/index.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { DeviceOutline, NamespaceOutline } from '../trace/outline.ts';
import type { ConntrackRow, FdbRow, NeighRow, Rows, TableKind, TableName, Tuple } from '../trace/rows.ts';
import { isSighting } from '../trace/sightings.ts';
import { historyOf, rowsAt, versionAt } from '../trace/state.ts';
import { formatIpv4 } from '../wire/address.ts';
import { ipv4Of } from '../wire/frame.ts';
import {
  asNetlinkTells,
  asStamped,
  inAnyOrderIfLooped,
  ipsetText,
  Names,
  type NumberNames,
  portNames,
  withoutTimes,
} from './normalised.ts';
import { frameText } from './packet_text.ts';
import { byName, type Seen, type SeenNamespace } from './seen.ts';
import { type TraceRecord, traceText } from './trace_record.ts';

/** How the other side is heard. */
export interface Judging {
  readonly names: NumberNames;
  /** Frames in the order in which they are heard, or in that of their stamps. */
  readonly order: 'turns' | 'stamps';
}

/** The TRACE lines a namespace logs, in order. */
export function recordsOf({ trace }: Pick<Opened, 'trace'>, ns: number): TraceRecord[] {
  return trace.events.filter((event) => event.ns === ns).flatMap((event) => recordOf(event, trace.events));
}

function recordOf(event: TraceEvent, events: readonly TraceEvent[]): TraceRecord[] {
  const walk = event.did;
  if (walk.kind !== 'walk' || walk.record === null || !walk.traced) return [];
  const stage = stageOf(event, events);
  const packet = event.frame && ipv4Of(event.frame);
  if (!packet) throw new Error('a walk without a packet');
  const { mac } = stage;
  const type = mac?.type.toString(16).padStart(4, '0') ?? '';
  return [
    {
      comment: `${walk.table}:${walk.chain}:${walk.record.comment}:${walk.record.num}`,
      in: stage.in,
      out: stage.out,
      physin: stage.physin,
      physout: stage.physout,
      mac: mac && `${mac.dst}:${mac.src}:${type.slice(0, 2)}:${type.slice(2)}`,
      mark: walk.mark,
      uid: stage.uid,
      packet,
    },
  ];
}

function stageOf(event: TraceEvent, events: readonly TraceEvent[]) {
  for (let index = event.parent; index >= 0; index = events[index]!.parent) {
    const { did } = events[index]!;
    if (did.kind === 'table') return did;
  }
  throw new Error('a walk outside a table');
}

function framesOf(
  { trace, outline }: Pick<Opened, 'outline' | 'trace'>,
  dev: DeviceOutline,
  { names, order }: Judging,
): string[] {
  const seen = trace.events
    .filter((event) => event.dev === dev.id && isSighting(event, outline))
    .map(({ did, frame, time }) => ({ direction: directionOf(did), frame: frame!, time }));
  const ordered = order === 'stamps' ? asStamped(seen) : seen;
  return ordered.map(({ direction, frame }) => `${direction} ${frameText(frame, names)}`);
}

const directionOf = ({ kind }: TraceEvent['did']): 'in' | 'out' => (kind === 'transmit' ? 'out' : 'in');

function neighbourText({ address, dev, lladdr, state }: NeighRow): string {
  return `${formatIpv4(address)} dev ${dev}${lladdr === null ? '' : ` lladdr ${lladdr}`} ${state}`;
}

function fdbText({ mac, dev, dst, permanent }: FdbRow): string {
  return `${mac} dev ${dev}${dst === null ? '' : ` dst ${formatIpv4(dst)}`} ${permanent ? 'permanent' : 'learned'}`;
}

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

function tupleText({ src, dst, protocol, icmp, sport, dport }: Tuple, names: NumberNames): string {
  const ends = `${formatIpv4(src)} > ${formatIpv4(dst)}`;
  if (icmp) return `${ends} type ${icmp.type} code ${icmp.code} id ${names.of('echo', icmp.id)}`;
  if (PROTOCOLS[protocol] === undefined) return ends;
  return `${ends} ${portNames(sport, dport, names).join(' > ')}`;
}

function conntrackText(row: ConntrackRow, names: NumberNames): string {
  const flags = [...(row.seenReply ? [] : ['[UNREPLIED]']), ...(row.assured ? ['[ASSURED]'] : [])];
  const protocol = PROTOCOLS[row.original.protocol] ?? 'unknown';
  return [
    row.tcp === null ? protocol : `${protocol} ${row.tcp}`,
    tupleText(row.original, names),
    tupleText(row.reply, names),
    ...flags,
  ].join(' | ');
}

const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;
const TABLES: readonly TableKind[] = ['raw', 'mangle', 'nat', 'filter', 'security'];

const printedLines = (lines: readonly PrintedLine[]) =>
  lines.map(({ text }) => text.trimEnd()).filter((text) => text !== '');

function ipsetLines(rows: ReadonlyMap<string, Rows['ipset']>, now: number): string[] {
  return listedSets(rows)
    .flatMap((listed) =>
      savedLines(
        listed,
        listed.members.map(([, row]) => memberText(row, now)),
      ),
    )
    .map(ipsetText)
    .sort();
}

async function namespaceSeen(
  engine: Pick<Engine, 'tables'>,
  opened: Pick<Opened, 'outline' | 'trace'>,
  space: NamespaceOutline,
  judging: Judging,
): Promise<SeenNamespace> {
  const { names } = judging;
  const { outline, trace } = opened;
  const base = await engine.tables(space.id);
  const history = historyOf(trace);
  const lastTick = trace.ticks[trace.events.length]! - 1;
  const entries = <T extends TableName>(table: T) =>
    rowsAt<T>(base[table], history, space.id, table, versionAt(history, space.id, table, lastTick));
  const rows = <T extends TableName>(table: T): Rows[T][] => [...entries(table).values()];
  const devices = outline.devices.filter((dev) => dev.ns === space.id).sort((a, b) => a.ifindex - b.ifindex);
  const frames = devices
    .map((dev) => [dev.name, framesOf(opened, dev, judging)] as const)
    .filter(([, lines]) => lines.length > 0);
  return {
    frames: Object.fromEntries(frames),
    log: inAnyOrderIfLooped(
      recordsOf(opened, space.id).map((record) => traceText(asNetlinkTells(record), names)),
    ),
    neighbours: rows('neigh').map(neighbourText).sort(),
    fdb: rows('fdb').map(fdbText).sort(),
    conntrack: rows('conntrack')
      .map((row) => conntrackText(row, names))
      .sort(),
    routes: [RT_TABLE_MAIN, RT_TABLE_LOCAL].flatMap((table) =>
      printedLines(printRoutes({ route: entries('route') }, table)),
    ),
    iptables: TABLES.flatMap((table) =>
      printedLines(
        printIptables({ chain: entries('chain'), rule: entries('rule'), counter: entries('counter') }, table),
      ),
    ),
    ipset: ipsetLines(entries('ipset'), trace.events.at(-1)?.time ?? 0),
  };
}

/** `engine` is the one that opened it. */
export async function seenByEngine(
  engine: Pick<Engine, 'tables'>,
  opened: Pick<Opened, 'outline' | 'trace'>,
  judging: Judging = { names: new Names(), order: 'stamps' },
): Promise<Seen> {
  const namespaces: Record<string, SeenNamespace> = {};
  for (const space of [...opened.outline.namespaces].sort(byName))
    namespaces[space.name] = await namespaceSeen(engine, opened, space, judging);
  const { output, answered } = opened.trace.outcome;
  return { mixed: false, output: withoutTimes(output), answered, namespaces };
}
