// kube-proxy's settings, as kubeadm keeps them in the cluster.
import { describe, expect, it } from 'vitest';
import { manifest, objectText, problemIn } from './manifest.fixture.ts';

const map = (...conf: string[]) =>
  objectText(
    'v1',
    'ConfigMap',
    'kube-proxy',
    '  namespace: kube-system',
    'data:',
    '  config.conf: |-',
    '    apiVersion: kubeproxy.config.k8s.io/v1alpha1',
    '    kind: KubeProxyConfiguration',
    '    conntrack: {maxPerCore: null}',
    ...conf.map((line) => `    ${line}`),
  );

describe('the ConfigMap kube-proxy', () => {
  it('says how kube-proxy runs', () => {
    const text = map(
      'mode: ipvs',
      'clusterCIDR: "fd00::/56,10.244.0.0/16"',
      'ipvs: {scheduler: lc, strictARP: false}',
    );
    expect(manifest(text).kubeProxy).toEqual({ mode: 'ipvs', clusterCIDR: '10.244.0.0/16', scheduler: 'lc' });
  });

  it('may leave it to kube-proxy', () => {
    expect(manifest(map('mode: ""', 'clusterCIDR: ""', 'ipvs: {scheduler: ""}')).kubeProxy).toEqual({
      mode: null,
      clusterCIDR: null,
      scheduler: null,
    });
    expect(manifest(objectText('v1', 'ConfigMap', 'kube-proxy')).kubeProxy).toBeNull();
  });

  it('may name a mode that there is not', () => {
    expect(problemIn(map('mode: nftables'))).toBe(
      'ConfigMap kube-system/kube-proxy, data[config.conf], line 7: config.conf, mode, line 4: found "nftables"; expected iptables or ipvs',
    );
  });
});
