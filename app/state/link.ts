// The address bar and the page: a link is read into a moment, and the moment on show is written back.
import { create } from 'zustand';
import { ok, type Problem, problem, type Result } from '../../engine/problem.ts';
import type { Opened } from '../../engine/protocol.ts';
import { library } from '../../engine/scenario/library/index.ts';
import { decodeLink, encodeLink, type Moment } from '../../engine/scenario/link.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { addressOf, tickOf } from '../../engine/trace/address.ts';
import { isPane, PANES, type PaneId, paneAt } from './panes.ts';
import { goToTick, stepsOf, usePlayback } from './playback.ts';
import { useScenario } from './scenario.ts';
import { useSelection } from './selection.ts';
import { open, useSession } from './session.ts';

export interface LinkState {
  /** What is wrong with the link that was followed. */
  readonly problem: Problem | null;
  /** The same scenario from its first step, where at least that can be opened. */
  readonly instead: Moment | null;
}

export const useLink = create<LinkState>(() => ({ problem: null, instead: null }));

const start = (scenario: Moment['scenario'], probe: ScenarioCommand | null = null): Moment => ({
  scenario,
  probe,
  at: null,
  zoom: usePlayback.getState().zoom,
  focus: null,
  pane: null,
});

/** The moment on show. */
function currentMoment({ trace, outline }: Opened): Moment {
  const { scenario, probe } = useScenario.getState();
  const { tick, zoom } = usePlayback.getState();
  const { pinned, pane, following } = useSelection.getState();
  const asExpected = following && pane === paneAt(trace, zoom, tick);
  return {
    scenario,
    probe,
    at: addressOf(trace, outline, zoom, tick),
    zoom,
    focus: pinned === null ? null : (outline.namespaces[pinned]?.name ?? null),
    pane: asExpected ? null : pane,
  };
}

/** The whole address of the moment on show. */
export async function currentLink(): Promise<string> {
  const { opened } = useSession.getState();
  const url = new URL(location.href);
  url.hash = opened ? await encodeLink(currentMoment(opened)) : '';
  return url.href;
}

interface Place {
  readonly tick: number;
  readonly pinned: number | null;
  readonly pane: PaneId | null;
}

/** Where a moment is in a network; a problem when it is nowhere. */
function placeOf({ outline, trace }: Opened, moment: Moment): Result<Place> {
  const { at, zoom, focus, pane } = moment;
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
  usePlayback.setState({ zoom: moment.zoom, tick, playing: false });
  goToTick(tick);
  useSelection.setState({
    pinned,
    following: pane === null,
    pane: pane ?? paneAt(opened.trace, moment.zoom, tick),
    view: pane === null ? 'why' : 'pane',
    iptables: null,
    row: null,
    hovered: null,
    chosen: null,
  });
}

const sameNetwork = (moment: Moment) => {
  const { scenario, probe } = useScenario.getState();
  const { opened, failure } = useSession.getState();
  return (
    opened &&
    !failure &&
    scenario === moment.scenario &&
    probe?.in === moment.probe?.in &&
    probe?.run === moment.probe?.run
  );
};

/** Opens a moment. Answers whether it is on show now. */
async function goTo(moment: Moment): Promise<boolean> {
  const before = useSession.getState().opened;
  const result =
    sameNetwork(moment) && before
      ? ok(before)
      : await open({ scenario: moment.scenario, probe: moment.probe });
  if (result === null) {
    // When the engine died, what was asked for is kept, so that it can be asked for again.
    if (useSession.getState().failure !== null) useScenario.setState({ wanted: moment });
    return false;
  }
  if (!result.ok) return refuse(result.problem, null);
  useScenario.setState({ scenario: moment.scenario, probe: moment.probe, wanted: null });
  const place = placeOf(result.value, moment);
  show(moment, place.ok ? place.value : { tick: 0, pinned: null, pane: null });
  if (!place.ok) return refuse(place.problem, start(moment.scenario, moment.probe));
  useLink.setState({ problem: null, instead: null });
  return true;
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

async function write(how: 'push' | 'replace'): Promise<void> {
  clearTimeout(pending);
  pending = undefined;
  if (useLink.getState().problem || useSession.getState().opening) return;
  const href = await currentLink();
  shown = new URL(href).hash;
  if (how === 'push') history.pushState(null, '', href);
  else history.replaceState(null, '', href);
}

/** Browsers count calls of replaceState; a person who steps quickly makes one, when they rest. */
function writeSoon(): void {
  clearTimeout(pending);
  pending = setTimeout(() => void write('replace'), 300);
}

/** A person chose another scenario or probe: a new entry of the browser's history. */
async function leaveFor(moment: Moment): Promise<void> {
  if (pending !== undefined) await write('replace');
  if (await goTo(moment)) await write('push');
}

export function chooseScenario(scenario: Moment['scenario']): Promise<void> {
  return leaveFor(start(scenario));
}

export function chooseProbe(probe: ScenarioCommand | null): Promise<void> {
  return leaveFor(start(useScenario.getState().scenario, probe));
}

export function openInstead(): Promise<void> {
  const { instead } = useLink.getState();
  return instead ? leaveFor(instead) : Promise.resolve();
}

/** A new engine, the same network, the same place. */
export async function startAgain(): Promise<void> {
  const { wanted, scenario, probe } = useScenario.getState();
  const { opened } = useSession.getState();
  if (wanted || !opened) await goTo(wanted ?? start(scenario, probe));
  else await goTo(currentMoment(opened));
}

async function read(): Promise<void> {
  if (location.hash === shown) return;
  shown = location.hash;
  clearTimeout(pending);
  pending = undefined;
  usePlayback.setState({ playing: false });
  const moment = location.hash.length > 1 ? await decodeLink(location.hash) : ok(start(library[0]!.id));
  if (location.hash !== shown) return;
  if (!moment.ok) refuse(moment.problem, null);
  else if (await goTo(moment.value)) writeSoon();
}

/** Follows the address bar, and writes into it what is on show. Returns a way to stop. */
export function startLink(): () => void {
  const onChange = () => void read();
  addEventListener('popstate', onChange);
  addEventListener('hashchange', onChange);
  const stops = [
    usePlayback.subscribe((now, before) => {
      if (now.tick !== before.tick || now.zoom !== before.zoom) writeSoon();
    }),
    useSelection.subscribe((now, before) => {
      if (now.pinned !== before.pinned || now.pane !== before.pane || now.following !== before.following)
        writeSoon();
    }),
  ];
  void read();
  return () => {
    removeEventListener('popstate', onChange);
    removeEventListener('hashchange', onChange);
    for (const stop of stops) stop();
  };
}
