// What other parts of the page draw here; the page puts them in.
import type { ComponentType } from 'react';
import type { Target } from '../../engine/explain/index.ts';
import type { Opened } from '../../engine/protocol.ts';
import type { Level } from '../../engine/trace/events.ts';
import type { TableSet } from '../../engine/trace/rows.ts';
import type { History } from '../../engine/trace/state.ts';
import type { PaneId } from '../state/panes.ts';

/** A network at a step. */
export interface Standing {
  readonly opened: Opened;
  readonly zoom: Level;
  readonly tick: number;
}

export interface DrawingProps extends Standing {
  readonly name: string;
  /** Namespace whose tables are looked at. */
  readonly focus: number;
  onFocus(ns: number): void;
  onStep(tick: number): void;
}

export interface ReasonProps extends Standing {
  /** Of the step's namespace; null until they are there. */
  readonly tables: TableSet | null;
  onFollow(to: Target): void;
}

/** A namespace of a network at a step, and its tables before the probe. */
export interface Place extends Standing {
  readonly ns: number;
  readonly history: History;
  readonly tables: TableSet;
}

/** Panes in which a command prints what is in a namespace. */
export type PrintedPane = Exclude<PaneId, 'netfilter' | 'cluster'>;

export interface TableProps {
  readonly pane: PrintedPane;
  readonly at: Place;
  /** The same namespace of the other network, where that has it and its tables are there. */
  readonly other: Place | null;
}

export interface Slots {
  readonly Drawing: ComponentType<DrawingProps>;
  readonly Reason: ComponentType<ReasonProps>;
  readonly Table: ComponentType<TableProps>;
}
