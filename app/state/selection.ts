// What a person looks at: a namespace, a pane, a row, a few bits. Locators only; what they stand for is looked up when drawn.
import { create } from 'zustand';
import type { TableKind, TableName } from '../../engine/trace/rows.ts';
import { eventOfStep } from '../../engine/trace/steps.ts';
import { used } from './hints.ts';
import { PANE_OF_TABLE, type PaneId, paneAt } from './panes.ts';
import { usePlayback } from './playback.ts';
import { useSession } from './session.ts';

export interface RowLocator {
  readonly ns: number;
  readonly table: TableName;
  readonly key: string;
}

/** Bits of the frame, from its start. */
export interface Bits {
  readonly start: number;
  readonly length: number;
}

/** Fields of one header, which is counted from the innermost: headers are put on and taken off outside. */
export interface FieldsLocator {
  readonly back: number;
  readonly first: number;
  readonly last: number;
}

export type View = 'why' | 'packet' | 'bytes' | 'steps' | 'pane';

export interface Selection {
  /** Namespace pinned; null: that of the step. */
  readonly pinned: number | null;
  readonly pane: PaneId;
  /** Does the pane change with what a step is about? */
  readonly following: boolean;
  /** Table of iptables chosen; null: that of the step. */
  readonly iptables: TableKind | null;
  /** A row somebody pointed at. */
  readonly row: RowLocator | null;
  /** What a person looked for, to be shown in the drawing: a device, or -1 for the whole namespace. */
  readonly sought: { readonly ns: number; readonly device: number } | null;
  /** Bits under the pointer or the focus. */
  readonly hovered: Bits | null;
  /** Fields chosen to stay marked, also while the packet changes. */
  readonly chosen: FieldsLocator | null;
  /** Where there is room for only one, the part of the page that is seen. */
  readonly view: View;
}

export const useSelection = create<Selection>(() => ({
  pinned: null,
  pane: 'routes',
  following: true,
  iptables: null,
  row: null,
  sought: null,
  hovered: null,
  chosen: null,
  view: 'why',
}));

const set = (part: Partial<Selection>) => useSelection.setState(part);

export function pin(ns: number | null): void {
  if (ns !== null) used('look');
  set({ pinned: ns });
}

/** Shows a device, or with -1 a namespace, in the drawing, and its tables. */
export function seek(ns: number, device: number): void {
  set({ pinned: ns, sought: { ns, device } });
}

/** A person chose a pane: from now on it stays. */
export function pickPane(pane: PaneId): void {
  set({ pane, following: false, view: 'pane' });
}

export function setView(view: View): void {
  set({ view });
}

export function followSteps(following: boolean): void {
  set(following ? { following, iptables: null, pane: telling() } : { following });
}

/** A person chose a table: from now on it stays. */
export function pickTable(iptables: TableKind): void {
  set({ iptables, following: false });
}

/** Opens the pane of a row and marks it there until the next step. */
export function showRow(row: RowLocator): void {
  const pane = PANE_OF_TABLE[row.table];
  if (!pane) return;
  used('look');
  const elsewhere = row.ns !== focusNow();
  const table = pane === 'iptables' ? (row.key.split(':')[0] as TableKind) : null;
  set({ row, sought: null, pane, iptables: table, view: 'pane', ...(elsewhere ? { pinned: row.ns } : {}) });
}

export function hover(hovered: Bits | null): void {
  set({ hovered });
}

export function choose(fields: FieldsLocator): void {
  const { chosen: before } = useSelection.getState();
  const again = before?.back === fields.back && before.first === fields.first && before.last === fields.last;
  set({ chosen: again ? null : fields });
}

function telling(): PaneId {
  const { opened } = useSession.getState();
  const { zoom, tick } = usePlayback.getState();
  return opened ? paneAt(opened.trace, zoom, tick) : 'routes';
}

/** The namespace of the step on show. */
function stepNamespace(tick: number): number {
  const { opened } = useSession.getState();
  if (!opened) return 0;
  return opened.trace.events[eventOfStep(opened.trace, usePlayback.getState().zoom, tick)]!.ns;
}

export function focusNow(): number {
  return useSelection.getState().pinned ?? stepNamespace(usePlayback.getState().tick);
}

export function useStepNamespace(): number {
  return usePlayback((playback) => stepNamespace(playback.tick));
}

/** The namespace whose tables are shown. */
export function useFocus(): number {
  const pinned = useSelection((selection) => selection.pinned);
  const own = useStepNamespace();
  return pinned ?? own;
}

/** Lets the pane follow the steps. Returns a way to stop. */
export function startFollowing(): () => void {
  return usePlayback.subscribe((now, before) => {
    if (now.tick === before.tick && now.zoom === before.zoom) return;
    const { following, row, sought, hovered } = useSelection.getState();
    if (row || sought || hovered) set({ row: null, sought: null, hovered: null });
    if (following) set({ pane: telling(), iptables: null });
  });
}
