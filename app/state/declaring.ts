// A cluster that somebody wants to declare: what they begin with. The form is loaded when it is wanted.
import { create } from 'zustand';
import type { Opened } from '../../engine/protocol.ts';
import type { Draft } from '../../engine/scenario/draft/draft.ts';
import type { Scenario, ScenarioCommand } from '../../engine/scenario/schema.ts';
import { useScenario } from './scenario.ts';

export type Beginning =
  | { readonly kind: 'new' }
  /** The network on show, and what was typed to edit it. */
  | {
      readonly kind: 'shown';
      readonly opened: Opened;
      readonly scenario: Scenario;
      readonly commands: readonly ScenarioCommand[];
    }
  | { readonly kind: 'file'; readonly draft: Draft };

interface Declaring {
  /** null: nobody is declaring anything. */
  readonly beginning: Beginning | null;
  /** Has the form been wanted at all? */
  readonly used: boolean;
}

export const useDeclaring = create<Declaring>(() => ({ beginning: null, used: false }));

export const declare = (beginning: Beginning) => useDeclaring.setState({ beginning, used: true });

/** The cluster on show, as it was declared, with the probe that was sent last. */
export function declareAgain(opened: Opened): void {
  const { commands } = useScenario.getState();
  const { scenario, probe } = opened;
  const own = scenario.commands?.slice(0, scenario.commands.length - commands.length) ?? [];
  const { commands: _, ...declared } = scenario;
  declare({
    kind: 'shown',
    opened,
    scenario: { ...declared, ...(own.length > 0 && { commands: own }), probe },
    commands,
  });
}

export const stopDeclaring = () => useDeclaring.setState({ beginning: null });
