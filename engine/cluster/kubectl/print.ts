// pkg/printers/internalversion/printers.go: rows as `kubectl get` prints them. Nobody has noted when what was made.
import type { ClusterRows, EndpointsRow, NodeRow, PodRow, ServiceRow, WorkloadRow } from './rows.ts';

export type Listed = Exclude<keyof ClusterRows, 'version'>;

/** A line, and the object it shows: `NAMESPACE/NAME`, of a node its name. */
interface PrintedObject {
  readonly key: string | null;
  readonly text: string;
}

const UNKNOWN = '<unknown>';
const NONE = '<none>';

interface Table<Row> {
  readonly columns: readonly string[];
  readonly wide: readonly string[];
  cells(row: Row, version: string): readonly string[];
  wideCells(row: Row): readonly string[];
}

const nodes: Table<NodeRow> = {
  columns: ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
  wide: ['INTERNAL-IP', 'EXTERNAL-IP'],
  cells: ({ name }, version) => [name, 'Ready', NONE, UNKNOWN, `v${version.replace(/^v/, '')}`],
  wideCells: ({ address }) => [address ?? NONE, NONE],
};

const pods: Table<PodRow> = {
  columns: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
  wide: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  cells: ({ name, ready, node }) => [
    name,
    `${ready ? 1 : 0}/1`,
    node === null ? 'Pending' : 'Running',
    '0',
    UNKNOWN,
  ],
  wideCells: ({ ip, node }) => [ip ?? NONE, node ?? NONE, NONE, NONE],
};

const portText = ({ port, nodePort, protocol }: ServiceRow['ports'][number]) =>
  `${port}${nodePort === 0 ? '' : `:${nodePort}`}/${protocol}`;

const selectorText = (selector: ServiceRow['selector']) =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || NONE;

const services: Table<ServiceRow> = {
  columns: ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE'],
  wide: ['SELECTOR'],
  cells: ({ name, type, clusterIP, ports }) => [
    name,
    type,
    clusterIP,
    NONE,
    ports.map(portText).join(',') || NONE,
    UNKNOWN,
  ],
  wideCells: ({ selector }) => [selectorText(selector)],
};

/** formatEndpoints: three are named. */
const SOME = 3;

const endpoints: Table<EndpointsRow> = {
  columns: ['NAME', 'ENDPOINTS', 'AGE'],
  wide: [],
  cells: ({ name, addresses }) => {
    const more = addresses.length - SOME;
    const text = addresses.slice(0, SOME).join(',') || NONE;
    return [name, more > 0 ? `${text} + ${more} more...` : text, UNKNOWN];
  },
  wideCells: () => [],
};

const workloads: Table<WorkloadRow> = {
  columns: ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
  wide: [],
  cells: ({ name, replicas }) => [name, `${replicas}/${replicas}`, `${replicas}`, `${replicas}`, UNKNOWN],
  wideCells: () => [],
};

const TABLES = { nodes, pods, services, endpoints, workloads };

interface Shown {
  /** null: of all namespaces. */
  readonly namespace: string | null;
  readonly wide: boolean;
  readonly name?: string | undefined;
}

/** tabwriter: three blanks between columns. */
function aligned(lines: readonly (readonly string[])[]): string[] {
  const widest = (at: number) => lines.reduce((most, cells) => Math.max(most, cells[at]!.length), 0);
  const widths = lines[0]!.map((_, at) => widest(at));
  return lines.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('   ')
      .trimEnd(),
  );
}

export function printRows(
  rows: ClusterRows,
  what: Listed,
  { namespace, wide, name }: Shown,
): PrintedObject[] {
  const table = TABLES[what] as Table<{ readonly name: string; readonly namespace?: string }>;
  const shown = rows[what].filter(
    (row) =>
      (name === undefined || row.name === name) &&
      (!('namespace' in row) || namespace === null || row.namespace === namespace),
  );
  const everywhere = namespace === null && what !== 'nodes';
  const head = [...(everywhere ? ['NAMESPACE'] : []), ...table.columns, ...(wide ? table.wide : [])];
  const lines = shown.map((row) => [
    ...(everywhere && 'namespace' in row ? [row.namespace] : []),
    ...table.cells(row, rows.version),
    ...(wide ? table.wideCells(row) : []),
  ]);
  const keys = shown.map((row) => ('namespace' in row ? `${row.namespace}/${row.name}` : row.name));
  return aligned([head, ...lines]).map((text, at) => ({ key: at === 0 ? null : keys[at - 1]!, text }));
}
