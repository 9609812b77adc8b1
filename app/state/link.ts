// The address bar and the page: a link is read into a moment, and the moment on show is written back.
import { create } from 'zustand';
import { ok, type Problem, problem, type Result } from '../../engine/problem.ts';
import type { Opened } from '../../engine/protocol.ts';
import { FIRST_SCENARIO, library } from '../../engine/scenario/library/index.ts';
import {
  type Against,
  type Compared,
  decodeLink,
  linkTo,
  type Moment,
  type Note,
} from '../../engine/scenario/link.ts';
import type { Scenario, ScenarioCommand } from '../../engine/scenario/schema.ts';
import { addressOf, tickInOther, tickOf } from '../../engine/trace/address.ts';
import type { TableSet } from '../../engine/trace/rows.ts';
import { eventOfStep, stepIndex } from '../../engine/trace/steps.ts';
import { setBreakpoints, useBreakpoints } from './breakpoints.ts';
import { noteChange } from './change.ts';
import { holdAgainst, isSameAgainst, standAlone, useComparison } from './comparison.ts';
import { used } from './hints.ts';
import { useNotes } from './notes.ts';
import { isPane, PANES, type PaneId, paneAt } from './panes.ts';
import { currentIndex, goToTick, stepsOf, usePlayback } from './playback.ts';
import { sameScenario, useScenario } from './scenario.ts';
import { useSelection } from './selection.ts';
import { adopt, ask, cancelOpening, tablesAhead, useSession } from './session.ts';

export interface LinkState {
  /** What is wrong with the link that was followed. */
  readonly problem: Problem | null;
  /** The same scenario from its first step, where at least that can be opened. */
  readonly instead: Moment | null;
  /** Does the network on show say more than a link can hold? */
  readonly tooLong: boolean;
}

export const useLink = create<LinkState>(() => ({ problem: null, instead: null, tooLong: false }));

const start = (
  scenario: Moment['scenario'],
  probe: ScenarioCommand | null = null,
  commands: readonly ScenarioCommand[] = [],
  notes: readonly Note[] = [],
): Moment => ({
  scenario,
  probe,
  commands,
  at: null,
  zoom: usePlayback.getState().zoom,
  focus: null,
  pane: null,
  compared: null,
  notes,
  breakpoints: useBreakpoints.getState().breakpoints,
});

/** The comparison on show. The other's place is told only where the first has no step that says it. */
function currentCompared(): Compared | null {
  const { against, opened, wanted, rows } = useComparison.getState();
  if (against === null) return null;
  if (!opened || !rows) return { against, at: wanted };
  const { zoom, beside } = usePlayback.getState();
  const isAlone = (rows(zoom).rows[currentIndex()]?.left ?? 0) < 0;
  return { against, at: isAlone ? addressOf(opened.trace, opened.outline, zoom, beside) : null };
}

/** The moment on show. */
function currentMoment({ trace, outline }: Opened): Moment {
  const { scenario, probe, commands } = useScenario.getState();
  const { tick, zoom } = usePlayback.getState();
  const { pinned, pane, following } = useSelection.getState();
  const asExpected = following && pane === paneAt(trace, zoom, tick);
  return {
    scenario,
    probe,
    commands,
    at: addressOf(trace, outline, zoom, tick),
    zoom,
    focus: pinned === null ? null : (outline.namespaces[pinned]?.name ?? null),
    pane: asExpected ? null : pane,
    compared: currentCompared(),
    notes: useNotes.getState().notes,
    breakpoints: useBreakpoints.getState().breakpoints,
  };
}

/** Networks that no link can hold: what takes long to find out is found out once. */
const unlinkable = new WeakSet<object>();

/** The whole address of the moment on show; that of the page alone, where a link cannot hold it. */
export async function currentLink(): Promise<string> {
  const { opened } = useSession.getState();
  const link = opened && (await linkHeld(currentMoment(opened)));
  useLink.setState({ tooLong: opened !== null && link === null });
  const url = new URL(location.href);
  url.hash = link ?? '';
  return url.href;
}

async function linkHeld(moment: Moment): Promise<string | null> {
  const { scenario } = moment;
  const network = typeof scenario === 'string' ? null : scenario;
  if (network && unlinkable.has(network)) return null;
  const link = await linkTo(moment);
  if (link === null && network) unlinkable.add(network);
  return link;
}

