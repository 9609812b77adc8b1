// The index passes over exactly the rules that a plain walk would find not to match: same rules asked in the end, same numbers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { data } from '../../wire/data.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { next_candidate } from './chain_index.ts';
import { parseIptablesSave } from './iptables_restore.ts';
import { RuleList } from './rule_list.ts';
import type { HookState } from './types.ts';
import { failedPart, ObservedWalk } from './walk_evidence.ts';
import { Chain } from './xt_table.ts';

const ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.1.1'];
const PORTS = [53, 80, 443];
const address = fc.constantFrom(...ADDRESSES);
const port = fc.constantFrom(...PORTS);
const maybe = (part: fc.Arbitrary<string>) => fc.option(part, { nil: '' });
const not = fc.constantFrom('', '', '! ');

const destination = fc
  .tuple(not, address, fc.constantFrom('/32', '/32', '/24'))
  .map(([bang, ip, length]) => `${bang}-d ${ip}${length}`);
const source = fc.tuple(not, address).map(([bang, ip]) => `${bang}-s ${ip}/32`);
const service = fc
  .tuple(fc.constantFrom('tcp', 'udp'), maybe(fc.constant('-m comment --comment x')), not, port)
  .map(([protocol, comment, bang, to]) => `-p ${protocol} ${comment} -m ${protocol} ${bang}--dport ${to}`);
const rule = fc
  .tuple(maybe(source), maybe(destination), maybe(fc.constant('-i eth0')), maybe(service))
  .map((parts) => `-A FORWARD ${parts.join(' ')} -j ACCEPT`);

function chainOf(rules: readonly string[]): Chain {
  const parsed = parseIptablesSave(`*filter\n${rules.join('\n')}\nCOMMIT\n`);
  if (!parsed.ok) throw new Error(parsed.problem.what);
  const { policy, entries } = parsed.value[0]!.chains.get('FORWARD')!;
  return new Chain('filter', 'FORWARD', policy, new RuleList(entries.map(({ unread }) => unread)));
}

const toNumber = (text: string) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

const packet: fc.Arbitrary<Ipv4> = fc
  .tuple(address, address, fc.constantFrom('tcp', 'udp', 'icmp'), port, fc.boolean())
  .map(([src, dst, protocol, dport, later]) => {
    const ports = { sport: 4000, dport, payload: data(new Uint8Array(0)) };
    const flags = { seq: 0, ack: 0, flags: 2, window: 0, options: new Uint8Array(0) };
    const payloads = {
      tcp: [6, { layer: 'tcp', ...ports, ...flags }],
      udp: [17, { layer: 'udp', ...ports, checksummed: true }],
      icmp: [1, { layer: 'icmp', type: 8, code: 0, rest: 0, body: new Uint8Array(0) }],
    } as const;
    const [number, whole] = payloads[protocol];
    return {
      layer: 'ipv4',
      tos: 0,
      id: 0,
      df: false,
      mf: false,
      fragment: later ? 100 : 0,
      ttl: 64,
      protocol: number,
      src: toNumber(src),
      dst: toNumber(dst),
      payload: later ? data(new Uint8Array(8)) : whole,
    } satisfies Ipv4;
  });

/** What matters of a hook to rules without a memory. */
const stateOf = (about: Ipv4, dev: string) =>
  ({ packet: about, in: { name: dev }, out: null }) as unknown as HookState;

describe('a chain with an index', () => {
  const rules = fc.array(rule, { minLength: 0, maxLength: 60 });
  const devices = fc.constantFrom('eth0', 'eth1');

  it('finds, from any place on, the rule a plain walk finds, and tells of each rule before it why not', () => {
    fc.assert(
      fc.property(rules, packet, devices, fc.nat(60), (texts, about, dev, start) => {
        const chain = chainOf(texts);
        const state = stateOf(about, dev);
        const from = Math.min(start, chain.rules.length);
        const plain = [...chain.rules].slice(from).map((each) => failedPart(each, state));
        const hit = plain.indexOf(0);
        const answers: number[] = [];
        let at = next_candidate(chain.rules, from, about);
        for (; at < chain.rules.length; at = next_candidate(chain.rules, at + 1, about)) {
          const code = failedPart(chain.rules.at(at)!, state);
          if (code === 0) break;
          answers.push(at, code);
        }
        expect(at).toBe(hit < 0 ? chain.rules.length : from + hit);
        const tried = hit < 0 ? plain.length : hit + 1;
        const walk = new ObservedWalk(
          state,
          chain,
          from,
          at,
          answers,
          { traced: false, mark: 0 },
          { kind: 'end' },
        );
        expect([walk.first, walk.tried, walk.matched]).toEqual([from + 1, tried, hit >= 0]);
        expect([...walk.failed]).toEqual(plain.slice(0, tried));
      }),
      { numRuns: 10_000 },
    );
  });
});
