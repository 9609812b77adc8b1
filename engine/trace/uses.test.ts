// From a row of a table a person comes to the moment at which it matters.
import { describe, expect, it } from 'vitest';
import { createEngine } from '../serve.ts';
import type { TableName } from './rows.ts';
import { firstUse } from './uses.ts';

async function uses(scenario: string) {
  const engine = createEngine();
  const opened = await engine.open({ scenario, probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  const { trace, outline } = opened.value;
  return async (name: string, table: TableName, text: RegExp) => {
    const ns = outline.namespaces.findIndex((each) => each.name === name);
    const [key] = [...(await engine.tables(ns))[table].keys()].filter((each) => text.test(each));
    const index = firstUse(trace, ns, table, key!);
    return trace.events[index]?.did.kind ?? null;
  };
}

describe('firstUse', () => {
  it('[U1] a route is at work where it wins, and else where it could have', async () => {
    const use = await uses('flannel-host-gw');
    expect(await use('node-a', 'route', /10\.10\.3\.0\/24/)).toBe('route');
    expect(await use('node-a', 'route', /0\.0\.0\.0\/0/)).toBe('route');
    expect(await use('node-a', 'route', /10\.10\.5\.0\/24/)).toBeNull();
  });

  it('[U1] a neighbour entry and an FDB entry where they give an address', async () => {
    const use = await uses('flannel-vxlan');
    expect(await use('master', 'neigh', /flannel\.1/)).toBe('neigh');
    expect(await use('master', 'fdb', /flannel\.1/)).toBe('fdb');
  });
});