interface Place {
  readonly tick: number;
  readonly pinned: number | null;
  readonly pane: PaneId | null;
}

/** Where a link that is right but for its place leads. */
const NOWHERE: Place = { tick: 0, pinned: null, pane: null };

/** A comparison that cannot be. */
function wrongWith(
  against: Against,
  commands: Moment['commands'],
): { readonly ok: false; readonly problem: Problem } | null {
  if (against.kind === 'library' && !library.some(({ id }) => id === against.id)) {
    const expected = `one of ${library.map(({ id }) => id).join(', ')}`;
    return problem('comparison', `there is no network called "${against.id.slice(0, 60)}"`, expected);
  }
  const needsEdits = against.kind === 'base' || against.kind === 'before';
  return needsEdits && commands.length === 0
    ? problem('comparison', 'there is no edit in this network that it could be compared without')
    : null;
}

/** Where a moment is in a network; a problem when it is nowhere. */
function placeOf({ outline, trace }: Opened, moment: Moment): Result<Place> {
  const { at, zoom, focus, pane, compared, commands } = moment;
  const wrong = compared && wrongWith(compared.against, commands);
  if (wrong) return wrong;
  const tick = at ? tickOf(trace, outline, zoom, at) : stepsOf(trace, zoom)[0];
  if (tick === undefined) {
    const place = at ? [at.ns, at.dev, at.fn, at.rule].filter((part) => part !== '').join(' ') : 'the first';
    return problem('step', `there is none at "${place.slice(0, 120)}" in this scenario`);
  }
  const pinned = focus === null ? null : outline.namespaces.findIndex((each) => each.name === focus);
  if (pinned === -1) return problem('focus', `there is no namespace "${focus?.slice(0, 60)}"`);
  if (pane !== null && !isPane(pane)) {
    return problem(
      'pane',
      `there is none called "${pane.slice(0, 60)}"`,
      PANES.map(({ id }) => id).join(', '),
    );
  }
  return ok({ tick, pinned, pane });
}

function show(moment: Moment, { tick, pinned, pane }: Place): void {
  const opened = useSession.getState().opened!;
  usePlayback.setState({ zoom: moment.zoom, tick, playing: false, beside: -1 });
  goToTick(tick);
  useNotes.setState({ notes: moment.notes, writing: false });
  useSelection.setState({
    pinned,
    following: pane === null,
    pane: pane ?? paneAt(opened.trace, moment.zoom, tick),
    view: pane === null ? 'why' : 'pane',
    iptables: null,
    row: null,
    sought: null,
    hovered: null,
    chosen: null,
  });
}

function sameNetwork(moment: Moment): boolean {
  const { scenario, probe, commands } = useScenario.getState();
  const { opened, failure } = useSession.getState();
  if (!opened || failure !== null) return false;
  if (probe?.in !== moment.probe?.in || probe?.run !== moment.probe?.run) return false;
  if (JSON.stringify(commands) !== JSON.stringify(moment.commands)) return false;
  return sameScenario(scenario, moment.scenario);
}

/** Who asked last; whoever waited meanwhile finds that it is not them any more. */
let turn = 0;
/** A moment that the engine did not live to open. */
let wanted: Moment | null = null;

type Tell = (wrong: Problem) => false;
const tellOfLink: Tell = (wrong) => refuse(wrong, null);

/** Opens a moment. Answers whether it is on show now. */
async function goTo(moment: Moment, tell = tellOfLink): Promise<boolean> {
  const mine = ++turn;
  wanted = null;
  const opened = await openedFor(moment);
  if (mine !== turn || opened === null) return false;
  if (!opened.ok) return tell(opened.problem);
  const place = placeOf(opened.value, moment);
  // One act, so that nothing is drawn of the one network at a place of the other.
  const { scenario, probe, commands, compared } = moment;
  if (useSession.getState().opened !== opened.value) comeOnShow(moment, opened.value);
  useScenario.setState({ scenario, probe, commands });
  setBreakpoints(moment.breakpoints);
  show(moment, place.ok ? place.value : NOWHERE);
  void showBeside(place.ok ? compared : null, opened.value);
  if (!place.ok) return refuse(place.problem, start(scenario, probe, commands, moment.notes));
  useLink.setState({ problem: null, instead: null });
  return true;
}

/** Another network than before. */
function comeOnShow(moment: Moment, opened: Opened, base?: ReadonlyMap<number, TableSet>): void {
  const { opened: before } = useSession.getState();
  noteChange(before && { ...useScenario.getState(), opened: before }, { ...moment, opened });
  standAlone();
  adopt(opened, base);
}

