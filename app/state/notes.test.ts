// A note is at an address, and is found at the step that shows it, at whatever zoom one stands.
import { describe, expect, it } from 'vitest';
import type { Note } from '../../engine/scenario/link.ts';
import { createEngine } from '../../engine/serve.ts';
import { addressOf } from '../../engine/trace/address.ts';
import type { Level } from '../../engine/trace/events.ts';
import { stepIndex, stepsAt } from '../../engine/trace/steps.ts';
import { notesByStep, placeNotes } from './notes.ts';

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

async function network() {
  const opened = await createEngine().open({ scenario: 'flannel-host-gw', probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value;
}

describe('a note', () => {
  it.each(ZOOMS)('pinned on any step at zoom %s is found on that step', async (zoom) => {
    const { trace, outline } = await network();
    for (const [index, tick] of stepsAt(trace, zoom).entries()) {
      const note: Note = { at: addressOf(trace, outline, zoom, tick), zoom, text: '' };
      const found = notesByStep(trace, zoom, placeNotes(trace, outline, [note]));
      expect([...found.keys()]).toEqual([index]);
    }
  });

  it('pinned on a rule is found on the hop in which the rule is tried', async () => {
    const { trace, outline } = await network();
    const [hops, rules] = [stepsAt(trace, 'hop'), stepsAt(trace, 'rule')];
    const tick = rules[rules.length >> 1]!;
    const note: Note = { at: addressOf(trace, outline, 'rule', tick), zoom: 'rule', text: '' };
    const found = notesByStep(trace, 'hop', placeNotes(trace, outline, [note]));
    expect(found).toEqual(new Map([[stepIndex(hops, tick), [note]]]));
  });

  it('is listed in the order in which the packet comes by, and last when it does not', async () => {
    const { trace, outline } = await network();
    const steps = stepsAt(trace, 'hop');
    const noteAt = (tick: number, text: string): Note => ({
      at: addressOf(trace, outline, 'hop', tick),
      zoom: 'hop',
      text,
    });
    const nowhere = {
      at: { ns: 'x', dev: '', fn: '', rule: '', nth: 0 },
      zoom: 'hop',
      text: 'nowhere',
    } as const;
    const placed = placeNotes(trace, outline, [
      nowhere,
      noteAt(steps[9]!, 'later'),
      noteAt(steps[2]!, 'early'),
    ]);
    expect(placed.map(({ note, tick }) => [note.text, tick])).toEqual([
      ['early', steps[2]],
      ['later', steps[9]],
      ['nowhere', null],
    ]);
  });
});
