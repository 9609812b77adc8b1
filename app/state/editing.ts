// What somebody wants to edit, and how. The part of the page that does it is fetched then.
import { create } from 'zustand';
import type { Opened } from '../../engine/protocol.ts';
import { type EditableRows, type EditableTable, isObjectTable } from './rows.ts';
import { useSession } from './session.ts';

/** toggle: what can only be one of two becomes the other. insert: a row in front of this one. add: a row to come. move: a pod to another node. */
export type Act = 'edit' | 'delete' | 'insert' | 'toggle' | 'add' | 'move';

/** A rectangle of the screen. */
export type Box = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>;

export interface Asked {
  readonly act: Act;
  readonly ns: number;
  readonly table: EditableTable;
  /** The row's; of an address, its device's and its own: `eth0 10.0.0.1/24`. Null where there is none yet. */
  readonly key: string | null;
  /** What was pointed at; the editor opens beside it. */
  readonly near: Box | null;
  /** The node that a pod is moved to, where that is no question any more. */
  readonly to?: string;
}

/** `nth` tells one thing that is asked for from the next, though it may be the same. */
export const useEditing = create<{
  readonly asked: Asked | null;
  /** The network it is asked about: of another one it is no question. */
  readonly of: Opened | null;
  readonly nth: number;
}>(() => ({ asked: null, of: null, nth: 0 }));

export function askEdit(asked: Asked): void {
  const of = useSession.getState().opened;
  useEditing.setState(({ nth }) => ({ asked, of, nth: nth + 1 }));
}

/** What somebody has asked for meanwhile stays. */
export function doneEditing(asked: Asked): void {
  useEditing.setState((now) => (now.asked === asked ? { asked: null, of: null } : now));
}

/** What a row becomes when it is toggled. */
export type Toggled = 'up' | 'down' | 'accept' | 'drop' | 'one' | 'zero';

export function toggled<T extends EditableTable>(table: T, row: EditableRows[T] | undefined): Toggled | null {
  if (!row) return null;
  if (table === 'link') return (row as EditableRows['link']).up ? 'down' : 'up';
  if (table === 'chain') {
    const { policy } = row as EditableRows['chain'];
    return policy && (policy === 'ACCEPT' ? 'drop' : 'accept');
  }
  if (table !== 'sysctl') return null;
  const { value } = row as EditableRows['sysctl'];
  return value === 0 ? 'one' : value === 1 ? 'zero' : null;
}

/** An address is no row of its own. */
export const isAddress = (table: EditableTable, key: string) => table === 'link' && key.includes(' ');

const ACTS: Readonly<Partial<Record<EditableTable, readonly Act[]>>> = {
  link: ['toggle', 'edit'],
  sysctl: ['toggle', 'edit'],
  route: ['edit', 'delete'],
  neigh: ['edit', 'delete'],
  fdb: ['edit', 'delete'],
  chain: ['toggle', 'add'],
  rule: ['edit', 'insert', 'delete'],
  conntrack: ['delete'],
  nodes: ['add', 'delete'],
  pods: ['move', 'delete'],
  services: ['edit', 'delete'],
  endpoints: ['edit'],
  workloads: ['edit'],
};

/** Of such a pod nothing can be said but by its workload. */
const isMadeForWorkload = (row: EditableRows['pods'] | undefined) => row?.image === null;

/** What can be done with a row. `before`: was it there before the probe? What came about on the way cannot be taken away before it. */
export function actsOf<T extends EditableTable>(
  table: T,
  key: string,
  row: EditableRows[T] | undefined,
  before: boolean,
): readonly Act[] {
  if (isAddress(table, key)) return ['delete'];
  if (table === 'pods' && isMadeForWorkload(row as EditableRows['pods'] | undefined)) return [];
  return (ACTS[table] ?? []).filter(
    (act) => (act !== 'toggle' || toggled(table, row) !== null) && (act !== 'delete' || before),
  );
}

/** What a row is called in few words: its device, its switch, its chain and number; empty where only the whole line says it. */
export function nameOf(table: EditableTable, key: string): string {
  if (table === 'link' || table === 'sysctl') return key;
  if (isObjectTable(table)) return key.slice(key.indexOf('/') + 1);
  const [, chain = '', num] = /^[^:]*:(.*):(\d+)$/.exec(key) ?? [];
  if (table === 'chain') return chain;
  return table === 'rule' ? `${chain} ${num}` : '';
}
