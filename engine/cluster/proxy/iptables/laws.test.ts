// What holds for the rules of any cluster, in any release.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreText } from '../../host/rule_set.ts';
import { kubeletRules } from '../../kubelet.ts';
import { service, slice } from '../../service.fixture.ts';
import { anyRelease, anyServices, type Declared, NODE, objectsOf, release } from '../clusters.fixture.ts';
import type { ProxyConfig } from '../config.ts';
import { iptablesProxyRules } from './proxier.ts';
import { loaded } from './upstream.fixture.ts';

const derive = (declared: readonly Declared[], config: ProxyConfig) =>
  restoreText(iptablesProxyRules(objectsOf(...declared), NODE, config));

const BUILTIN = ['ACCEPT', 'DROP', 'RETURN', 'REJECT', 'MARK', 'MASQUERADE', 'DNAT'];

/** Chains a table declares, and targets its rules go to. */
function chainsAndTargets(table: string): { chains: Set<string>; targets: string[] } {
  const chains = new Set([...table.matchAll(/^:(\S+)/gm)].map(([, name]) => name!));
  return { chains, targets: [...table.matchAll(/ -j (\S+)/g)].map(([, name]) => name!) };
}

/** The lines that a text has more than the one before, all of whose lines it has, in their order. */
function addedLines(before: string, after: string): string[] {
  const old = before.split('\n');
  const fresh: string[] = [];
  let at = 0;
  for (const line of after.split('\n')) {
    if (line === old[at]) at++;
    else fresh.push(line);
  }
  expect(at).toBe(old.length);
  return fresh;
}

/** So many services that differ in their names and addresses alone. */
function copies(count: number): Declared[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(3, '0');
    const ports = [{ name: 'http', port: 80, nodePort: 30000 + index }];
    return {
      service: service(`ns/copy-${number}`, `10.96.1.${index}`, ports, { type: 'NodePort' }),
      slices: [slice(`ns/copy-${number}:http`, 8080, [`10.244.1.${index}@n1`, `10.244.2.${index}@n2`])],
    };
  });
}

describe('rules of kube-proxy', () => {
  it('are the same for the same cluster, octet by octet, in whatever order its services were declared', () => {
    fc.assert(
      fc.property(anyServices, anyRelease, (declared, config) => {
        expect(derive([...declared].reverse(), config)).toBe(derive(declared, config));
      }),
    );
  });

  it('of a service that is added stand beside those of the others, which do not change', () => {
    fc.assert(
      fc.property(anyServices, anyRelease, (declared, config) => {
        const others = declared.slice(1);
        const fresh = addedLines(derive(others, config), derive(declared, config));
        const shared = chainsAndTargets(derive([], config)).chains;
        const { chains } = chainsAndTargets(fresh.join('\n'));
        const touched = fresh.flatMap((line) => /^-A (\S+)/.exec(line)?.[1] ?? []);
        expect(touched.filter((chain) => !shared.has(chain) && !chains.has(chain))).toEqual([]);
        const foreign = others.map(({ service: { namespace, name } }) => `${namespace}/${name}`);
        expect(fresh.filter((line) => foreign.some((name) => line.includes(name)))).toEqual([]);
      }),
    );
  });

  it('go to chains that are there', () => {
    fc.assert(
      fc.property(anyServices, anyRelease, (declared, config) => {
        for (const table of derive(declared, config).split(/^COMMIT$/m)) {
          const { chains, targets } = chainsAndTargets(table);
          const known = [...BUILTIN, ...chains, ...(config.version.minor < 25 ? ['KUBE-MARK-DROP'] : [])];
          expect(targets.filter((target) => !known.includes(target))).toEqual([]);
        }
      }),
    );
  });

  it('load behind those of kubelet, in every release', () => {
    fc.assert(
      fc.property(anyServices, anyRelease, (declared, config) => {
        const net = loaded(
          [restoreText(kubeletRules(config.version)), derive(declared, config)].filter((text) => text !== ''),
        );
        expect(net.xtables.names.toSorted()).toEqual(['filter', 'nat']);
      }),
      { numRuns: 40 },
    );
  });

  it.each([16, 20, 23, 24, 25, 31])('of 1.%i grow by the same number with every service', (minor) => {
    const lines = (count: number) => derive(copies(count), release(minor)).split('\n').length;
    const one = lines(2) - lines(1);
    expect([10, 40, 120].map((count) => lines(count) - lines(0))).toEqual([10 * one, 40 * one, 120 * one]);
  });
});
