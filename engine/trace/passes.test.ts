// A packet's ways through IP stacks: where one ends and the next begins.
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../library.fixture.ts';
import type { Did } from './events.ts';
import { passAt, passesOf } from './passes.ts';

const cases = await openLibrary();
const named = (name: RegExp) => cases.find((each) => name.test(each.name))!;

/** The kinds of the first and the last event of every way a namespace sees. */
function ends(name: RegExp, ns: string): (readonly [Did['kind'], Did['kind']])[] {
  const { trace, outline } = named(name);
  const id = outline.namespaces.find((each) => each.name === ns)!.id;
  const kind = (index: number) => trace.events[index]!.did.kind;
  return passesOf(trace)
    .all.filter((pass) => pass.ns === id)
    .map(({ events }) => [kind(events[0]!), kind(events.at(-1)!)]);
}

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, { trace }) => {
  const { all, of } = passesOf(trace);

  it('has every event of an IPv4 packet on one way, in order', () => {
    expect(all.flatMap(({ events }) => events).sort((a, b) => a - b)).toEqual(
      [...of.keys()].filter((index) => of[index]! >= 0),
    );
    for (const { events } of all) expect(events).toEqual([...events].sort((a, b) => a - b));
  });

  it('has one packet and one namespace on a way', () => {
    for (const { ns, skb, events } of all)
      for (const index of events) expect(trace.events[index]).toMatchObject({ ns, skb });
  });

  it('leads a packet through no hook twice but where it was flooded or went another way', () => {
    for (const { events } of all) {
      const seen = events.flatMap((index) => {
        const { did } = trace.events[index]!;
        return did.kind === 'table' ? [`${did.hook} ${did.table}`] : [];
      });
      expect(new Set(seen).size).toBe(seen.length);
    }
  });
});

describe('a way', () => {
  it('goes from the port of a bridge up through the stack and out by another device', () => {
    expect(ends(/host-gw: ping 10\.10\.3\.4 -c 1 in node-a\/pod-a/, 'node-a')[0]).toEqual([
      'receive',
      'segment',
    ]);
  });

  it('ends where a tunnel takes the packet; the one around it begins there', () => {
    const [inner, outer] = ends(/clusterip-iptables/, 'master');
    expect(inner).toEqual(['receive', 'transmit']);
    expect(outer).toEqual(['fdb', 'segment']);
  });

  it('is that of the step, else the last there has been, else the first to come', () => {
    const { trace, outline } = named(/host-gw: ping 10\.10\.3\.4 -c 1 in node-a\/pod-a/);
    const passes = passesOf(trace);
    const id = outline.namespaces.find(({ name }) => name === 'node-b')!.id;
    const [first, second] = passes.all.filter(({ ns }) => ns === id);
    expect(passAt(passes, id, 0)).toBe(first);
    expect(passAt(passes, id, first!.events[3]!)).toBe(first);
    expect(passAt(passes, id, second!.events[0]! - 1)).toBe(first);
    expect(passAt(passes, id, trace.events.length - 1)).toBe(second);
  });
});
