// The marks of kubelet, that kube-proxy relied on until 1.25.
import { describe, expect, it } from 'vitest';
import { restoreText } from './host/rule_set.ts';
import { kubeletRules } from './kubelet.ts';
import { rulesOf } from './proxy/clusters.fixture.ts';

const rules = (minor: number, patch = 0) => restoreText(kubeletRules({ minor, patch }));

describe('kubelet', () => {
  it('drops what is marked, at INPUT and OUTPUT', () => {
    expect(rulesOf(rules(16), 'nat', 'KUBE-MARK-DROP')).toEqual(['-j MARK --or-mark 0x00008000']);
    expect(rulesOf(rules(16), 'filter', 'KUBE-FIREWALL')).toEqual([
      '-m comment --comment "kubernetes firewall for dropping marked packets" -m mark --mark 0x00008000/0x00008000 -j DROP',
    ]);
    expect([...rules(16).matchAll(/^-I (\S+) -j KUBE-FIREWALL$/gm)].map(([, hook]) => hook)).toEqual([
      'OUTPUT',
      'INPUT',
    ]);
  });

  it.each<[number, number, boolean]>([
    [16, 10, false],
    [16, 11, true],
    [17, 6, false],
    [17, 7, true],
    [18, 3, false],
    [18, 4, true],
    [19, 0, true],
    [26, 0, true],
  ])('1.%i.%i keeps foreigners from 127.0.0.0/8: %s', (minor, patch, keeps) => {
    expect(rules(minor, patch).includes('block incoming localnet connections')).toBe(keeps);
  });

  it('writes nothing from 1.27 on', () => {
    expect(rules(27)).toBe('');
  });
});
