// A table of any network at any step, printed as lines.
import {
  type PrintedLine,
  printConntrack,
  printFdb,
  printLinks,
  printNeighbours,
  printRoutes,
  printSysctl,
} from '../../engine/shell/print/index.ts';
import type { Trace } from '../../engine/trace/events.ts';
import type { Rows, TableKind, TableName, TableSet } from '../../engine/trace/rows.ts';
import { type History, rowsAt, versionAt } from '../../engine/trace/state.ts';
import { eventAt } from '../../engine/trace/steps.ts';
import type { PaneId } from '../state/panes.ts';
import { iptablesTableAt } from './marks.ts';

/** Panes in which a command prints what is in a namespace. */
type PrintedPane = Exclude<PaneId, 'netfilter' | 'cluster'>;

/** A namespace of a network at a step. */
export interface Moment {
  readonly trace: Trace;
  readonly history: History;
  /** Before the probe. */
  readonly tables: TableSet;
  readonly ns: number;
  readonly tick: number;
}

type RowsOf = <T extends TableName>(table: T) => ReadonlyMap<string, Rows[T]>;

/** `iptables -t TABLE -S`: the rules without their counters. */
function printRules(rowsOf: RowsOf, table: TableKind): PrintedLine[] {
  const chains = [...rowsOf('chain')].filter(([, row]) => row.table === table);
  const rules = [...rowsOf('rule')].filter(([, row]) => row.table === table);
  return [
    ...chains.map(([key, { chain, policy }]) => ({
      key,
      text: policy === null ? `-N ${chain}` : `-P ${chain} ${policy}`,
    })),
    ...rules.map(([key, { chain, spec }]) => ({ key, text: `-A ${chain} ${spec}` })),
  ];
}

const printSwitches = (tables: Parameters<typeof printSysctl>[0]): PrintedLine[] =>
  [false, true].flatMap((ofDevices) => printSysctl(tables, ofDevices));

export interface Snapshot {
  readonly command: string;
  readonly lines: readonly PrintedLine[];
}

const rowsIn =
  ({ history, tables, ns, tick }: Moment): RowsOf =>
  (table) =>
    rowsAt(
      tables[table] as ReadonlyMap<string, never>,
      history,
      ns,
      table,
      versionAt(history, ns, table, tick),
    );

function snapshotOf(pane: PrintedPane, moment: Moment, table: TableKind): Snapshot {
  const rowsOf = rowsIn(moment);
  switch (pane) {
    case 'routes':
      return { command: 'ip route', lines: printRoutes({ route: rowsOf('route') }) };
    case 'iptables':
      return { command: `iptables -t ${table} -S`, lines: printRules(rowsOf, table) };
    case 'neighbours':
      return { command: 'ip neigh', lines: printNeighbours({ neigh: rowsOf('neigh') }) };
    case 'fdb':
      return { command: 'bridge fdb show', lines: printFdb({ fdb: rowsOf('fdb') }) };
    case 'links':
      return { command: 'ip addr', lines: printLinks({ link: rowsOf('link') }) };
    case 'sysctl':
      return { command: 'sysctl -a', lines: printSwitches({ sysctl: rowsOf('sysctl') }) };
    case 'conntrack': {
      const now = moment.trace.events[eventAt(moment.trace, moment.tick)]!.time;
      return { command: 'conntrack -L', lines: printConntrack({ conntrack: rowsOf('conntrack') }, { now }) };
    }
  }
}

const textOf = ({ lines }: Snapshot): string => lines.map(({ text }) => text).join('\n');

/** Of a place and its counterpart, if there is one, the same table; of iptables' one in which they differ, if there is one. */
export function snapshotsOf(
  pane: PrintedPane,
  own: Moment,
  other: Moment | null,
): { readonly own: Snapshot; readonly other: Snapshot | null } {
  const table = iptablesTableAt(own.trace, own.tick, own.ns);
  if (!other) return { own: snapshotOf(pane, own, table), other: null };
  const both = [table, iptablesTableAt(other.trace, other.tick, other.ns)].sort();
  const pairs = both.map((each) => ({
    own: snapshotOf(pane, own, each),
    other: snapshotOf(pane, other, each),
  }));
  return pairs.find((pair) => textOf(pair.own) !== textOf(pair.other)) ?? pairs[0]!;
}