/** The other network of a comparison, at its place; or none. */
async function showBeside(compared: Compared | null, shown: Opened): Promise<void> {
  if (!compared) return standAlone();
  const { against, opened } = useComparison.getState();
  const isThere = opened !== null && isSameAgainst(against, compared.against);
  const other = isThere ? opened : await holdAgainst(compared, shown);
  if (!other) return;
  const { zoom, tick } = usePlayback.getState();
  goToTick(tick, compared.at ? (tickOf(other.trace, other.outline, zoom, compared.at) ?? -1) : -1);
}

async function openedFor(moment: Moment): Promise<Result<Opened> | null> {
  const { opened } = useSession.getState();
  if (opened && sameNetwork(moment)) {
    cancelOpening();
    return ok(opened);
  }
  const result = await ask({ scenario: moment.scenario, probe: moment.probe, commands: moment.commands });
  // When the engine died, what was asked for is kept, so that it can be asked for again.
  if (result === null && useSession.getState().failure !== null) wanted = moment;
  return result;
}

function refuse(wrong: Problem, instead: Moment | null): false {
  useLink.setState({ problem: wrong, instead });
  return false;
}

/** Back to the network that is still on show; the address becomes its own again. */
export function dismissProblem(): void {
  useLink.setState({ problem: null, instead: null });
  writeSoon();
}

/** The fragment last read or written: an event that brings it again brings nothing new. */
let shown: string | null = null;
let pending: ReturnType<typeof setTimeout> | undefined;

function forgetWriting(): void {
  clearTimeout(pending);
  pending = undefined;
}

async function write(how: 'push' | 'replace'): Promise<void> {
  forgetWriting();
  if (useLink.getState().problem || useSession.getState().opening) return;
  const mine = turn;
  const before = location.hash;
  const href = await currentLink();
  // Somebody went elsewhere meanwhile: this entry of the history is not ours to write.
  if (mine !== turn || location.hash !== before) return;
  shown = new URL(href).hash;
  if (how === 'push') history.pushState(null, '', href);
  else history.replaceState(null, '', href);
}

/** Browsers count calls of replaceState; a person who steps quickly makes one, when they rest. */
function writeSoon(): void {
  clearTimeout(pending);
  pending = setTimeout(() => void write('replace'), 300);
}

/** A person chose something else: a new entry of the browser's history, and the one before says where they were. */
async function leave(go: () => Promise<boolean>): Promise<void> {
  const mine = ++turn;
  if (pending !== undefined && !useLink.getState().problem) {
    forgetWriting();
    const href = await currentLink();
    if (mine !== turn) return;
    history.replaceState(null, '', href);
  }
  if (await go()) await write('push');
}

const leaveFor = (moment: Moment, tell?: Tell) => leave(() => goTo(moment, tell));

/** Breakpoints at a place of the network on show stay behind. */
const withoutPlaces = (moment: Moment): Moment => ({
  ...moment,
  breakpoints: moment.breakpoints.filter(({ ns }) => ns === ''),
});

export const chooseScenario = (scenario: Moment['scenario']): Promise<void> =>
  leaveFor(withoutPlaces(start(scenario)));

/** Opens a network that somebody has at hand, from a form or a file. What is wrong with it is told to them; what is on show stays. */
export async function openWhole(
  scenario: Scenario,
  commands: readonly ScenarioCommand[] = [],
): Promise<Problem | null> {
  let told: Problem | null = null;
  await leaveFor(withoutPlaces(start(scenario, null, commands)), (wrong) => {
    told = wrong;
    return false;
  });
  return told;
}

/** `commands`: the edits it is sent after, where they are others than now. */
export function chooseProbe(
  probe: ScenarioCommand | null,
  commands: readonly ScenarioCommand[] = useScenario.getState().commands,
): Promise<void> {
  const { scenario } = useScenario.getState();
  return leaveFor({
    ...start(scenario, probe, commands, useNotes.getState().notes),
    compared: comparedStill(commands),
  });
}

/** What goes on being compared when the network on show is another one. */
function comparedStill(commands: Moment['commands']): Compared | null {
  const { against } = useComparison.getState();
  return against && !wrongWith(against, commands) ? { against, at: null } : null;
}

