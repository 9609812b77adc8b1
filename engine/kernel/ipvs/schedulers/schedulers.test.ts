// Which server a scheduler takes: laws that hold for any servers and weights.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chooser, Dest, IpvsFlow } from '../types.ts';
import { ip_vs_scheduler_get } from './index.ts';

const VERSION = { major: 6, minor: 18 };
const NAMES = ['rr', 'wrr', 'lc', 'wlc', 'sh', 'dh', 'sed', 'nq'];

const dest = (nth: number, more: Partial<Dest> = {}): Dest => ({
  key: `d${nth}`,
  address: 0x0a000000 + nth,
  port: 80,
  weight: 1,
  available: true,
  active: 0,
  inactive: 0,
  persistent: 0,
  ...more,
});

const flow = (saddr = 1, daddr = 2): IpvsFlow => ({ protocol: 6, saddr, sport: 1000, daddr, dport: 80 });

/** A scheduler that has just been given these servers. */
function chooser(name: string, dests: readonly Dest[], version = VERSION): Chooser {
  const made = ip_vs_scheduler_get(name, version)!;
  made.changed?.(dests);
  return made;
}

const chosen = (name: string, dests: readonly Dest[], times: number) => {
  const made = chooser(name, dests);
  return Array.from({ length: times }, () => made.schedule(dests, flow())?.key ?? null);
};

const weights = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 8 });
const destsOf = (all: readonly number[]) => all.map((weight, nth) => dest(nth, { weight }));
const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);

describe.each(NAMES)('%s', (name) => {
  it('takes nobody without a weight, and somebody where there is one', () => {
    fc.assert(
      fc.property(weights, fc.nat(), fc.nat(), (all, saddr, daddr) => {
        const dests = destsOf(all);
        const found = chooser(name, dests).schedule(dests, flow(saddr, daddr));
        if (found) expect(found.weight).toBeGreaterThan(0);
        else if (name !== 'sh' && name !== 'dh') expect(sum(all)).toBe(0);
      }),
    );
  });

  it('takes nobody where there is nobody', () => {
    expect(chooser(name, []).schedule([], flow())).toBeNull();
  });
});

describe('rr', () => {
  it('goes round: so many times each, in the order of the list', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (count, rounds) => {
        const dests = Array.from({ length: count }, (_, nth) => dest(nth));
        const round = dests.map(({ key }) => key);
        expect(chosen('rr', dests, count * rounds)).toEqual(
          Array.from({ length: rounds }, () => round).flat(),
        );
      }),
    );
  });

  it('goes on where it was when the server chosen last is removed', () => {
    const dests = [dest(0), dest(1), dest(2)];
    const made = chooser('rr', dests);
    for (let nth = 0; nth < 2; nth++) made.schedule(dests, flow());
    const [removed] = dests.splice(1, 1);
    made.changed?.(dests, { dest: removed!, before: dests[0]! });
    expect(made.schedule(dests, flow())?.key).toBe('d2');
  });
});

describe('wrr', () => {
  it('gives every server its share: over one cycle exactly its weight, the greatest common divisor taken out', () => {
    fc.assert(
      fc.property(weights, (all) => {
        const gcd = all.reduce((a, b) => {
          let [x, y] = [a, b];
          while (y !== 0) [x, y] = [y, x % y];
          return x;
        }, 0);
        const cycle = sum(all) / (gcd || 1);
        const counts = new Map<string | null, number>();
        for (const key of chosen('wrr', destsOf(all), cycle)) counts.set(key, (counts.get(key) ?? 0) + 1);
        expect(all.map((_weight, nth) => counts.get(`d${nth}`) ?? 0)).toEqual(
          all.map((weight) => weight / (gcd || 1)),
        );
      }),
    );
  });

  it('follows the documented sequence: 4, 3, 2 gives AABABCABC', () => {
    expect(chosen('wrr', destsOf([4, 3, 2]), 9).join('')).toBe('d0d0d1d0d1d2d0d1d2');
  });
});

describe('those that count connections', () => {
  it.each([
    ['lc', [{ active: 1 }, { inactive: 255 }], 'd1'],
    ['lc', [{ active: 1 }, { inactive: 257 }], 'd0'],
    ['lc', [{}, {}], 'd0'],
    [
      'wlc',
      [
        { active: 3, weight: 3 },
        { active: 2, weight: 1 },
      ],
      'd0',
    ],
    [
      'wlc',
      [
        { active: 2, weight: 2 },
        { active: 1, weight: 1 },
      ],
      'd0',
    ],
    [
      'sed',
      [
        { active: 0, weight: 1 },
        { active: 1, weight: 3 },
      ],
      'd1',
    ],
    [
      'sed',
      [
        { active: 1, weight: 1 },
        { active: 0, weight: 1 },
      ],
      'd1',
    ],
    [
      'nq',
      [
        { active: 1, weight: 9 },
        { active: 0, weight: 1 },
      ],
      'd1',
    ],
    [
      'nq',
      [
        { active: 1, weight: 1 },
        { active: 1, weight: 9 },
      ],
      'd1',
    ],
  ] as const)('%s of %j takes %s', (name, servers, expected) => {
    expect(
      chosen(
        name,
        servers.map((more, nth) => dest(nth, more)),
        1,
      ),
    ).toEqual([expected]);
  });
});

describe('sh and dh', () => {
  it.each([
    ['sh', 'client'],
    ['dh', 'destination'],
  ] as const)('%s: always the same server for the same %s, whoever else asks', (name, side) => {
    fc.assert(
      fc.property(
        weights,
        fc.nat(0xffffffff),
        fc.array(fc.nat(0xffffffff), { maxLength: 5 }),
        (all, address, others) => {
          const dests = destsOf(all);
          const made = chooser(name, dests);
          const ask = (own: number, other: number) =>
            made.schedule(dests, side === 'client' ? flow(own, other) : flow(other, own))?.key;
          const first = ask(address, 1);
          for (const other of others) ask(other, 2);
          expect(ask(address, 3)).toBe(first);
        },
      ),
    );
  });

  it('hash as the kernel of the day did', () => {
    const dests = Array.from({ length: 256 }, (_, nth) => dest(nth));
    const placeOf = (address: number, minor: number) =>
      chooser('dh', dests, { major: 4, minor }).schedule(dests, flow(1, address))?.key;
    // 0x0a2b063a * 0x61c88647 = ...; its highest 8 bits since 4.18, and of the product with 2654435761 the lowest before.
    const product = BigInt(0x0a2b063a) * 0x61c88647n;
    expect(placeOf(0x0a2b063a, 18)).toBe(`d${Number((product & 0xffffffffn) >> 24n)}`);
    expect(placeOf(0x0a2b063a, 17)).toBe(`d${Number((BigInt(0x0a2b063a) * 2654435761n) & 255n)}`);
  });

  it('sh gives a heavier server more clients', () => {
    const dests = destsOf([3, 1]);
    const made = chooser('sh', dests);
    const counts = [0, 0];
    for (let client = 0; client < 4096; client++)
      counts[dests.indexOf(made.schedule(dests, flow(client * 7919))!)]!++;
    expect(counts[0]! / 4096).toBeCloseTo(0.75, 1);
  });
});
