// The timeline tells at a glance where a packet is, which way it goes and what sort it is of.
import { describe, expect, it } from 'vitest';
import { eventOfStep } from '../../engine/trace/steps.ts';
import { SHAPES } from './marks.ts';
import { chartOf } from './timeline.fixture.ts';

async function lanesOf(scenario: string, by: 'namespace' | 'device' = 'namespace') {
  const { outline, lanes } = await chartOf(scenario, { by });
  return lanes.lanes.map(({ spaces, dev }) => {
    const names = spaces.map((ns) => outline.namespaces[ns]!.label).join(', ');
    return dev === undefined ? names : `${names} ${outline.devices[dev]?.name ?? 'process'}`;
  });
}

/** The shapes of marks in order, repeated ones once. */
async function shapes(scenario: string): Promise<string[]> {
  const { marks } = await chartOf(scenario);
  const all = [...marks.shape].map((shape) => SHAPES[shape]!);
  return all.filter((shape, index) => shape !== all[index - 1]);
}

describe('lanes', () => {
  it('[TL1] stand in the order in which the packet comes to them', async () => {
    expect(await lanesOf('flannel-host-gw')).toEqual(['Pod A', 'Node A', 'Node B', 'Pod B']);
  });

  it('[TL1] are of devices, process first, where somebody wants it so', async () => {
    expect((await lanesOf('veth-pair', 'device'))[0]).toMatch(/ process$/);
    const lanes = await lanesOf('flannel-host-gw', 'device');
    expect(lanes).toContain('Node A cni0');
    expect(new Set(lanes).size).toBe(lanes.length);
  });

  it('[TL2] many that only hear others ask for an address share the last one', async () => {
    const { outline, lanes, trace } = await chartOf('clusterip-iptables');
    const crowd = lanes.lanes.at(-1)!;
    expect(crowd.spaces.length).toBeGreaterThan(2);
    const told = trace.events.filter(({ ns, did }) => did.kind === 'deliver' && crowd.spaces.includes(ns));
    expect(told).toEqual([]);
    const all = lanes.lanes.flatMap(({ spaces }) => spaces);
    const hops = trace.events.filter(({ level }) => level === 'hop');
    expect(new Set(all)).toEqual(new Set(hops.map(({ ns }) => ns)));
    expect(all.length).toBeLessThan(outline.namespaces.length + 1);
  });
});

describe('marks', () => {
  it('[TL3] ARP, the way out and the way back are of shapes of their own', async () => {
    const seen = await shapes('bridge');
    expect(seen.slice(0, 3)).toEqual(['forth', 'arp', 'forth']);
    expect(seen.at(-1)).toMatch(/back|arp/);
    expect(seen).toContain('back');
  });

  it('[TL3] TCP that carries nothing is hollow, what it carries is not', async () => {
    const seen = new Set(await shapes('calico-service'));
    for (const shape of ['forthControl', 'backControl', 'forth', 'back']) expect(seen).toContain(shape);
  });

  it('[TL3] an ICMP error and a timer are neither', async () => {
    expect(new Set(await shapes('fault-asymmetric-reply'))).toEqual(
      new Set(['forth', 'back', 'arp', 'error', 'quiet']),
    );
  });

  it.each(['hop', 'stage', 'rule'] as const)(
    '[TL4] at zoom %s each step has one, in the lane of its hop; a drop is at the step that tells of it',
    async (zoom) => {
      const { trace, steps, lanes, marks } = await chartOf('fault-forward-drop', { zoom });
      expect(marks.count).toBe(steps.length);
      steps.forEach((tick, step) => {
        expect(marks.event[step]).toBe(eventOfStep(trace, zoom, tick));
        expect(lanes.lanes[marks.lane[step]!]!.spaces).toContain(trace.events[marks.hop[step]!]!.ns);
      });
      expect(marks.drops).toHaveLength(1);
      const told = trace.events[marks.event[marks.drops[0]!]!]!;
      expect(told.did.kind).toBe(zoom === 'hop' ? 'receive' : 'drop');
    },
  );
});
