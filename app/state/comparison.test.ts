// Two networks and one engine: both are had, stepped together, and neither keeps the other's tables away.
import { beforeEach, describe, expect, it } from 'vitest';
import { Disposed, type EngineClient } from '../../engine/client.ts';
import type { Opened, OpenRequest } from '../../engine/protocol.ts';
import type { Against } from '../../engine/scenario/link.ts';
import { createEngine } from '../../engine/serve.ts';
import { holdAgainst, loadTablesBeside, standAlone, useComparison } from './comparison.ts';
import {
  currentIndex,
  goToEnd,
  goToIndex,
  goToTick,
  goToTickBeside,
  setZoom,
  stepBy,
  stepsOf,
  usePlayback,
} from './playback.ts';
import { useScenario } from './scenario.ts';
import { adopt, ask, connect, loadTables, useSession } from './session.ts';

/** An engine in this thread; what it was asked for, in order, is told, also to those who wait for it. */
function engineThatTells() {
  const engine = createEngine();
  const asked: string[] = [];
  const waiting = new Map<string, () => void>();
  let interrupt: ((why: Error) => void) | null = null;
  const nameOf = ({ scenario, commands = [] }: OpenRequest) =>
    `${typeof scenario === 'string' ? scenario : scenario.title}${commands.length > 0 ? ' edited' : ''}`;
  const client: EngineClient = {
    ...engine,
    open: (request) => {
      asked.push(nameOf(request));
      waiting.get(nameOf(request))?.();
      const stopped = new Promise<never>((_resolve, reject) => {
        interrupt = reject;
      });
      return Promise.race([engine.open(request), stopped]);
    },
    onFailure: () => () => undefined,
    dispose: () => interrupt?.(new Disposed('disposed')),
  };
  const isAsked = (name: string) => new Promise<void>((resolve) => waiting.set(name, resolve));
  return { client, asked, isAsked };
}

const VXLAN: Against = { kind: 'library', id: 'flannel-vxlan', probe: null };
const EDIT = { in: 'node-a', run: 'iptables -I FORWARD -p icmp -j DROP' };

let told: ReturnType<typeof engineThatTells>;

async function show(scenario: string, commands: (typeof EDIT)[] = []): Promise<Opened> {
  const answer = await ask({ scenario, probe: null, commands });
  if (!answer?.ok) throw new Error('not opened');
  useScenario.setState({ scenario, probe: null, commands });
  adopt(answer.value);
  usePlayback.setState({ tick: 0, zoom: 'hop', playing: false, beside: -1 });
  goToIndex(0);
  return answer.value;
}

const hold = (against: Against, shown: Opened) => holdAgainst({ against, at: null }, shown);

beforeEach(() => {
  standAlone();
  told = engineThatTells();
  connect(told.client);
});

