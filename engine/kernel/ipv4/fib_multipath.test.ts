// A route with several next hops: each flow keeps to one, weights share the flows out, and the dead get none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenario/schema.ts';
import { createEngine } from '../../serve.ts';
import type { RouteNextHop } from '../../trace/rows.ts';
import { fib_select_path } from './fib_multipath.ts';

const hop = (gateway: number, weight: number, dead = false): RouteNextHop => ({
  gateway,
  dev: 'eth0',
  weight,
  dead,
});
const row = (nexthops: readonly RouteNextHop[]) => ({ gateway: nexthops[0]!.gateway, dev: 'eth0', nexthops });
const address = fc.integer({ min: 0, max: 0xffffffff });

describe('fib_select_path', () => {
  it('takes the same hop for the same addresses, and never a dead one', () => {
    const hops = fc.array(fc.tuple(fc.integer({ min: 1, max: 256 }), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(hops, address, address, (given, saddr, daddr) => {
        const route = row(given.map(([weight, dead], index) => hop(index + 1, weight, dead)));
        const chosen = fib_select_path(route, saddr, daddr).gateway;
        expect(fib_select_path(route, saddr, daddr).gateway).toBe(chosen);
        const alive = route.nexthops.filter(({ dead }) => !dead).map(({ gateway }) => gateway);
        if (alive.length > 0) expect(alive).toContain(chosen);
      }),
    );
  });

  it('shares flows out by weight', () => {
    const route = row([hop(1, 1), hop(2, 3)]);
    let first = 0;
    for (let flow = 0; flow < 4000; flow++)
      if (fib_select_path(route, 0x0a000002, 0x0a090000 + flow * 7).gateway === 1) first++;
    expect(first / 4000).toBeGreaterThan(0.2);
    expect(first / 4000).toBeLessThan(0.3);
  });
});

describe('ip route with several next hops', () => {
  const scenario: Scenario = {
    version: 1,
    title: 'two ways',
    seed: 1,
    machines: {
      m: {
        links: [
          { kind: 'bridge', name: 'd0', addresses: ['10.1.0.1/24'] },
          { kind: 'bridge', name: 'e0', addresses: ['10.2.0.1/24'] },
        ],
      },
    },
    probe: { in: 'm', run: 'ip route' },
  };
  const ADD = 'ip route add 10.9.0.0/16 nexthop via 10.1.0.9 dev d0 weight 1 nexthop via 10.2.0.9 weight 3';

  async function said(run: string, ...typed: string[]) {
    const commands = typed.map((line) => ({ in: 'm', run: line }));
    const opened = await createEngine().open({ scenario, commands, probe: { in: 'm', run } });
    return opened.ok ? opened.value.trace.outcome.output : opened.problem.what;
  }

  it('is printed, kept through a device that goes, and taken back as the real one', async () => {
    const own = (dev: string, net: number) =>
      `10.${net}.0.0/24 dev ${dev} proto kernel scope link src 10.${net}.0.1 `;
    const hops = ['\tnexthop via 10.1.0.9 dev d0 weight 1 ', '\tnexthop via 10.2.0.9 dev e0 weight 3 '];
    const trimmed = (text: string) => text.split('\n').map((line) => line.trimEnd());
    expect(trimmed(await said('ip route', ADD))).toEqual(
      trimmed([own('d0', 1), own('e0', 2), '10.9.0.0/16', ...hops].join('\n')),
    );
    expect(await said('ip route', ADD, 'ip link set e0 down')).toContain('dev e0 weight 3 dead linkdown');
    expect(await said('ip route', ADD, 'ip route del 10.9.0.0/16')).not.toContain('nexthop');
    expect(await said('ip route', ADD, 'ip link set e0 down', 'ip link set d0 down')).toBe('');
  });

  it('is refused as the real one refuses it', async () => {
    expect(await said('ip route add 10.9.0.0/16 nexthop via 10.5.0.9 nexthop via 10.1.0.9')).toBe(
      'Error: Nexthop has invalid gateway.',
    );
    expect(await said('ip route add 10.9.0.0/16 nexthop via 10.1.0.9 weight 257')).toBe(
      'Error: argument "257" is wrong: "weight" is invalid\n',
    );
    expect(await said('ip route add 10.9.0.0/16 nexthop via 10.1.0.9 foo')).toBe(
      'Error: "nexthop" or end of line is expected instead of "foo"',
    );
  });
});
