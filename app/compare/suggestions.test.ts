// What is suggested can be opened, and is about something that both networks do.
import { describe, expect, it } from 'vitest';
import { library } from '../../engine/scenario/library/index.ts';
import { createEngine } from '../../engine/serve.ts';
import { compareTraces, isDifferent } from '../../engine/trace/comparison.ts';
import { stepsAt } from '../../engine/trace/steps.ts';
import { suggestionsFor } from './suggestions.ts';

async function open(scenario: string, probe: { readonly in: string; readonly run: string } | null) {
  const opened = await createEngine().open({ scenario, probe });
  if (!opened.ok) throw new Error(`${opened.problem.where}: ${opened.problem.what}`);
  return opened.value;
}

const networks = await Promise.all(library.map(async ({ id }) => ({ id, shown: await open(id, null) })));
const suggestions = networks.flatMap(({ id, shown }) =>
  suggestionsFor(id, shown.probe).map(({ against, aspect }) => ({ id, shown, against, aspect })),
);

describe('suggestions', () => {
  it.each(suggestions)('$id, $aspect: begin at the same step, and differ', async (suggestion) => {
    const { id, shown, against, aspect } = suggestion;
    const other = await open(against.kind === 'library' ? against.id : id, against.probe);
    const { rows } = compareTraces(shown, other, 'hop');
    expect(rows[0]).toMatchObject({
      left: stepsAt(shown.trace, 'hop')[0],
      right: stepsAt(other.trace, 'hop')[0],
    });
    expect(rows.some(isDifferent)).toBe(true);
    if (aspect === 'broken')
      expect([shown, other].map(({ trace }) => trace.outcome.answered)).toEqual([false, true]);
  });

  it('name each pair that the library was made for', () => {
    const pairs = suggestions.map(({ aspect }) => aspect);
    expect(pairs).toEqual(expect.arrayContaining(['tunnel', 'proxy', 'cni', 'policy', 'broken']));
  });

  it('has none for a network of one’s own', () => {
    const probe = { in: 'a', run: 'ping -c 1 10.0.0.1' };
    expect(suggestionsFor({ version: 1 }, probe)).toEqual([]);
    expect(suggestionsFor('__proto__', probe)).toEqual([]);
  });
});
