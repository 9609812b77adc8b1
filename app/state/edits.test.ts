// Taking back and doing again, whatever a person does in between and by whichever way they come to a list of edits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { type EditHistory, followed, listBefore } from './edits.ts';

type Commands = readonly ScenarioCommand[];

const edit = (number: number): ScenarioCommand => ({
  in: 'n',
  run: `sysctl -w net.ipv4.ip_default_ttl=${number}`,
});

interface State {
  readonly history: EditHistory;
  readonly now: Commands;
}

const move = ({ history, now }: State, to: Commands): State => ({
  history: followed(history, now, to),
  now: to,
});

function undo(state: State): State {
  const to = listBefore(state.history, state.now);
  return to ? move(state, to) : state;
}

function redo(state: State): State {
  const to = state.history.future.at(-1);
  return to ? move(state, to) : state;
}

const START: State = { history: { past: [], future: [] }, now: [] };

type Step =
  | { readonly kind: 'add'; readonly number: number }
  | { readonly kind: 'remove' | 'undo' | 'redo' | 'clear' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.nat(1e9).map((number) => ({ kind: 'add', number }) as const),
  fc.constantFrom(...(['remove', 'undo', 'redo', 'clear'] as const)).map((kind) => ({ kind })),
);

function take(state: State, { kind, ...rest }: Step): State {
  if (kind === 'undo') return undo(state);
  if (kind === 'redo') return redo(state);
  if (kind === 'clear') return move(state, []);
  if (kind === 'remove') return move(state, state.now.slice(1));
  return move(state, [...state.now, edit((rest as { number: number }).number)]);
}

const someState = fc.array(step, { maxLength: 30 }).map((steps) => steps.reduce(take, START));

describe('the history of edits', () => {
  it('[ED1] takes the last edit back exactly, and does it again exactly', () => {
    fc.assert(
      fc.property(someState, fc.nat(1e9), (state, number) => {
        const edited = move(state, [...state.now, edit(number)]);
        const back = undo(edited);
        expect(back.now).toEqual(state.now);
        expect(redo(back)).toEqual(edited);
      }),
    );
  });

  it('[ED2] keeps what can be done again until there is a new edit', () => {
    fc.assert(
      fc.property(someState, fc.nat(1e9), (state, number) => {
        fc.pre(state.now.length > 0);
        const back = undo(state);
        expect(back.history.future.at(-1)).toEqual(state.now);
        expect(move(back, [...back.now, edit(number)]).history.future).toEqual([]);
      }),
    );
  });

  it('[ED3] leads all the way back to nothing and all the way forth again', () => {
    fc.assert(
      fc.property(someState, (state) => {
        let back = state;
        let count = 0;
        while (listBefore(back.history, back.now)) {
          back = undo(back);
          count++;
        }
        expect(back.now).toEqual([]);
        let forth = back;
        for (let nth = 0; nth < count; nth++) forth = redo(forth);
        expect(forth).toEqual(state);
      }),
    );
  });

  it('takes edits back one by one that came in a link', () => {
    const link: State = { ...START, now: [edit(1), edit(2)] };
    expect(undo(link).now).toEqual([edit(1)]);
    expect(undo(undo(link)).now).toEqual([]);
    expect(redo(redo(undo(undo(link)))).now).toEqual(link.now);
  });

  it('takes it for taking back when somebody goes back with the browser', () => {
    const two = [edit(1), edit(2)].reduce<State>((state, each) => move(state, [...state.now, each]), START);
    const back = move(two, [edit(1)]);
    expect(back).toEqual(undo(two));
    expect(move(back, [edit(1), edit(2)])).toEqual(two);
  });
});
