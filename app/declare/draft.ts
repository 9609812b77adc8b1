// The draft under the form, and what the engine says it comes to. What is typed counts at once; the engine is asked about the
// latest state whenever it has answered about the one before.
import { create } from 'zustand';
import type { Problem } from '../../engine/problem.ts';
import type { Draft, DraftSettings, Fields } from '../../engine/scenario/draft/draft.ts';
import type { Survey, Surveyed } from '../../engine/scenario/draft/survey.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import type { Beginning } from '../state/declaring.ts';
import { openWhole } from '../state/link.ts';
import { consult, useSession } from '../state/session.ts';
import type { Row } from './objects.ts';
import { kept } from './probe.ts';

interface Work {
  readonly draft: Draft;
  /** The objects one by one; null: they cannot be shown so, or are not known yet. */
  readonly rows: readonly Row[] | null;
  readonly survey: Survey | null;
  /** What the survey is of. */
  readonly surveyed: Draft | null;
  /** What the draft came to when last nothing was wrong with it. */
  readonly good: Surveyed | null;
  /** What the engine has said when it was to be opened. */
  readonly refusal: Problem | null;
}

export interface Drafting {
  readonly work: Work | null;
  /** What the work began with. */
  readonly beginning: Beginning | null;
}

export const useDrafting = create<Drafting>(() => ({ work: null, beginning: null }));

const work = () => useDrafting.getState().work;

function change(part: Partial<Work>): void {
  useDrafting.setState(({ work }) => (work ? { work: { ...work, ...part } } : {}));
}

/** Goes on with what was begun before from the same, or starts anew. */
export async function begin(beginning: Beginning, title: string): Promise<void> {
  const before = useDrafting.getState().beginning;
  if (before && isSame(before, beginning) && work()) return;
  useDrafting.setState({ beginning, work: null });
  const draft = await firstDraft(beginning, title);
  if (!draft || useDrafting.getState().beginning !== beginning) return;
  const rows = typeof draft.objects === 'string' ? null : draft.objects.map(rowOf);
  const nothingYet = { survey: null, surveyed: null, good: null, refusal: null };
  useDrafting.setState({
    work: { ...nothingYet, draft: { ...draft, objects: rows ?? draft.objects }, rows },
  });
  await resurvey();
}

/** Forgets what was typed. */
export async function beginAfresh(title: string): Promise<void> {
  const { beginning } = useDrafting.getState();
  useDrafting.setState({ beginning: null, work: null });
  if (beginning) await begin(beginning, title);
}

function isSame(one: Beginning, other: Beginning): boolean {
  if (one.kind === 'shown' && other.kind === 'shown') return one.opened === other.opened;
  return one.kind === 'new' && other.kind === 'new';
}

function firstDraft(beginning: Beginning, title: string): Promise<Draft | null> {
  if (beginning.kind === 'file') return Promise.resolve(beginning.draft);
  return consult((engine) => engine.draft(beginning.kind === 'new' ? { title } : beginning.scenario));
}

let lastId = 0;
const rowOf = (object: Omit<Row, 'id'>): Row => ({ ...object, id: ++lastId });

let asking: Promise<void> | null = null;

/** One question at a time, until what is typed and what was answered are the same. */
function resurvey(): Promise<void> {
  asking ??= ask();
  return asking;
}

async function ask(): Promise<void> {
  for (let now = work(); now && now.surveyed !== now.draft; now = work()) {
    const { draft } = now;
    const survey = await consult((engine) => engine.survey(draft));
    if (!survey) break;
    take(draft, survey);
  }
  asking = null;
}

function take(draft: Draft, survey: Survey): void {
  const before = work();
  if (before?.draft !== draft) return;
  const { outcome, objects } = survey;
  const isTyped = typeof draft.objects === 'string' && draft.objects !== before.surveyed?.objects;
  const rows = isTyped ? (objects?.map(rowOf) ?? null) : before.rows;
  change({ survey, surveyed: draft, rows, good: outcome.ok ? outcome.value : before.good });
  const probe = outcome.ok ? kept(draft.probe, before.good, outcome.value) : draft.probe;
  if (probe !== draft.probe) edit({ probe });
}

function edit(part: Partial<Draft>): void {
  const now = work();
  if (!now) return;
  change({ draft: { ...now.draft, ...part }, refusal: null });
  void resurvey();
}

export const setSettings = (part: Partial<DraftSettings>) => {
  const now = work();
  if (now) edit({ settings: { ...now.draft.settings, ...part } });
};

export const setProbe = (probe: ScenarioCommand) => edit({ probe });

export const setText = (objects: string) => edit({ objects });

/** The text without what does not count; as it is, while something is wrong: what is misspelt must not be lost. */
export async function tidyText(): Promise<void> {
  await asking;
  const now = work();
  const before = now?.draft.objects;
  if (typeof before !== 'string' || !now?.survey?.outcome.ok) return;
  const text = await consult((engine) => engine.tidy(before));
  if (text !== null && work()?.draft.objects === before) setText(text);
}

function setRows(rows: readonly Row[]): void {
  change({ rows });
  edit({ objects: rows });
}

/** Rows with other values, by their numbers. */
export function setValues(values: ReadonlyMap<number, Fields>): void {
  const rows = work()?.rows ?? [];
  setRows(rows.map((row) => (values.has(row.id) ? { ...row, value: values.get(row.id)!, text: null } : row)));
}

export const setValue = ({ id }: Row, value: Fields) => setValues(new Map([[id, value]]));

/** Answers with the number of the new row. */
export function addRow(value: Fields): number {
  const row = rowOf({ value, text: null });
  setRows([...(work()?.rows ?? []), row]);
  return row.id;
}

export const removeRow = ({ id }: Row) => setRows((work()?.rows ?? []).filter((row) => row.id !== id));

/** Opens it once the engine has said what it is. Answers whether it is on show now. */
export async function openDraft(): Promise<boolean> {
  const { beginning } = useDrafting.getState();
  await resurvey();
  const now = work();
  if (!now?.survey?.outcome.ok || now.surveyed !== now.draft) return false;
  const refusal = await openWhole(
    now.survey.outcome.value.scenario,
    beginning?.kind === 'shown' ? beginning.commands : [],
  );
  if (refusal) change({ refusal });
  const isOpen = refusal === null && useSession.getState().failure === null;
  if (isOpen) useDrafting.setState({ beginning: null, work: null });
  return isOpen;
}
