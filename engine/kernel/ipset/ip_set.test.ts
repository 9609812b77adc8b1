// Sets: what is in them, for how long, and who may take them away.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPrefix, prefixMask } from '../../wire/address.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { nfnl_ipset } from './ip_set_core.ts';
import { ip_set_test } from './ip_set_packet.ts';
import { networks } from './ip_set_range.ts';
import { namespace } from './net.fixture.ts';
import type { IpsetRequest } from './request.ts';
import type { Asked, SetOptions } from './types.ts';

const NOTHING: Asked = {
  ip: null,
  port: null,
  ip2: null,
  name: null,
  place: null,
  nomatch: false,
  timeout: null,
  packets: null,
  bytes: null,
  comment: null,
};

const ip = (text: string) => parseIpv4(text)!;
const at = (from: number, cidr: number | null = null) => ({ from, to: null, cidr });

const create = (set: string, type: string, options: SetOptions = {}): IpsetRequest => ({
  do: 'ipset.create',
  set,
  type,
  options,
  exist: false,
});
const add = (set: string, asked: Partial<Asked>): IpsetRequest => ({
  do: 'ipset.add',
  set,
  asked: { ...NOTHING, ...asked },
  exist: false,
});

function packet(src: number, dst = 0) {
  return {
    layer: 'ipv4',
    tos: 0,
    id: 0,
    df: false,
    mf: false,
    fragment: 0,
    ttl: 64,
    protocol: 17,
    src,
    dst,
    payload: {
      layer: 'udp',
      sport: 1234,
      dport: 53,
      checksummed: true,
      payload: { layer: 'data', bytes: new Uint8Array(0) },
    },
  } as const;
}

const SRC = { source: [true], returnNomatch: false, skipCounters: false, skipSubcounters: false };

/** Networks that often hold each other. */
const network = fc
  .record({
    address: fc.integer({ min: 0, max: 0xffffffff }),
    cidr: fc.integer({ min: 1, max: 32 }),
    nomatch: fc.boolean(),
  })
  .map(({ address, cidr, nomatch }) => ({
    address: (address & 0xff0000ff & prefixMask(cidr)) >>> 0,
    cidr,
    nomatch,
  }));
const someAddress = fc.integer({ min: 0, max: 0xffffffff }).map((address) => (address & 0xff0000ff) >>> 0);

describe('hash:net', () => {
  it('answers with the longest of the networks that hold the address, and not when that is an exception', () => {
    fc.assert(
      fc.property(
        fc.array(network, { maxLength: 40 }),
        fc.array(someAddress, { minLength: 1 }),
        (nets, addresses) => {
          const { net } = namespace();
          nfnl_ipset(net, create('nets', 'hash:net'));
          const kept = nets.filter(
            ({ address, cidr, nomatch }) =>
              nfnl_ipset(net, add('nets', { ip: at(address, cidr), nomatch })) === null,
          );
          for (const address of [...addresses, ...nets.map((each) => each.address)]) {
            const [longest] = kept
              .filter((each) => inPrefix(address, each.address, each.cidr))
              .sort((a, b) => b.cidr - a.cidr);
            expect(ip_set_test(net, 'nets', packet(address), SRC)).toBe(longest?.nomatch === false);
            const exceptions = { ...SRC, returnNomatch: true };
            expect(ip_set_test(net, 'nets', packet(address), exceptions)).toBe(longest?.nomatch === true);
          }
        },
      ),
    );
  });

  it('takes a range as the networks that are exactly it', () => {
    const span = fc
      .tuple(someAddress, someAddress)
      .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    fc.assert(
      fc.property(
        span.filter(({ from, to }) => to - from < 0xffffffff),
        ({ from, to }) => {
          let next = from;
          for (const { ip: first, cidr } of networks({ from, to })) {
            expect(first).toBe(next);
            expect((first & prefixMask(cidr)) >>> 0).toBe(first);
            next = first + 2 ** (32 - cidr);
          }
          expect(next).toBe(to + 1);
        },
      ),
    );
  });

  it('holds ten thousand members, each found', () => {
    const { net } = namespace();
    nfnl_ipset(net, create('many', 'hash:net'));
    for (let at24 = 0; at24 < 10_000; at24++) nfnl_ipset(net, add('many', { ip: at(at24 * 512, 24) }));
    expect(net.ipset.find('many')!.members.size).toBe(10_000);
    expect(ip_set_test(net, 'many', packet(9_999 * 512 + 7), SRC)).toBe(true);
    expect(ip_set_test(net, 'many', packet(9_999 * 512 + 256), SRC)).toBe(false);
  });
});

