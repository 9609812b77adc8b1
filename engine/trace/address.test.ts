// Where somebody is left standing when the network is edited under their feet.
import { describe, expect, it } from 'vitest';
import type { Opened } from '../protocol.ts';
import type { ScenarioCommand } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';
import { addressOf, tickInOther } from './address.ts';
import type { Level } from './events.ts';
import { stepIndex, stepsAt } from './steps.ts';

async function open(
  commands: readonly ScenarioCommand[] = [],
  probe: ScenarioCommand | null = null,
): Promise<Opened> {
  const opened = await createEngine().open({ scenario: 'flannel-host-gw', probe, commands });
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value;
}

const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

/** The step a zoom shows at a tick, by its address without the number of the occurrence. */
function stepAt({ trace, outline }: Opened, zoom: Level, tick: number): string {
  const steps = stepsAt(trace, zoom);
  const { ns, dev, fn, rule } = addressOf(trace, outline, zoom, steps[stepIndex(steps, tick)]!);
  return [ns, dev, fn, rule].join(' ');
}

const plain = await open();
const dropped = await open([{ in: 'node-b', run: 'iptables -I FORWARD -p icmp -j DROP' }]);

describe('tickInOther', () => {
  it.each(ZOOMS)('leads to the same step of the same run, at zoom %s', (zoom) => {
    for (const tick of stepsAt(plain.trace, zoom)) expect(tickInOther(plain, plain, zoom, tick)).toBe(tick);
  });

  it.each(ZOOMS)('leads to a step that this run had, too, here or before, at zoom %s', (zoom) => {
    const steps = [...stepsAt(plain.trace, zoom)];
    const seen = new Set<string>();
    for (const tick of steps) {
      seen.add(stepAt(plain, zoom, tick));
      expect(seen).toContain(stepAt(dropped, zoom, tickInOther(plain, dropped, zoom, tick)));
    }
  });

  it('leads to where the packet was last in both when it does not come any further', () => {
    const last = stepsAt(plain.trace, 'hop').at(-1)!;
    const landed = tickInOther(plain, dropped, 'stage', last);
    const { trace } = dropped;
    const drop = trace.events.findIndex(({ did }) => did.kind === 'drop');
    expect(landed).toBeGreaterThan(trace.ticks.at(-1)! / 2);
    expect(landed).toBeLessThan(trace.ticks[drop]!);
  });

  it('leads to the beginning where nothing is the same', async () => {
    const elsewhere = await open([], { in: 'node-b', run: 'ip link set cni0 down' });
    const last = stepsAt(plain.trace, 'hop').at(-1)!;
    expect(tickInOther(plain, elsewhere, 'hop', last)).toBe(0);
  });
});
