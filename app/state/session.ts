// What the engine has answered: the network, what happened to the probe, and tables as they stood before it.
import { create } from 'zustand';
import type { Format } from '../../engine/capture/write/formats.ts';
import { Disposed, type EngineClient } from '../../engine/client.ts';
import type { FindingGroup } from '../../engine/find.ts';
import { ok, problem, type Result } from '../../engine/problem.ts';
import type { Opened, OpenRequest } from '../../engine/protocol.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import type { NodeSummary, PodSummary } from '../../engine/trace/outline.ts';
import type { TableSet } from '../../engine/trace/rows.ts';
import { type History, historyOf } from '../../engine/trace/state.ts';
import { isSameCommand } from './commands.ts';

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
    const result = await inLine(() => build(engine, request));
    return turn === latest ? result : null;
  } catch (error) {
    if (turn === latest) useSession.setState({ failure: messageOf(error) });
    return null;
  } finally {
    if (turn === latest) useSession.setState({ opening: false });
  }
}

async function build(engine: EngineClient, request: OpenRequest): Promise<Result<Opened>> {
  const answer = await engine.open(request);
  if (!answer.ok) return answer;
  held = answer.value;
  requests.set(held, request);
  return answer;
}

/** A network that is still being computed is not wanted any more; others need not wait for it. */
export function cancelOpening(): void {
  if (useSession.getState().opening || besideUnderWay) interrupt();
  else latest++;
}

/** The tables of a namespace of the network that was built last, before it is on show; null when it is gone. */
export function tablesAhead(opened: Opened, ns: number): Promise<TableSet | null> {
  return inLine(async () => (client && held === opened ? client.tables(ns) : null)).catch(() => null);
}

/** Puts a network on show, with what is known of its tables. */
export function adopt(opened: Opened, base: Session['base'] = new Map()): void {
  useSession.setState({ opened, history: historyOf(opened.trace), base });
  asked.set(opened, new Set(base.keys()));
  // Of a big cluster each node has a hundred thousand rows: they are fetched when somebody looks.
  if ((opened.outline.asleep?.machines ?? 0) > 0) return;
  for (const ns of placesIn(opened)) void loadTables(ns);
}

/** A network that is held against the one on show, and its tables before the probe wherever that came to. */
export interface Beside {
  readonly opened: Opened;
  readonly base: ReadonlyMap<number, TableSet>;
}

/** Whose network is the one beside; an earlier one is not wanted any more. */
let besideTurn = 0;
let besideUnderWay = false;

/** Nothing is wanted beside the network on show. */
export function forgetBeside(): void {
  besideTurn++;
}

/**
 * Builds a network beside the one on show. Where the request names no probe and the network has the one that is preferred among
 * its own, that is sent. A later call makes an earlier one void: its answer is null.
 */
export async function askBeside(
  request: OpenRequest,
  preferred: ScenarioCommand,
): Promise<Result<Beside> | null> {
  const turn = ++besideTurn;
  const engine = client;
  if (!engine) return problem('engine', 'it is not there');
  for (;;) {
    try {
      return await inLine(async () => {
        if (turn !== besideTurn) return null;
        besideUnderWay = true;
        return buildBeside(engine, request, preferred).finally(() => {
          besideUnderWay = false;
        });
      });
    } catch (error) {
      if (turn !== besideTurn) return null;
      // What was asked for about the network on show went first; now it is this one's turn again.
      if (error instanceof Disposed) continue;
      useSession.setState({ failure: messageOf(error) });
      return null;
    }
  }
}

async function buildBeside(
  engine: EngineClient,
  request: OpenRequest,
  preferred: ScenarioCommand,
): Promise<Result<Beside>> {
  const first = await build(engine, request);
  if (!first.ok) return first;
  const declared = first.value.scenario.alternatives ?? [];
  const again = request.probe === null && declared.some((command) => isSameCommand(command, preferred));
  const answer = again ? await build(engine, { ...request, probe: preferred }) : first;
  if (!answer.ok) return answer;
  const base = new Map<number, TableSet>();
  for (const ns of placesIn(answer.value)) base.set(ns, await engine.tables(ns));
  return ok({ opened: answer.value, base });
}

