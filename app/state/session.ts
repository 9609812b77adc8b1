// What the engine has answered: the network, what happened to the probe, and tables as they stood before it.
import { create } from 'zustand';
import type { EngineClient } from '../../engine/client.ts';
import { problem, type Result } from '../../engine/problem.ts';
import type { Opened, OpenRequest } from '../../engine/protocol.ts';
import type { TableSet } from '../../engine/trace/rows.ts';
import { type History, historyOf } from '../../engine/trace/state.ts';

export interface Session {
  readonly opening: boolean;
  readonly opened: Opened | null;
  readonly history: History;
  /** Tables before the probe, by namespace, as far as somebody has looked. */
  readonly base: ReadonlyMap<number, TableSet>;
  /** Why the engine stopped; null while it runs. */
  readonly failure: string | null;
}

export const useSession = create<Session>(() => ({
  opening: false,
  opened: null,
  history: new Map(),
  base: new Map(),
  failure: null,
}));

let client: EngineClient | null = null;
let latest = 0;

/** Names the engine that answers from now on. */
export function connect(engine: EngineClient): void {
  client = engine;
  engine.onFailure((message) => useSession.setState({ failure: message, opening: false }));
}

/** Opens a network and sends its probe. A later call makes an earlier one void: its answer is null. */
export async function open(request: OpenRequest): Promise<Result<Opened> | null> {
  if (!client) return problem('engine', 'it is not there');
  // A network that is still being computed would make this one wait; its worker goes.
  if (useSession.getState().opening) client.dispose();
  const turn = ++latest;
  useSession.setState({ opening: true, failure: null });
  try {
    const result = await client.open(request);
    if (turn !== latest) return null;
    if (result.ok) adopt(result.value);
    else useSession.setState({ opening: false });
    return result;
  } catch (error) {
    if (turn === latest) useSession.setState({ opening: false, failure: messageOf(error) });
    return null;
  }
}

function adopt(opened: Opened): void {
  useSession.setState({ opening: false, opened, history: historyOf(opened.trace), base: new Map() });
  for (const ns of new Set(opened.trace.events.map((event) => event.ns))) void loadTables(ns);
}

const asked = new WeakMap<Opened, Set<number>>();

/** Fetches the tables of a namespace once. */
export async function loadTables(ns: number): Promise<void> {
  const { opened } = useSession.getState();
  if (!client || !opened) return;
  const before = asked.get(opened) ?? new Set();
  asked.set(opened, before);
  if (before.has(ns)) return;
  before.add(ns);
  try {
    const tables = await client.tables(ns);
    if (useSession.getState().opened !== opened) return;
    useSession.setState(({ base }) => ({ base: new Map(base).set(ns, tables) }));
  } catch (error) {
    before.delete(ns);
    if (useSession.getState().opened === opened) useSession.setState({ failure: messageOf(error) });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The network on show. Only for parts of the page that are there when there is one. */
export function useOpened(): Opened {
  const opened = useSession((session) => session.opened);
  if (!opened) throw new Error('no network is open');
  return opened;
}
