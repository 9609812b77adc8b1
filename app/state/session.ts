// What the engine has answered: the network, what happened to the probe, and tables as they stood before it.
import { create } from 'zustand';
import { Disposed, type EngineClient } from '../../engine/client.ts';
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
/** What the engine has open now; null when nothing, or when it is a new one. */
let held: Opened | null = null;
/** What each network was asked for with, so that it can be had again. */
const requests = new WeakMap<Opened, OpenRequest>();
let latest = 0;

/** Names the engine that answers from now on. */
export function connect(engine: EngineClient): void {
  client = engine;
  engine.onFailure((message) => {
    held = null;
    useSession.setState({ failure: message, opening: false });
  });
}

let line: Promise<unknown> = Promise.resolve();

/** The engine has one network open at a time: who asks about it waits until those in front are answered. */
function inLine<T>(work: () => Promise<T>): Promise<T> {
  const answer = line.then(work);
  line = answer.catch(() => undefined);
  return answer;
}

/** Builds a network and sends its probe; what is on show stays. A later call makes an earlier one void: its answer is null. */
export async function ask(request: OpenRequest): Promise<Result<Opened> | null> {
  const engine = client;
  if (!engine) return problem('engine', 'it is not there');
  cancelOpening();
  const turn = ++latest;
  useSession.setState({ opening: true, failure: null });
  try {
    const result = await inLine(async () => {
      const answer = await engine.open(request);
      if (!answer.ok) return answer;
      held = answer.value;
      requests.set(held, request);
      return answer;
    });
    return turn === latest ? result : null;
  } catch (error) {
    if (turn === latest) useSession.setState({ failure: messageOf(error) });
    return null;
  } finally {
    if (turn === latest) useSession.setState({ opening: false });
  }
}

/** A network that is still being computed is not wanted any more; others need not wait for it. */
export function cancelOpening(): void {
  latest++;
  if (!useSession.getState().opening) return;
  held = null;
  client?.dispose();
  useSession.setState({ opening: false });
}

/** Puts a network on show. */
export function adopt(opened: Opened): void {
  useSession.setState({ opened, history: historyOf(opened.trace), base: new Map() });
  for (const ns of new Set(opened.trace.events.map((event) => event.ns))) void loadTables(ns);
}

const asked = new WeakMap<Opened, Set<number>>();

/** Fetches the tables of a namespace of the network on show, once. */
export async function loadTables(ns: number): Promise<void> {
  const { opened } = useSession.getState();
  if (!opened) return;
  const before = asked.get(opened) ?? new Set();
  asked.set(opened, before);
  if (before.has(ns)) return;
  before.add(ns);
  try {
    const tables = await inLine(() => tablesOf(opened, ns));
    if (tables && useSession.getState().opened === opened) {
      useSession.setState(({ base }) => ({ base: new Map(base).set(ns, tables) }));
    }
  } catch (error) {
    before.delete(ns);
    if (useSession.getState().opened !== opened) return;
    if (error instanceof Disposed) await loadTables(ns);
    else useSession.setState({ failure: messageOf(error) });
  }
}

/** An engine that holds something else, or nothing, opens the network once more: the same request gives the same tables. */
async function tablesOf(opened: Opened, ns: number): Promise<TableSet | null> {
  if (!client || useSession.getState().opened !== opened) return null;
  const request = requests.get(opened);
  if (held !== opened && request) {
    const again = await client.open(request);
    if (!again.ok) return null;
    held = opened;
  }
  return client.tables(ns);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The network on show. Only for parts of the page that are there when there is one. */
export function useOpened(): Opened {
  const opened = useSession((session) => session.opened);
  if (!opened) throw new Error('no network is open');
  return opened;
}
