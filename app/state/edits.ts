// Edits of the network: what a person has typed, tried before it is kept, taken back and done again.
import { create } from 'zustand';
import { type Problem, problemText } from '../../engine/problem.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { used } from './hints.ts';
import { chooseCommands, chooseProbe } from './link.ts';
import { sameScenario, useScenario } from './scenario.ts';
import { ask } from './session.ts';

type Commands = readonly ScenarioCommand[];

/** Lists of edits as they were before, and as they were before some were taken back; the latest last. */
export interface EditHistory {
  readonly past: readonly Commands[];
  readonly future: readonly Commands[];
}

const NOTHING: EditHistory = { past: [], future: [] };

export const useEdits = create<EditHistory>(() => NOTHING);

/** How far back one can go. */
const MOST = 200;

const same = (a: Commands | undefined, b: Commands) => JSON.stringify(a) === JSON.stringify(b);

/** What taking back leads to: the list before, or, of edits that came in a link, all but the last. */
export function listBefore({ past }: EditHistory, now: Commands): Commands | undefined {
  return past.at(-1) ?? (now.length > 0 ? now.slice(0, -1) : undefined);
}

/**
 * The history when one list of edits follows another. By whichever way a person comes to the list before or behind, the
 * browser's own too, they have taken back or done again; any other list is a new edit, and nothing is left to do again.
 */
export function followed(history: EditHistory, from: Commands, to: Commands): EditHistory {
  const { past, future } = history;
  if (same(from, to)) return history;
  if (same(listBefore(history, from), to)) return { past: past.slice(0, -1), future: [...future, from] };
  const behind = [...past, from].slice(-MOST);
  return { past: behind, future: same(future.at(-1), to) ? future.slice(0, -1) : [] };
}

/** Follows what is asked for. Returns a way to stop. */
export function startEdits(): () => void {
  let begun = false;
  return useScenario.subscribe((now, before) => {
    const own = begun && sameScenario(now.scenario, before.scenario);
    begun = true;
    useEdits.setState(own ? followed(useEdits.getState(), before.commands, now.commands) : NOTHING);
  });
}

let latest: Promise<unknown> = Promise.resolve();

/** Who goes back twice in a moment goes back two edits: each starts from where the one before has led. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = latest.then(work);
  latest = done.catch(() => undefined);
  return done;
}

/** To another list of edits. The pod in which the probe runs may not be there any more: then the network's own probe is sent. */
async function chooseList(to: Commands): Promise<Problem | null> {
  const wrong = await chooseCommands(to);
  return wrong?.where.startsWith('probe') ? chooseCommands(to, null) : wrong;
}

const go = (list: () => Commands | undefined): Promise<void> =>
  inTurn(async () => {
    const to = list();
    if (to) await chooseList(to);
  });

export const undo = () => go(() => listBefore(useEdits.getState(), useScenario.getState().commands));
export const redo = () => go(() => useEdits.getState().future.at(-1));

/** All edits but one. Null, or why the others cannot be without it. */
export function takeBack(index: number): Promise<Problem | null> {
  return inTurn(() => chooseList(useScenario.getState().commands.filter((_each, at) => at !== index)));
}

export function takeAllBack(): Promise<Problem | null> {
  return inTurn(() => chooseList([]));
}

/** What became of lines that were typed: an edit and a probe change what is on show, everything else only prints. */
export interface Typed {
  readonly kind: 'changed' | 'printed' | 'refused';
  readonly output: string;
}

/** Of a line before the last the place is no news: what its program has said is. */
const refusalOf = (wrong: Problem) => (wrong.where.startsWith('commands.') ? wrong.what : problemText(wrong));

/** Runs lines one after the other in the network on show: all of them, or none. Null when something else was asked for meanwhile. */
export const type = (lines: Commands): Promise<Typed | null> =>
  lines.length === 0 ? Promise.resolve(null) : inTurn(() => tried(lines));

async function tried(lines: Commands): Promise<Typed | null> {
  const { scenario, commands } = useScenario.getState();
  used('type');
  const edits = [...commands, ...lines];
  const last = edits.at(-1)!;
  const result = await ask({ scenario, commands: edits.slice(0, -1), probe: last });
  if (result === null) return null;
  if (!result.ok) return { kind: 'refused', output: refusalOf(result.problem) };
  const { events, outcome } = result.value.trace;
  const { output, failure } = outcome;
  const ran = events.find(({ did }) => did.kind === 'command');
  // A probe that sent nothing has said why: nothing was to be changed by it.
  if (events.length === 0) return { kind: 'printed', output };
  if (ran?.did.kind !== 'command') {
    await chooseProbe(last, edits.slice(0, -1));
    return { kind: 'changed', output };
  }
  if (failure !== null) return { kind: 'refused', output };
  if (lines.length === 1 && ran.did.edits === 0 && ran.changes.length === 0)
    return { kind: 'printed', output };
  const wrong = await chooseCommands(edits);
  return wrong ? { kind: 'refused', output: refusalOf(wrong) } : { kind: 'changed', output };
}
