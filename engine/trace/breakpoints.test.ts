// A person names a place and is brought to each moment at which the packet is there, and to no other.
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../library.fixture.ts';
import { createEngine } from '../serve.ts';
import { type Breakpoint, chainAt, hookAt, ruleAt, stopAfter, stopsOf } from './breakpoints.ts';
import { eventAt, eventOfStep, lastTick, ruleOffset, stepIndex, stepsAt } from './steps.ts';

async function open(scenario: string) {
  const opened = await createEngine().open({ scenario, probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value;
}

const any = (kind: Breakpoint['kind'], at = ''): Breakpoint => ({ kind, ns: '', at });

/** What happens where a trace meets breakpoints: kind of event, namespace and device. */
async function met(scenario: string, ...breakpoints: Breakpoint[]): Promise<string[]> {
  const { trace, outline } = await open(scenario);
  return stopsOf(trace, outline, breakpoints).map(({ tick }) => {
    const { did, ns, dev } = trace.events[eventAt(trace, tick)]!;
    return `${outline.namespaces[ns]!.name} ${outline.devices[dev]?.name ?? '-'} ${did.kind}`;
  });
}

describe('stopsOf', () => {
  it('[BP1] a device: each time a packet comes to it or leaves it', async () => {
    const stops = await met('flannel-host-gw', { kind: 'device', ns: 'node-a', at: 'cni0' });
    expect(new Set(stops)).toEqual(new Set(['node-a cni0 receive', 'node-a cni0 transmit']));
    const anywhere = await met('flannel-host-gw', any('device', 'cni0'));
    expect(new Set(anywhere.map((line) => line.split(' ')[0]))).toEqual(new Set(['node-a', 'node-b']));
  });

  it('[BP1] a namespace: when a packet comes in, not while it is inside', async () => {
    const stops = await met('flannel-host-gw', { kind: 'namespace', ns: 'node-b/pod-b', at: '' });
    expect(stops.every((line) => line === 'node-b/pod-b eth0 receive')).toBe(true);
    const all = await met('flannel-host-gw', { kind: 'device', ns: 'node-b/pod-b', at: 'eth0' });
    expect(all.length).toBeGreaterThan(stops.length);
  });

  it('[BP1] a hook: in one table, or in every table that is there', async () => {
    const nat = await met('calico-native', any('hook', hookAt('nat', 'PREROUTING')));
    const every = await met('calico-native', any('hook', hookAt('', 'PREROUTING')));
    expect(nat.length).toBeGreaterThan(0);
    expect(every.length).toBeGreaterThan(nat.length);
    expect(every.every((line) => line.endsWith(' table'))).toBe(true);
  });

  it('[BP1] a chain: when its first rule is tried, not when a jump comes back into it', async () => {
    const { trace, outline } = await open('clusterip-iptables');
    const at = chainAt('nat', 'KUBE-SERVICES');
    const walks = trace.events.filter(
      ({ did }) => did.kind === 'walk' && chainAt(did.table, did.chain) === at,
    );
    const stops = stopsOf(trace, outline, [any('chain', at)]);
    expect(stops.length).toBeGreaterThan(0);
    expect(stops.length).toBeLessThan(walks.length);
  });

  it('[BP1] any drop, any rewrite', async () => {
    expect(await met('fault-forward-drop', any('drop'))).toEqual([expect.stringMatching(/ drop$/)]);
    const [first] = await met('clusterip-iptables', any('rewrite'));
    expect(first).toMatch(/^master .* nat$/);
    const [ipvs] = await met('clusterip-ipvs', any('rewrite'));
    expect(ipvs).toMatch(/ (ipvs|nat)$/);
    expect(await met('flannel-host-gw', any('drop'))).toEqual([]);
  });

  it('[BP1] what is not in the network is met nowhere', async () => {
    const nowhere: Breakpoint[] = [
      { kind: 'device', ns: 'atlantis', at: 'eth0' },
      any('device', 'eth99'),
      any('chain', 'nat:NO-SUCH'),
      any('rule', 'nat:PREROUTING:9999'),
      any('rule', 'nat:PREROUTING:x'),
      any('hook', 'PREROUTING'),
    ];
    expect(await met('clusterip-iptables', ...nowhere)).toEqual([]);
  });
});

describe('every rule tried in the library', () => {
  it('[BP2] is a stop of the breakpoint at it, and a step at zoom rule', async () => {
    for (const { trace, outline, name } of await openLibrary()) {
      const steps = stepsAt(trace, 'rule');
      trace.events.forEach(({ did, ns }, index) => {
        if (did.kind !== 'walk' || did.tried === 0 || index % 7 !== 0) return;
        const num = did.first + did.tried - 1;
        const breakpoint: Breakpoint = {
          kind: 'rule',
          ns: outline.namespaces[ns]!.name,
          at: ruleAt(did.table, did.chain, num),
        };
        const ticks = stopsOf(trace, outline, [breakpoint]).map(({ tick }) => tick);
        const here = trace.ticks[index]! + did.tried - 1;
        expect(ticks, name).toContain(here);
        for (const tick of ticks) {
          expect(steps[stepIndex(steps, tick)], name).toBe(tick);
          const at = eventAt(trace, tick);
          const walk = trace.events[at]!.did;
          expect(walk.kind === 'walk' && walk.first + ruleOffset(trace, at, tick)).toBe(num);
        }
      });
    }
  });
});

describe('stopAfter', () => {
  it('[BP3] from stop to stop a person comes to all of them, and to an end', async () => {
    const { trace, outline } = await open('clusterip-iptables');
    const stops = stopsOf(trace, outline, [any('rewrite'), any('chain', chainAt('nat', 'KUBE-SERVICES'))]);
    const seen: number[] = [];
    for (let at = stopAfter(trace, stops, 'rule', -1); at; at = stopAfter(trace, stops, 'rule', at.tick))
      seen.push(at.tick);
    expect(seen).toEqual([...new Set(stops.map(({ tick }) => tick))]);
  });

  it('[BP3] at zoom hop what is inside a hop goes before the hop itself, so that it is not stepped over', async () => {
    const { trace, outline } = await open('clusterip-iptables');
    const device: Breakpoint = { kind: 'device', ns: 'master', at: 'cni0' };
    const alone = stopsOf(trace, outline, [device]);
    const both = stopsOf(trace, outline, [device, any('rewrite')]);
    const hop = stopAfter(trace, alone, 'hop', -1)!;
    expect(hop.level).toBe('hop');
    const rewritten = both.find(({ level }) => level === 'stage')!;
    const around = eventOfStep(trace, 'hop', rewritten.tick);
    const before = stopAfter(trace, both, 'hop', lastTick(trace, around - 1))!;
    expect(before.tick).toBe(rewritten.tick);
  });
});
