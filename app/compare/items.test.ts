// The rows as they are read: places where they change, and what is between the columns.
import { describe, expect, it } from 'vitest';
import { en } from '../../engine/explain/index.ts';
import type { Opened } from '../../engine/protocol.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { createEngine } from '../../engine/serve.ts';
import { compareTraces } from '../../engine/trace/comparison.ts';
import { rowItems } from './items.ts';

async function open(commands: readonly ScenarioCommand[] = []): Promise<Opened> {
  const opened = await createEngine().open({ scenario: 'flannel-host-gw', probe: null, commands });
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value;
}

const now = await open([{ in: 'node-a', run: 'iptables -I FORWARD -p icmp -j DROP' }]);
const before = await open();
const columns = [
  { key: 'right', opened: before },
  { key: 'left', opened: now },
] as const;
const items = rowItems(en, compareTraces(now, before, 'stage'), columns, 'stage');

describe('the rows of a comparison', () => {
  it('have what was in the first column and what is in the second', () => {
    const parting = items.find(({ mark }) => mark === 'differs');
    expect(parting?.cells).toMatchObject([
      { title: 'FORWARD · filter', tone: 'plain' },
      { title: 'FORWARD · filter: DROP', tone: 'drop' },
    ]);
    expect(parting?.differs).toEqual(['verdict', 'rules']);
  });

  it('mark what only one of them does', () => {
    const dropped = items.find(({ cells }) => cells[1]?.title === 'dropped: NETFILTER_DROP');
    expect(dropped).toMatchObject({ mark: 'second', cells: [null, { tone: 'drop' }] });
    expect(items.at(-1)).toMatchObject({ mark: 'first', cells: [{ title: 'delivered to ping' }, null] });
  });

  it('name a place where it is not that of the step before in the same column', () => {
    expect(items.slice(0, 4).map(({ cells }) => cells[0]?.place)).toEqual([
      'Pod A',
      null,
      'Pod A · eth0',
      null,
    ]);
  });

  it('are alike until the ways part', () => {
    const first = items.findIndex(({ mark }) => mark !== 'alike');
    expect(items[first]!.mark).toBe('differs');
    expect(first).toBeGreaterThan(20);
  });
});