/** The network with other edits than now, and mostly the same probe. Null, or why there is no such network; then all stays as it is. */
export async function chooseCommands(
  commands: readonly ScenarioCommand[],
  probe: ScenarioCommand | null = useScenario.getState().probe,
): Promise<Problem | null> {
  const before = useSession.getState().opened;
  if (!before) return null;
  used('type');
  let wrong: Problem | null = null;
  await leave(async () => {
    const mine = ++turn;
    wanted = null;
    const moment = { ...currentMoment(before), commands, probe, compared: comparedStill(commands) };
    const opened = await openedFor(moment);
    if (mine !== turn || opened === null) return false;
    if (!opened.ok) wrong = opened.problem;
    else await stay(before, opened.value, moment);
    return opened.ok && mine === turn;
  });
  return wrong;
}

/** Holds another network against the one on show, at the step on show; null: nothing any more. */
export async function compareWith(against: Against | null): Promise<void> {
  const { opened } = useSession.getState();
  if (!opened) return;
  await leaveFor({ ...currentMoment(opened), compared: against && { against, at: null } });
}

/** Puts an edited network on show; who watches stands where they stood, as far as that is still there. */
async function stay(before: Opened, after: Opened, moment: Moment): Promise<void> {
  const mine = turn;
  const { tick, zoom } = usePlayback.getState();
  const steps = stepsOf(after.trace, zoom);
  const landed = steps[stepIndex(steps, tickInOther(before, after, zoom, tick))] ?? 0;
  const { pinned } = useSelection.getState();
  const name = pinned === null ? null : before.outline.namespaces[pinned]?.name;
  const found = after.outline.namespaces.findIndex((each) => each.name === name);
  const ns = found < 0 ? after.trace.events[eventOfStep(after.trace, zoom, landed)]!.ns : found;
  // What is looked at changes in one act: no table is empty meanwhile.
  const tables = await tablesAhead(after, ns);
  if (mine !== turn) return;
  const { scenario, probe, commands, compared } = moment;
  comeOnShow(moment, after, tables ? new Map([[ns, tables]]) : undefined);
  useScenario.setState({ scenario, probe, commands });
  useLink.setState({ problem: null, instead: null });
  usePlayback.setState({ tick: landed, playing: false, beside: -1 });
  const { following, pane } = useSelection.getState();
  useSelection.setState({
    pinned: found < 0 ? null : found,
    pane: following ? paneAt(after.trace, zoom, landed) : pane,
    row: null,
    sought: null,
    hovered: null,
    chosen: null,
  });
  void showBeside(compared, after);
}

export function openInstead(): Promise<void> {
  const { instead } = useLink.getState();
  return instead ? leaveFor(instead) : Promise.resolve();
}

/** A new engine, the same network, the same place. */
export async function startAgain(): Promise<void> {
  const { scenario, probe, commands } = useScenario.getState();
  const { opened } = useSession.getState();
  if (await goTo(wanted ?? (opened ? currentMoment(opened) : start(scenario, probe, commands)))) writeSoon();
}

async function read(): Promise<void> {
  if (location.hash === shown) return;
  shown = location.hash;
  forgetWriting();
  usePlayback.setState({ playing: false });
  const mine = ++turn;
  const moment = location.hash.length > 1 ? await decodeLink(location.hash) : ok(start(FIRST_SCENARIO));
  if (mine !== turn) return;
  if (!moment.ok) {
    cancelOpening();
    refuse(moment.problem, null);
  } else if (await goTo(moment.value)) writeSoon();
}

/** Follows the address bar, and writes into it what is on show. Returns a way to stop. */
export function startLink(): () => void {
  const onChange = () => void read();
  addEventListener('popstate', onChange);
  addEventListener('hashchange', onChange);
  const stops = [
    usePlayback.subscribe((now, before) => {
      if (now.tick !== before.tick || now.beside !== before.beside || now.zoom !== before.zoom) writeSoon();
    }),
    useSelection.subscribe((now, before) => {
      if (now.pinned !== before.pinned || now.pane !== before.pane || now.following !== before.following)
        writeSoon();
    }),
    useNotes.subscribe((now, before) => {
      if (now.notes !== before.notes) writeSoon();
    }),
    useBreakpoints.subscribe(writeSoon),
  ];
  void read();
  return () => {
    removeEventListener('popstate', onChange);
    removeEventListener('hashchange', onChange);
    for (const stop of stops) stop();
  };
}
