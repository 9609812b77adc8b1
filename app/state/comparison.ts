// The other network of a comparison: what was asked for, what the engine answered, and how its steps lie beside those on show.
import { create } from 'zustand';
import type { Problem } from '../../engine/problem.ts';
import type { Opened, OpenRequest } from '../../engine/protocol.ts';
import type { Against, Compared } from '../../engine/scenario/link.ts';
import type { Address } from '../../engine/trace/address.ts';
import type { Comparison } from '../../engine/trace/comparison.ts';
import type { Level } from '../../engine/trace/events.ts';
import type { TableSet } from '../../engine/trace/rows.ts';
import { type History, historyOf } from '../../engine/trace/state.ts';
import { useScenario } from './scenario.ts';
import { askBeside, fetchTables, forgetBeside } from './session.ts';

export interface ComparisonState {
  /** null: the network on show is alone. */
  readonly against: Against | null;
  /** null until the engine has answered. */
  readonly opened: Opened | null;
  readonly history: History;
  /** Why there is no other network. */
  readonly problem: Problem | null;
  /** Its tables before the probe, by namespace, as far as somebody has looked. */
  readonly base: ReadonlyMap<number, TableSet>;
  /** Where a link wants it to stand, until it is there. */
  readonly wanted: Address | null;
  /** The steps of both at a zoom; null until both are there. */
  readonly rows: ((zoom: Level) => Comparison) | null;
}

const ALONE: ComparisonState = {
  against: null,
  opened: null,
  history: new Map(),
  problem: null,
  base: new Map(),
  wanted: null,
  rows: null,
};

export const useComparison = create<ComparisonState>(() => ALONE);

/** The network on show is alone from now on. */
export function standAlone(): void {
  forgetBeside();
  useComparison.setState(ALONE);
}

export const isSameAgainst = (a: Against | null, b: Against | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** What the engine is asked for. */
function requestFor(against: Against): OpenRequest {
  const { scenario, probe, commands } = useScenario.getState();
  switch (against.kind) {
    case 'library':
      return { scenario: against.id, probe: against.probe };
    case 'probe':
      return { scenario, probe: against.probe, commands };
    case 'base':
      return { scenario, probe, commands: [] };
    case 'before':
      return { scenario, probe, commands: commands.slice(0, -1) };
    case 'edits':
      return { scenario, probe, commands: against.commands };
  }
}

/** Rows are found once for each zoom, when somebody looks. */
async function rowsBetween(left: Opened, right: Opened): Promise<(zoom: Level) => Comparison> {
  const { compareTraces } = await import('../../engine/trace/comparison.ts');
  const found = new Map<Level, Comparison>();
  return (zoom) => {
    const rows = found.get(zoom) ?? compareTraces(left, right, zoom);
    found.set(zoom, rows);
    return rows;
  };
}

/** Holds another network against the one on show. Answers it; null when that failed or is not wanted any more. */
export async function holdAgainst({ against, at }: Compared, shown: Opened): Promise<Opened | null> {
  useComparison.setState({ ...ALONE, against, wanted: at });
  const isWanted = () => useComparison.getState().against === against;
  const answer = await askBeside(requestFor(against), shown.probe);
  if (!answer || !isWanted()) return null;
  if (!answer.ok) {
    useComparison.setState({ problem: answer.problem });
    return null;
  }
  const { opened, base } = answer.value;
  const rows = await rowsBetween(shown, opened);
  if (!isWanted()) return null;
  useComparison.setState({ opened, history: historyOf(opened.trace), base, rows, wanted: null });
  return opened;
}

/** Fetches the tables of a namespace of the other network. */
export async function loadTablesBeside(ns: number): Promise<void> {
  const { opened, base } = useComparison.getState();
  if (!opened || base.has(ns)) return;
  await fetchTables(
    opened,
    ns,
    () => useComparison.getState().opened === opened,
    (tables) => useComparison.setState((now) => ({ base: new Map(now.base).set(ns, tables) })),
  );
}
