// The map: computed from tables and trace alone, it holds for every packet of every network of the library.
import { describe, expect, it } from 'vitest';
import { type LibraryCase, openLibrary } from '../../../engine/library.fixture.ts';
import { HOOK_NAMES } from '../../../engine/trace/hooks.ts';
import { type Pass, passesOf } from '../../../engine/trace/passes.ts';
import { en } from '../../words/catalogue.ts';
import { type Arrangement, arrange, type Box, hasIpvs, planOf } from './arrange.ts';
import { labelsOf } from './ends.ts';
import { type Drawn, dropOf, type Items, itemsOf } from './items.ts';
import { nowAt } from './moment.ts';
import { hooksOf, ruleCounts } from './registered.ts';
import { storyOf } from './story.ts';
import { visitsOf } from './walked.ts';
import { LINES, type Stop, wayOf } from './way.ts';

const words = en.netfilter;
const cases = await openLibrary();
const WIDTHS = [330, 366, 560, 660, 1200, 1800];

function drawnOf({ trace, outline, tables }: LibraryCase, pass: Pass): Drawn {
  const { chain, rule, ipvs } = tables[pass.ns]!;
  const hooks = hooksOf({ chain, rule, ipvs, tracks: outline.namespaces[pass.ns]!.tracks });
  const [way, visits] = [wayOf(trace, pass), visitsOf(trace, pass)];
  return { trace, hooks, counts: ruleCounts(rule), pass, way, visits };
}

interface Shown {
  readonly drawn: Drawn;
  readonly items: Items;
  readonly text: readonly string[];
}