describe('members', () => {
  it('go when their time is up, and the row of each goes with them', () => {
    const { net, pass } = namespace();
    nfnl_ipset(net, create('short', 'hash:ip', { timeout: 5 }));
    nfnl_ipset(net, add('short', { ip: at(ip('10.0.0.1')) }));
    nfnl_ipset(net, add('short', { ip: at(ip('10.0.0.2')), timeout: 60 }));
    nfnl_ipset(net, add('short', { ip: at(ip('10.0.0.3')), timeout: 0 }));
    pass(4);
    expect(ip_set_test(net, 'short', packet(ip('10.0.0.1')), SRC)).toBe(true);
    pass(1);
    expect(ip_set_test(net, 'short', packet(ip('10.0.0.1')), SRC)).toBe(false);
    expect([...net.ipset.snapshot().keys()]).toEqual(['short', 'short 10.0.0.2', 'short 10.0.0.3']);
    pass(1000);
    expect([...net.ipset.snapshot().keys()]).toEqual(['short', 'short 10.0.0.3']);
  });

  it('that are added again live as long as they were told last', () => {
    const { net, pass } = namespace();
    nfnl_ipset(net, create('short', 'hash:ip', { timeout: 5 }));
    nfnl_ipset(net, add('short', { ip: at(ip('10.0.0.1')) }));
    nfnl_ipset(net, { ...add('short', { ip: at(ip('10.0.0.1')), timeout: 9 }), exist: true } as IpsetRequest);
    pass(8);
    expect(ip_set_test(net, 'short', packet(ip('10.0.0.1')), SRC)).toBe(true);
    pass(1);
    expect(ip_set_test(net, 'short', packet(ip('10.0.0.1')), SRC)).toBe(false);
  });

  it('a rule that gives too few of the packet’s parts never matches', () => {
    const { net } = namespace();
    nfnl_ipset(net, create('pairs', 'hash:ip,port'));
    nfnl_ipset(net, add('pairs', { ip: at(ip('10.0.0.1')), port: { proto: 17, from: 53, to: null } }));
    const test = (...source: boolean[]) =>
      ip_set_test(net, 'pairs', packet(ip('10.0.0.1'), ip('10.0.0.1')), { ...SRC, source });
    expect([test(true), test(true, false), test(false, false), test(true, true)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('a set that something names', () => {
  it('is neither destroyed nor renamed, but may be swapped for another', () => {
    const { net } = namespace();
    for (const name of ['inner', 'other']) nfnl_ipset(net, create(name, 'hash:ip'));
    nfnl_ipset(net, create('list', 'list:set'));
    nfnl_ipset(net, add('list', { name: 'inner' }));
    nfnl_ipset(net, add('other', { ip: at(ip('10.0.0.1')) }));
    expect(nfnl_ipset(net, { do: 'ipset.destroy', set: 'inner' })).toBe('BUSY');
    expect(nfnl_ipset(net, { do: 'ipset.rename', set: 'inner', other: 'new' })).toBe('REFERENCED');
    expect(ip_set_test(net, 'list', packet(ip('10.0.0.1')), SRC)).toBe(false);
    expect(nfnl_ipset(net, { do: 'ipset.swap', set: 'inner', other: 'other' })).toBeNull();
    expect(ip_set_test(net, 'list', packet(ip('10.0.0.1')), SRC)).toBe(true);
    expect(nfnl_ipset(net, { do: 'ipset.flush', set: 'list' })).toBeNull();
    expect(nfnl_ipset(net, { do: 'ipset.destroy', set: 'inner' })).toBeNull();
  });
});