/** Ids of the namespaces in which something happened. */
const placesIn = ({ trace }: Opened) => new Set(trace.events.map(({ ns }) => ns));

const asked = new WeakMap<Opened, Set<number>>();

/** Fetches the tables of a namespace once, as long as its network is wanted. */
export async function fetchTables(
  opened: Opened,
  ns: number,
  isWanted: () => boolean,
  keep: (tables: TableSet) => void,
): Promise<void> {
  const before = asked.get(opened) ?? new Set();
  asked.set(opened, before);
  if (before.has(ns)) return;
  before.add(ns);
  try {
    const tables = await inLine(async () =>
      isWanted() ? about(opened, (engine) => engine.tables(ns)) : null,
    );
    if (tables && isWanted()) keep(tables);
  } catch (error) {
    before.delete(ns);
    if (!isWanted()) return;
    if (error instanceof Disposed) await fetchTables(opened, ns, isWanted, keep);
    else useSession.setState({ failure: messageOf(error) });
  }
}

/** Fetches the tables of a namespace of the network on show. */
export async function loadTables(ns: number): Promise<void> {
  const { opened } = useSession.getState();
  if (!opened) return;
  await fetchTables(
    opened,
    ns,
    () => useSession.getState().opened === opened,
    (tables) => useSession.setState(({ base }) => ({ base: new Map(base).set(ns, tables) })),
  );
}

/** The network on show as a file; null when another one came on show meanwhile. */
export async function written(format: Format): Promise<Result<string | Uint8Array> | null> {
  const { opened } = useSession.getState();
  if (!opened) return null;
  try {
    return await inLine(async () =>
      useSession.getState().opened === opened ? about(opened, (engine) => engine.write(format)) : null,
    );
  } catch (error) {
    if (useSession.getState().opened !== opened) return null;
    return error instanceof Disposed ? written(format) : problem('engine', messageOf(error));
  }
}

/** An engine that holds something else, or nothing, opens the network once more: the same request gives the same answers. */
async function about<T>(opened: Opened, question: (engine: EngineClient) => Promise<T>): Promise<T | null> {
  if (!client) return null;
  const request = requests.get(opened);
  if (held !== opened && request) {
    const again = await client.open(request);
    if (!again.ok) return null;
    held = opened;
  }
  return question(client);
}

/** What in the network on show contains a text; null as below. */
export const find = (text: string, limit: number): Promise<readonly FindingGroup[] | null> =>
  inquire((engine) => engine.find(text, limit));

/** All nodes of the network on show, also those nobody has come to; null as below. */
export const nodes = (): Promise<readonly NodeSummary[] | null> => inquire((engine) => engine.nodes());

export const podsOn = (node: string): Promise<readonly PodSummary[] | null> =>
  inquire((engine) => engine.pods(node));

/** Asks about the network on show. Null: it was left meanwhile, or the engine has stopped. */
async function inquire<T>(question: (engine: EngineClient) => Promise<T>): Promise<T | null> {
  const { opened } = useSession.getState();
  if (!opened) return null;
  const isShown = () => useSession.getState().opened === opened;
  try {
    return await inLine(async () => (isShown() ? about(opened, question) : null));
  } catch (error) {
    if (!(error instanceof Disposed)) useSession.setState({ failure: messageOf(error) });
    return null;
  }
}

/** Asks what has nothing to do with the network on show. Null: the engine has stopped, or nobody wants to know any more. */
export async function consult<T>(
  question: (engine: EngineClient) => Promise<T>,
  isWanted: () => boolean = () => true,
): Promise<T | null> {
  if (!client) return null;
  try {
    return await question(client);
  } catch (error) {
    if (error instanceof Disposed) return isWanted() ? consult(question, isWanted) : null;
    useSession.setState({ failure: messageOf(error) });
    return null;
  }
}

/** Whatever the engine is busy with is not wanted any more. The network on show is opened again when its tables are asked for. */
export function interrupt(): void {
  latest++;
  held = null;
  client?.dispose();
  useSession.setState({ opening: false });
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The network on show. Only for parts of the page that are there when there is one. */
export function useOpened(): Opened {
  const opened = useSession((session) => session.opened);
  if (!opened) throw new Error('no network is open');
  return opened;
}