describe('a network held against the one on show', () => {
  it('is there with its tables, and both networks’ tables can still be had', async () => {
    const shown = await show('flannel-host-gw');
    const other = await hold(VXLAN, shown);
    expect(useComparison.getState()).toMatchObject({ opened: other, problem: null });
    const master = other!.outline.namespaces.findIndex(({ name }) => name === 'master');
    expect(useComparison.getState().base.get(master)!.route.size).toBeGreaterThan(0);

    const space = (opened: Opened) => opened.outline.namespaces.at(-1)!.id;
    await loadTables(space(shown));
    await loadTablesBeside(space(other!));
    expect(useSession.getState().base.get(space(shown))!.route.size).toBeGreaterThan(0);
    expect(useComparison.getState().base.get(space(other!))!.route.size).toBeGreaterThan(0);
  });

  it('is asked by the same probe where it has that among its own', async () => {
    const shown = await show('clusterip-iptables');
    useScenario.setState({ probe: { in: 'master', run: 'curl -s http://10.43.6.58/' } });
    const probed = { ...shown, probe: { in: 'master', run: 'curl -s http://10.43.6.58/' } };
    const other = await hold({ kind: 'library', id: 'clusterip-ipvs', probe: null }, probed);
    expect(other?.probe).toEqual(probed.probe);
  });

  it('is the same network without its edits', async () => {
    const shown = await show('flannel-host-gw', [EDIT]);
    expect((await hold({ kind: 'base' }, shown))?.trace.outcome.answered).toBe(true);
    expect((await hold({ kind: 'before' }, shown))?.trace.outcome.answered).toBe(true);
    expect((await hold({ kind: 'edits', commands: [EDIT] }, shown))?.trace.outcome.answered).toBe(false);
  });

  it('is the last one that was asked for', async () => {
    const shown = await show('flannel-host-gw');
    const [first, second] = await Promise.all([
      hold(VXLAN, shown),
      hold({ ...VXLAN, id: 'calico-native' }, shown),
    ]);
    expect(first).toBeNull();
    expect(second?.outline.title).toContain('Calico');
    expect(useComparison.getState().opened).toBe(second);
  });

  it('waits when another network comes on show meanwhile, and is asked for again', async () => {
    const shown = await show('flannel-host-gw');
    const isAsked = told.isAsked('flannel-vxlan');
    const held = hold(VXLAN, shown);
    await isAsked;
    await ask({ scenario: 'veth-pair', probe: null });
    expect((await held)?.outline.title).toContain('VXLAN');
    expect(told.asked).toEqual(['flannel-host-gw', 'flannel-vxlan', 'veth-pair', 'flannel-vxlan']);
  });

  it('is a problem when it cannot be opened', async () => {
    const shown = await show('flannel-host-gw');
    const wrong: Against = { kind: 'probe', probe: { in: 'nowhere', run: 'ping -c 1 10.10.3.4' } };
    expect(await hold(wrong, shown)).toBeNull();
    expect(useComparison.getState().problem?.what).toContain('nowhere');
  });
});

describe('the steps of a comparison', () => {
  it('are rows: each side goes on when it has a step', async () => {
    const shown = await show('flannel-host-gw');
    const other = await hold(VXLAN, shown);
    goToTick(0);
    const places: [number, number][] = [];
    const { rows } = useComparison.getState().rows!('hop');
    for (let row = 0; row < rows.length; row++) {
      const { tick, beside } = usePlayback.getState();
      expect(currentIndex()).toBe(row);
      if (rows[row]!.left >= 0) expect(tick).toBe(rows[row]!.left);
      if (rows[row]!.right >= 0) expect(beside).toBe(rows[row]!.right);
      places.push([tick, beside]);
      stepBy(1);
    }
    expect(currentIndex()).toBe(rows.length - 1);
    expect(new Set(places.map(String)).size).toBe(rows.length);
    expect(places.at(-1)).toEqual([stepsOf(shown.trace, 'hop').at(-1), stepsOf(other!.trace, 'hop').at(-1)]);
  });

  it('are found by the tick of either side', async () => {
    await hold(VXLAN, await show('flannel-host-gw'));
    const { rows } = useComparison.getState().rows!('stage');
    setZoom('stage');
    for (const [index, { left, right }] of rows.entries()) {
      if (left >= 0) goToTick(left);
      else goToTickBeside(right);
      expect(currentIndex()).toBe(index);
    }
  });

  it('stay where both are when the zoom changes', async () => {
    await hold(VXLAN, await show('flannel-host-gw'));
    goToIndex(12);
    const { tick, beside } = usePlayback.getState();
    setZoom('rule');
    expect(usePlayback.getState().tick).toBeGreaterThanOrEqual(tick);
    expect(usePlayback.getState().beside).toBeGreaterThanOrEqual(beside);
    setZoom('hop');
    expect(currentIndex()).toBe(12);
  });

  it('are those of the network alone when the comparison has ended', async () => {
    const shown = await show('flannel-host-gw');
    await hold(VXLAN, shown);
    goToEnd();
    standAlone();
    expect(currentIndex()).toBe(stepsOf(shown.trace, 'hop').length - 1);
    stepBy(-1);
    expect(usePlayback.getState()).toMatchObject({ beside: -1, tick: stepsOf(shown.trace, 'hop').at(-2) });
  });
});
