// Every event of the real scenarios has a place in the drawing, and packets move only along what is drawn.
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../engine/explain/index.ts';
import { createEngine } from '../../engine/serve.ts';
import { enclosing, eventOfStep, stepsAt } from '../../engine/trace/steps.ts';
import { en as words } from '../words/catalogue.ts';
import { graphOf, lengthOf, wayBetween } from './graph.ts';
import { journeys, splitPath, waitsOf } from './journey.ts';
import { type Layout, layoutOf } from './layout.ts';
import { packetView, stepLook } from './look.ts';
import { type Map2d, originOf, placeOf, wayBetweenEvents } from './route.ts';

interface Subject extends Map2d {
  readonly layout: Layout;
}

async function subject(scenario: string): Promise<Subject> {
  const opened = await createEngine().open({ scenario, probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  const { outline, trace } = opened.value;
  const layout = layoutOf(outline, { aspect: 1.8, shown: new Set() });
  return { outline, trace, layout, graph: graphOf(outline, layout) };
}

describe.each(['flannel-host-gw', 'flannel-vxlan'])('the way of the packets of %s', (scenario) => {
  let map: Subject;
  beforeAll(async () => {
    map = await subject(scenario);
  });

  const device = (namespace: string, name: string) =>
    map.outline.devices.find(
      (each) => each.name === name && map.outline.namespaces[each.ns]!.label === namespace,
    )!;

  it('has a place for every event', () => {
    map.trace.events.forEach((event, index) => {
      expect(map.graph.places.has(placeOf(map, index)), `${index} ${event.did.kind}`).toBe(true);
    });
  });

  it('draws hops at their devices', () => {
    map.trace.events.forEach((event, index) => {
      if (event.level === 'hop' && event.dev >= 0) expect(placeOf(map, index)).toBe(`dev:${event.dev}`);
    });
  });

  it('leads from every hop to those it causes, ending at their places', () => {
    map.trace.events.forEach((event, index) => {
      if (event.level !== 'hop' || originOf(map.trace, index) < 0) return;
      const way = wayBetweenEvents(map, 'hop', originOf(map.trace, index), index);
      expect(way?.at(-1), `to ${index}`).toEqual(map.graph.places.get(placeOf(map, index)));
    });
  });

  it('flies back the way it came', () => {
    const steps = stepsAt(map.trace, 'stage');
    for (let nth = 1; nth < steps.length; nth++) {
      const [a, b] = [
        eventOfStep(map.trace, 'stage', steps[nth - 1]!),
        eventOfStep(map.trace, 'stage', steps[nth]!),
      ];
      expect(wayBetweenEvents(map, 'stage', b, a)).toEqual(
        wayBetweenEvents(map, 'stage', a, b)?.toReversed(),
      );
    }
  });

  it('follows the packet from step to step at zoom stage, without a gap', () => {
    const steps = stepsAt(map.trace, 'stage');
    let flown = 0;
    for (let nth = 1; nth < steps.length; nth++) {
      const [a, b] = [
        eventOfStep(map.trace, 'stage', steps[nth - 1]!),
        eventOfStep(map.trace, 'stage', steps[nth]!),
      ];
      const way = wayBetweenEvents(map, 'stage', a, b);
      if (!way) continue;
      flown++;
      expect(way[0]).toEqual(map.graph.places.get(placeOf(map, a)));
      expect(way.at(-1)).toEqual(map.graph.places.get(placeOf(map, b)));
    }
    expect(flown / (steps.length - 1)).toBeGreaterThan(0.9);
  });

  it('has something to show at every step of every zoom', () => {
    const journeyOf = journeys(map);
    const source = {
      map,
      layout: map.layout,
      waits: waitsOf(map),
      words: words.topology,
      speech: en,
    };
    for (const zoom of ['hop', 'stage', 'rule'] as const) {
      for (const tick of stepsAt(map.trace, zoom)) {
        const index = eventOfStep(map.trace, zoom, tick);
        const journey = journeyOf(map.trace.events[index]!.skb);
        const look = stepLook(source, { zoom, tick }, journey, 0);
        expect(look.ns).toBe(map.trace.events[index]!.ns);
        const view = packetView(source, { zoom, tick });
        expect(view?.bands.length, `${zoom} ${tick}`).toBeGreaterThan(0);
        expect(view?.note).not.toBe('');
      }
    }
  });

  it('moves the path from what is to come to what was', () => {
    const { skb } = map.trace.events[0]!;
    const journey = journeys(map)(skb);
    const whole = splitPath(journey, map.trace.events.length);
    expect(whole.future).toBe('');
    expect(splitPath(journey, -1)).toEqual({ past: '', future: whole.past });
    const { past, future } = splitPath(journey, journey.legs[3]!.index);
    expect(past + future).toBe(whole.past);
  });

  it('lets the first packet wait while its neighbours are asked for', () => {
    const waits = waitsOf(map);
    expect(waits.length).toBeGreaterThan(0);
    for (const { from, until } of waits) expect(until).toBeGreaterThan(from);
  });

  it('goes through the stack one way: in at PREROUTING, out from POSTROUTING', () => {
    const [bridge] = map.outline.devices.filter((each) => each.name === 'cni0');
    const nic = map.outline.devices.find((each) => each.ns === bridge!.ns && each.kind === 'nic')!;
    const way = wayBetween(map.graph, `dev:${bridge!.id}`, `dev:${nic.id}`)!;
    for (const hook of ['PREROUTING', 'FORWARD', 'POSTROUTING']) {
      expect(way).toContainEqual(map.graph.places.get(`stack:${bridge!.ns}:${hook}`));
    }
    expect(
      wayBetween(map.graph, `stack:${bridge!.ns}:POSTROUTING`, `stack:${bridge!.ns}:PREROUTING`),
    ).toBeDefined();
    expect(lengthOf(way)).toBeGreaterThan(0);
  });

  it('keeps a packet on its bridge port while the bridge calls the hooks', () => {
    const at = map.trace.events.findIndex(
      (event) => event.did.kind === 'table' && event.did.physin !== null && event.did.hook === 'PREROUTING',
    );
    const hop = map.trace.events[enclosing(map.trace, at, 'hop')]!;
    expect(placeOf(map, at)).toBe(`dev:${hop.dev}`);
    expect(map.outline.devices[hop.dev]!.bridge).toBe(
      device(map.outline.namespaces[hop.ns]!.label, 'cni0').id,
    );
  });
});
