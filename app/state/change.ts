// What an edit has changed: the network as it was on show until then, and as it is now.
import { create } from 'zustand';
import type { Opened } from '../../engine/protocol.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { isSameCommand, isSameEdits } from './commands.ts';
import type { ScenarioState } from './scenario.ts';

export interface Change {
  readonly before: Opened;
  /** The edits there were before. */
  readonly edits: readonly ScenarioCommand[];
  readonly after: Opened;
}

export const useChange = create<{ readonly change: Change | null }>(() => ({ change: null }));

/** Another network comes on show: it is told as a change when it is the one before with other edits. */
export function noteChange(
  before: (ScenarioState & { readonly opened: Opened }) | null,
  after: ScenarioState & { readonly opened: Opened },
): void {
  const isEdited =
    before !== null &&
    before.scenario === after.scenario &&
    isSameCommand(before.opened.probe, after.opened.probe) &&
    !isSameEdits(before.commands, after.commands);
  useChange.setState({
    change: isEdited ? { before: before.opened, edits: before.commands, after: after.opened } : null,
  });
}

export function dismissChange(): void {
  useChange.setState({ change: null });
}
