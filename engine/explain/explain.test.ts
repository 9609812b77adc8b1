// The words: every step of every probe of the library has some, and they say what the documents ask about.
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../library.fixture.ts';
import type { Did, Level } from '../trace/events.ts';
import { stepsAt } from '../trace/steps.ts';
import { placeOf, type Sentence, titleOf, whyOf } from './index.ts';

const cases = await openLibrary();
const ZOOMS: readonly Level[] = ['hop', 'stage', 'rule'];

const textOf = (sentence: Sentence) =>
  sentence.map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : part.text)).join('');

/** What is said at the first stage that a test is looking for. */
function saidAt(name: RegExp, wanted: (did: Did) => boolean): string {
  const { trace, outline, tables } = cases.find((each) => name.test(each.name))!;
  const index = trace.events.findIndex(({ did }) => wanted(did));
  const { ns, end } = trace.events[index]!;
  const tick = trace.ticks[end + 1]! - 1;
  return whyOf(trace, outline, 'stage', tick, tables[ns]!).map(textOf).join(' ');
}

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, { trace, outline, tables }) => {
  it.each(ZOOMS)('has a place, a title and a reason at every step of zoom %s', (zoom) => {
    for (const tick of stepsAt(trace, zoom)) {
      const why = whyOf(trace, outline, zoom, tick, tables[0]!);
      const words = [placeOf(trace, outline, zoom, tick), titleOf(trace, zoom, tick), ...why.map(textOf)];
      expect(words.length).toBeGreaterThan(2);
      for (const text of words) expect(text).toMatch(/^(?!.*(undefined|NaN|\[object)).*\S/);
    }
  });

  it('leads only to rows that are there, now or later, and to devices there are', () => {
    const later = new Set(
      trace.events.flatMap(({ changes }) => changes.map(({ ns, table, key }) => `${ns} ${table} ${key}`)),
    );
    for (const tick of stepsAt(trace, 'rule')) {
      for (const part of whyOf(trace, outline, 'rule', tick, null).flat()) {
        if (typeof part === 'string' || 'code' in part) continue;
        const { to } = part;
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