/** A packet's way through a namespace: of those it sees, the nth. */
function shown(name: RegExp, ns: string, nth = 0): Shown {
  const found = cases.find((each) => name.test(each.name))!;
  const id = found.outline.namespaces.find((each) => each.name === ns)!.id;
  const pass = passesOf(found.trace).all.filter((each) => each.ns === id)[nth]!;
  const drawn = drawnOf(found, pass);
  const items = itemsOf(drawn, found.trace.ticks.at(-1)!, words);
  const labels = labelsOf(found.trace, found.outline, pass, words);
  const text = storyOf(drawn.way, items, labels, words).map((sentence) => sentence.text);
  return { drawn, items, text };
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const stretches = (way: readonly Stop[]) => way.slice(1).map((to, at) => [way[at]!, to] as const);

/** What lies over something else, or sticks out. */
function untidy({ width, height, hooks, spots }: Arrangement): string[] {
  const boxes = [...hooks.map((box) => [box.hook, box] as const), ...spots] as (readonly [string, Box])[];
  const outside = ([, { x, y, ...size }]: readonly [string, Box]) =>
    x < 0 || y < 0 || x + size.width > width || y + size.height > height;
  const crossed = boxes.flatMap(([name, box], at) =>
    boxes.slice(at + 1).flatMap(([other, its]) => (overlap(box, its) ? [`${name} on ${other}`] : [])),
  );
  const low = hooks.flatMap(({ y, height: high, items }) =>
    items.flatMap(({ item, box }) => (box.y + box.height > y + high ? [item.key] : [])),
  );
  return [...boxes.filter(outside).map(([name]) => name), ...crossed, ...low];
}

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, found) => {
  const { trace, outline } = found;
  const all = passesOf(trace).all.map((pass) => drawnOf(found, pass));

  it('leads every packet along the lines of the map, ever later', () => {
    const lines = new Set(LINES.map(([from, to]) => `${from} ${to}`));
    const wrong = all.flatMap(({ way }) =>
      stretches(way).filter(([from, to]) => !lines.has(`${from.spot} ${to.spot}`) || to.from < from.from),
    );
    expect(wrong).toEqual([]);
  });

  it('has a place for everything that is told of a hook, and the hook on the way', () => {
    const missing = all.flatMap(({ hooks, visits, way }) =>
      visits.filter(
        ({ hook, part }) =>
          !hooks[hook].some((own) => own.part === part) || !way.some(({ spot }) => spot === hook),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('lies inside its width without overlaps, and has a line for each stretch of the way', () => {
    const wrong = all.flatMap((drawn) => {
      const items = itemsOf(drawn, 0, words);
      return WIDTHS.flatMap((width) => {
        const arrangement = arrange(planOf(items, drawn.way, hasIpvs(items)), width);
        const wires = new Set(arrangement.wires.map(({ from, to }) => `${from} ${to}`));
        const bare = stretches(drawn.way).map(([from, to]) => `${from.spot} ${to.spot}`);
        return [...untidy(arrangement), ...bare.filter((line) => !wires.has(line))];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('says where the packet is at every one of its steps, and tells its way in words', () => {
    for (const drawn of all) {
      const items = itemsOf(drawn, 0, words);
      const steps = drawn.pass?.events ?? [];
      expect(steps.every((index) => nowAt(items, drawn.way, trace.ticks[index]!) !== null)).toBe(true);
      const labels = labelsOf(trace, outline, drawn.pass, words);
      const text = storyOf(drawn.way, items, labels, words).map((sentence) => sentence.text);
      expect(text.join('\n')).not.toMatch(/undefined|NaN|\[object|: $/m);
    }
  });
});

describe('a ClusterIP by iptables', () => {
  it('is found in the nat table of PREROUTING, chain after chain', () => {
    const { text } = shown(/^clusterip-iptables/, 'master');
    expect(text[1]).toBe(
      'PREROUTING: conntrack: NEW; nat › KUBE-SERVICES › KUBE-SVC-7CWUT4JBGBRVUN2L › KUBE-SEP-U2YYZT2C3O6VM4EV: DNAT, dst 10.43.6.58:80 → 10.42.1.6:80',
    );
  });

  it('is called by the bridge for what comes from a pod', () => {
    const { items } = shown(/^clusterip-iptables/, 'master');
    expect(items.PREROUTING[0]).toMatchObject({ kind: 'note', text: 'called by cni0' });
  });

  it('does not ask nat again when the connection is known, and rewrites all the same', () => {
    const found = cases.find(({ name }) => name.startsWith('clusterip-iptables'))!;
    const master = found.outline.namespaces.find(({ name }) => name === 'master')!.id;
    const drawn = passesOf(found.trace)
      .all.filter(({ ns }) => ns === master)
      .map((pass) => drawnOf(found, pass));
    const reply = drawn.find(({ visits }) => visits.some(({ part, asked }) => part === 'nat' && !asked))!;
    const nat = itemsOf(reply, 0, words).POSTROUTING.filter(({ key }) => key.includes(' nat'));
    expect(nat.map(({ text }) => text)).toEqual([
      'nat',
      'ESTABLISHED: not asked again',
      'src 10.42.1.6:80',
      '→ 10.43.6.58:80',
    ]);
    expect(nat[0]).toMatchObject({ skipped: true, result: { text: 'skipped' } });
  });
});

describe('a node port by IPVS', () => {
  it('goes another way: from INPUT, where a server is chosen, to OUTPUT', () => {
    const { drawn, text } = shown(/^nodeport-ipvs/, 'master');
    expect(drawn.way.map(({ spot }) => spot)).toEqual([
      'in',
      'PREROUTING',
      'routeIn',
      'INPUT',
      'routeOut',
      'OUTPUT',
      'POSTROUTING',
      'out',
    ]);
    expect(text[3]).toMatch(/IPVS: rr, dst 192\.168\.205\.4:32506 → 10\.42\.2\.6:80$/);
  });

  it('does not reach what INPUT would do behind IPVS', () => {
    const { items } = shown(/^nodeport-ipvs/, 'master');
    const behind = items.INPUT.filter(({ key }) => key === 'INPUT nat' || key === 'INPUT confirm');
    for (const item of behind) expect(item).toMatchObject({ span: null, skipped: false });
  });
});

describe('a packet that is dropped', () => {
  it('ends at its hook, with who let it end', () => {
    const { drawn, items, text } = shown(/^fault-forward-drop/, 'k8s-2');
    expect(dropOf(drawn)?.spot).toBe('FORWARD');
    expect(items.FORWARD.map((item) => item.text)).toContain('policy of FORWARD');
    expect(items.FORWARD[0]).toMatchObject({ text: 'filter', result: { text: '✕ DROP', look: 'bad' } });
    expect(text.at(-1)).toMatch(/^FORWARD: filter › DOCKER-USER .*: ✕ DROP, policy of FORWARD$/);
  });
});

describe('what is registered', () => {
  it('is what the tables say, and no more', () => {
    const pod = shown(/^clusterip-iptables/, 'master/client');
    for (const hook of HOOK_NAMES)
      expect(pod.items[hook].map(({ text }) => text)).toEqual(['nothing registered']);
  });

  it('has rules counted by chain', () => {
    const { items } = shown(/^clusterip-iptables/, 'master');
    const counts = items.PREROUTING.flatMap(({ text, rules }) => (rules === null ? [] : [[text, rules]]));
    expect(counts.slice(0, 2)).toEqual([
      ['nat', 2],
      ['KUBE-SERVICES', 15],
    ]);
  });
});
