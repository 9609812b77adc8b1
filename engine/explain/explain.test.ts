// The words: every step of every probe of the library has some in each language, and they say what the documents ask about.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../library.fixture.ts';
import type { Did, Level, Walk, WalkOutcome } from '../trace/events.ts';
import { stepsAt } from '../trace/steps.ts';
import { en, placeOf, ruleTitle, type Sentence, type Target, titleOf, whyOf } from './index.ts';
import { zh } from './zh/index.ts';

const cases = await openLibrary();
const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];
const IN_CHINESE = /[\u4e00-\u9fff]/;

const textOf = (sentence: Sentence) =>
  sentence.map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : part.text)).join('');

const targetsOf = (sentences: readonly Sentence[]): Target[] =>
  sentences.flat().flatMap((part) => (typeof part === 'string' || 'code' in part ? [] : [part.to]));

/** In the order of what they are, since languages order words differently. */
const sorted = (targets: readonly Target[]) => targets.map((to) => JSON.stringify(to)).sort();

/** What is said at the first stage that a test is looking for. */
function saidAt(name: RegExp, wanted: (did: Did) => boolean): string {
  const { trace, outline, tables } = cases.find((each) => name.test(each.name))!;
  const index = trace.events.findIndex(({ did }) => wanted(did));
  const { ns, end } = trace.events[index]!;
  const tick = trace.ticks[end + 1]! - 1;
  return whyOf(en, { trace, outline }, 'stage', tick, tables[ns]!).map(textOf).join(' ');
}

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, { trace, outline, tables }) => {
  const story = { trace, outline };

  it.each(ZOOMS)('has a place, a title and a reason at every step of zoom %s', (zoom) => {
    for (const tick of stepsAt(trace, zoom)) {
      const why = whyOf(en, story, zoom, tick, tables[0]!);
      const words = [placeOf(trace, outline, zoom, tick), titleOf(en, trace, zoom, tick), ...why.map(textOf)];
      expect(words.length).toBeGreaterThan(2);
      for (const text of words) expect(text).toMatch(/^(?!.*(undefined|NaN|\[object)).*\S/);
    }
  });

  it.each(ZOOMS)('is told in Chinese at every step of zoom %s, and leads where the English does', (zoom) => {
    for (const tick of stepsAt(trace, zoom)) {
      const why = whyOf(zh, story, zoom, tick, tables[0]!);
      for (const text of [titleOf(zh, trace, zoom, tick), ...why.map(textOf)])
        expect(text).toMatch(/^(?!.*(undefined|NaN|\[object)).*\S/);
      for (const sentence of why.filter(([first]) => typeof first === 'string' || !('code' in first!)))
        expect(textOf(sentence)).toMatch(IN_CHINESE);
      expect(sorted(targetsOf(why))).toEqual(sorted(targetsOf(whyOf(en, story, zoom, tick, tables[0]!))));
    }
  });

  it('leads only to rows that are there, now or later, and to devices there are', () => {
    const later = new Set(
      trace.events.flatMap(({ changes }) => changes.map(({ ns, table, key }) => `${ns} ${table} ${key}`)),
    );
    for (const tick of stepsAt(trace, 'rule')) {
      for (const to of targetsOf(whyOf(en, story, 'rule', tick, null))) {
        if (to.kind === 'device') expect(outline.devices[to.device]).toBeDefined();
        if (to.kind !== 'row') continue;
        const known = tables[to.ns]![to.table].has(to.key) || later.has(`${to.ns} ${to.table} ${to.key}`);
        expect(known, `${to.table} ${to.key}`).toBe(true);
      }
    }
  });
});

describe('what is said', () => {
  it('tells which route won and which lost', () => {
    expect(
      saidAt(
        /host-gw: ping 10\.10\.3\.4 -c 1 in node-a\/pod-a/,
        (did) => did.kind === 'route' && did.iif === 'cni0',
      ),
    ).toBe(
      'To 10.10.3.4: 10.10.3.0/24 via 192.168.0.4 dev eth0, the longest prefix that contains it. So next hop 192.168.0.4 by eth0. ' +
        'It is also in default via 192.168.0.13 dev eth0 (shorter prefix).',
    );
  });

  it('tells how the tunnel knows where to send', () => {
    expect(saidAt(/vxlan: ping -c 3/, (did) => did.kind === 'fdb')).toBe(
      'The FDB entry of flannel.1 for the destination MAC 62:c8:a9:ce:ca:4e names the host to send to: 192.168.205.3 (node1).',
    );
  });

  it('tells where an address came from that the FDB does not know', () => {
    expect(saidAt(/vxlan: ping -c 1 -W 1 10.42.2.6/, (did) => did.kind === 'drop')).toMatch(
      /That MAC is what the neighbour entry of 10\.42\.2\.0 says\. The FDB knows .*ee:87:b2:4a:fd:62 at 192\.168\.205\.5/,
    );
  });

  it('tells that it is the bridge that calls the hooks', () => {
    const raw = (did: Did) => did.kind === 'table' && did.hook === 'PREROUTING';
    expect(saidAt(/host-gw: ping 10\.10\.3\.4 -c 1 in node-a\/pod-a/, raw)).toContain(
      'bridge-nf-call-iptables is 1',
    );
  });

  it('tells why the second hop of the traceroute answers as 10.42.1.0', () => {
    const ofNode1 = (did: Did) =>
      did.kind === 'route' &&
      did.saddr === 0 &&
      did.result.kind === 'output' &&
      did.result.dev === 'flannel.1';
    expect(saidAt(/vxlan: traceroute/, ofNode1)).toMatch(
      /It has no source address yet: it becomes 10\.42\.1\.0, flannel\.1’s, the device it leaves by\.$/,
    );
  });
});

describe('a rule tried', () => {
  const walk = (failed: number[], outcome: WalkOutcome): Walk => ({
    kind: 'walk',
    table: 'filter',
    chain: 'FORWARD',
    first: 3,
    tried: failed.length,
    matched: failed.at(-1) === 0,
    failed: Uint8Array.from(failed),
    outcome,
    record: null,
    traced: false,
    mark: 0,
  });
  const jumps = walk([2, 9, 0], { kind: 'jump', chain: 'KUBE-FORWARD' });
  const ends = walk([], { kind: 'policy', verdict: 'DROP' });

  it('is called by its chain and number and what came of it, in each language', () => {
    expect([0, 1, 2].map((offset) => ruleTitle(en, jumps, offset))).toEqual([
      'FORWARD 3: no -d',
      'FORWARD 4: no -m comment',
      'FORWARD 5: → KUBE-FORWARD',
    ]);
    expect(ruleTitle(zh, jumps, 0)).toBe('FORWARD 3: -d 不符');
  });

  it('ends with the policy where no rule is left', () => {
    expect(ruleTitle(en, ends, 0)).toBe('FORWARD policy DROP');
    expect(ruleTitle(zh, ends, 0)).toBe('FORWARD 默认策略 DROP');
  });
});

describe('what the engine adds to a drop', () => {
  const calls = readdirSync(join(import.meta.dirname, '../kernel'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(import.meta.dirname, '../kernel', path), 'utf8'))
    .flatMap((source) => [
      ...source.matchAll(/(?:'NOT_SPECIFIED',\s*|const why = |return drop\(state, )['`]([^'`]+)['`]/g),
    ]);

  it.each(calls.map(([, detail]) => detail!))('is said in Chinese: %s', (detail) => {
    const said = zh.drops.dropped('NOT_SPECIFIED', detail.replaceAll(/\$\{[^}]+\}/g, 'eth0'));
    expect(textOf(said)).toMatch(/^丢弃：报文无法继续：.*[\u4e00-\u9fff].*。$/);
  });

  it('is found in the sources', () => expect(calls.length).toBeGreaterThan(10));
});
