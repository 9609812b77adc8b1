// Chains that documents on Kubernetes' networks show, from the services they tell of.

import { describe, expect, it } from 'vitest';
import { restoreText } from '../../host/rule_set.ts';
import { service, slice } from '../../service.fixture.ts';
import { NODE, objectsOf, release } from '../clusters.fixture.ts';
import { iptablesProxyRules } from './proxier.ts';

describe('the chains of a service', () => {
  it('nginx-test of k3s, as of 1.24 and later', () => {
    const nginx = {
      service: service('default/nginx-test', '10.43.6.58', [{ name: '80-80', port: 80, nodePort: 32506 }], {
        type: 'NodePort',
      }),
      slices: [slice('default/nginx-test:80-80', 80, ['10.42.1.6@node1', '10.42.2.6@node2'])],
    };
    const text = restoreText(
      iptablesProxyRules(objectsOf(nginx), NODE, release(24, { clusterCIDR: '10.42.0.0/16' })),
    );
    for (const chain of [
      'KUBE-SVC-7CWUT4JBGBRVUN2L',
      'KUBE-EXT-7CWUT4JBGBRVUN2L',
      'KUBE-SEP-U2YYZT2C3O6VM4EV',
      'KUBE-SEP-GWUIQWA2TNZI4ESX',
    ]) {
      expect(text).toContain(`:${chain} - [0:0]`);
    }
    expect(text).toContain(
      '-A KUBE-NODEPORTS -m comment --comment default/nginx-test:80-80 -m tcp -p tcp --dport 32506 -j KUBE-EXT-7CWUT4JBGBRVUN2L',
    );
  });

  it('kube-dns of kubeadm, as of 1.16', () => {
    const dns = {
      service: service('kube-system/kube-dns', '10.96.0.10', [{ name: 'metrics', port: 9153 }]),
      slices: [
        slice('kube-system/kube-dns:metrics', 9153, ['10.244.0.2@hostgw-master', '10.244.0.3@hostgw-master']),
      ],
    };
    const text = restoreText(iptablesProxyRules(objectsOf(dns), NODE, release(16)));
    expect(
      text.split('\n').filter((line) => line.startsWith('-A KUBE-S') && !line.includes('NODEPORTS')),
    ).toEqual([
      '-A KUBE-SERVICES -m comment --comment "kube-system/kube-dns:metrics cluster IP" -m tcp -p tcp -d 10.96.0.10/32 --dport 9153 ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ',
      '-A KUBE-SERVICES -m comment --comment "kube-system/kube-dns:metrics cluster IP" -m tcp -p tcp -d 10.96.0.10/32 --dport 9153 -j KUBE-SVC-JD5MR3NA4I4DYORP',
      '-A KUBE-SVC-JD5MR3NA4I4DYORP -m statistic --mode random --probability 0.50000 -j KUBE-SEP-N4G2XR5TDX7PQE7P',
      '-A KUBE-SVC-JD5MR3NA4I4DYORP -j KUBE-SEP-ZP3FB6NMPNCO4VBJ',
      '-A KUBE-SEP-N4G2XR5TDX7PQE7P -s 10.244.0.2/32 -j KUBE-MARK-MASQ',
      '-A KUBE-SEP-N4G2XR5TDX7PQE7P -m tcp -p tcp -j DNAT --to-destination 10.244.0.2:9153',
      '-A KUBE-SEP-ZP3FB6NMPNCO4VBJ -s 10.244.0.3/32 -j KUBE-MARK-MASQ',
      '-A KUBE-SEP-ZP3FB6NMPNCO4VBJ -m tcp -p tcp -j DNAT --to-destination 10.244.0.3:9153',
    ]);
  });

  it('pod2-service behind Calico, as of 1.20, where pods cannot be told apart', () => {
    const pod2 = {
      service: service('test/pod2-service', '10.1.118.185', [{ port: 80, nodePort: 30000 }], {
        type: 'NodePort',
      }),
      slices: [slice('test/pod2-service', 80, ['10.244.166.159@node1'])],
    };
    const text = restoreText(iptablesProxyRules(objectsOf(pod2), NODE, release(20, { clusterCIDR: null })));
    const rules = text.split('\n').filter((line) => /^-A KUBE-(NODEPORTS|SVC|SEP)/.test(line));
    expect(rules).toEqual([
      '-A KUBE-NODEPORTS -m comment --comment test/pod2-service -m tcp -p tcp --dport 30000 -j KUBE-MARK-MASQ',
      '-A KUBE-NODEPORTS -m comment --comment test/pod2-service -m tcp -p tcp --dport 30000 -j KUBE-SVC-OCJIUORDHIMMVHOI',
      '-A KUBE-SVC-OCJIUORDHIMMVHOI -m comment --comment test/pod2-service -j KUBE-SEP-X4R67US2PCZJVEDY',
      '-A KUBE-SEP-X4R67US2PCZJVEDY -m comment --comment test/pod2-service -s 10.244.166.159/32 -j KUBE-MARK-MASQ',
      '-A KUBE-SEP-X4R67US2PCZJVEDY -m comment --comment test/pod2-service -m tcp -p tcp -j DNAT --to-destination 10.244.166.159:80',
    ]);
  });
});
