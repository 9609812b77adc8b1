// Document 002 §5: what a node has to hold for 10 services with 6 endpoints each, and for more.

import { describe, expect, it } from 'vitest';
import { restoreText } from '../../cluster/host/rule_set.ts';
import type { ServiceObjects } from '../../cluster/objects.ts';
import { NODE, release } from '../../cluster/proxy/clusters.fixture.ts';
import { kubeProxy } from '../../cluster/proxy/modes.ts';
import { service, slice } from '../../cluster/service.fixture.ts';
import { shown } from './shown.fixture.ts';

const ENDPOINTS = 6;
const FIRST_ADDRESS = 0x0a60_0001;
const SIZES = [10, 100, 1000, 10_000] as const;

const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

/** Services of one port, with six pods each. */
function cluster(services: number): ServiceObjects {
  const numbers = Array.from({ length: services }, (_, number) => number);
  const pods = Array.from({ length: ENDPOINTS }, (_, number) => `10.244.${number}.2@n${number}`);
  return {
    services: numbers.map((n) => service(`default/service-${n}`, dotted(FIRST_ADDRESS + n), [{ port: 80 }])),
    endpointSlices: numbers.map((n) => slice(`default/service-${n}`, 80, pods)),
  };
}

const count = (text: string, start: string) =>
  text.split('\n').filter((line) => line.startsWith(start)).length;

describe.each(SIZES)('%i services with 6 endpoints each', (services) => {
  it('by iptables: 20 rules for each service', () => {
    const config = release(25);
    const iptables = restoreText(kubeProxy(cluster(services), NODE, config).rules);
    const without = restoreText(kubeProxy(cluster(0), NODE, config).rules);
    const grown = (start: string) => count(iptables, start) - count(without, start);
    expect(grown('-A KUBE-SERVICES ')).toBe(services);
    expect(count(iptables, '-A KUBE-SVC-')).toBe(services * (ENDPOINTS + 1));
    expect(count(iptables, '-A KUBE-SEP-')).toBe(services * ENDPOINTS * 2);
    expect(grown('-A ')).toBe(services * 20);
  });

  it('by IPVS: the rules of an empty cluster; what grows are sets and virtual servers', () => {
    const config = release(25, { mode: 'ipvs' });
    const { rules, ipsets, kubeIpvs0, virtualServers } = kubeProxy(cluster(services), NODE, config);
    const one = kubeProxy(cluster(1), NODE, config).rules;
    expect(count(restoreText(rules), '-A ')).toBe(count(restoreText(one), '-A '));
    expect(count(ipsets, 'add KUBE-CLUSTER-IP ')).toBe(services);
    expect(kubeIpvs0).toHaveLength(services);
    expect(count(virtualServers, '-A ')).toBe(services);
    expect(count(virtualServers, '-a ')).toBe(services * ENDPOINTS);
  });
});

describe('rule-growth', () => {
  const counted = async (pattern: string) =>
    shown('rule-growth', { in: 'master', run: `iptables-save -t nat | grep -c '${pattern}'` });

  it('002.f05: 10 entries for services, 60 for their endpoints, 10*6*2 = 120 for the endpoints themselves', async () => {
    expect(await counted('^-A KUBE-SERVICES .*KUBE-SVC-')).toEqual(['10']);
    expect(await counted('^-A KUBE-SVC-.*KUBE-SEP-')).toEqual(['60']);
    expect(await counted('^-A KUBE-SEP-')).toEqual(['120']);
  });
});
