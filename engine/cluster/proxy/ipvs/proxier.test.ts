// kube-proxy in ipvs mode: few rules, whatever the number of services; what they ask are sets.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareNet } from '../../../kernel/net.fixture.ts';
import { runIpset } from '../../../shell/ipset.ts';
import { runIpvsadm } from '../../../shell/ipvsadm.ts';
import { restoreText } from '../../host/rule_set.ts';
import { kubeletRules } from '../../kubelet.ts';
import type { Service } from '../../objects.ts';
import { service, slice } from '../../service.fixture.ts';
import {
  anyRelease,
  anyServices,
  type Declared,
  NODE,
  objectsOf,
  release,
  rulesOf,
} from '../clusters.fixture.ts';
import type { ProxyConfig } from '../config.ts';
import { restored } from '../iptables/upstream.fixture.ts';
import { ipvsProxy } from './proxier.ts';

const textOf = ({ rules }: ReturnType<typeof ipvsProxy>) => restoreText(rules);

const derive = (declared: readonly Declared[], settings: Partial<ProxyConfig> = {}) =>
  ipvsProxy(objectsOf(...declared), NODE, release(28, settings));

const HERE = '10.244.1.2@n1';
const THERE = '10.244.2.2@n2';

function web(given: Partial<Service> = {}, endpoints: readonly string[] = [HERE, THERE]): Declared {
  const nodePort = given.type === undefined || given.type === 'ClusterIP' ? 0 : 30080;
  const ports = [{ name: 'http', port: 80, nodePort }];
  return {
    service: service('ns/web', '10.96.0.1', ports, given),
    slices: [slice('ns/web:http', 8080, endpoints)],
  };
}

const LB: Partial<Service> = {
  type: 'LoadBalancer',
  loadBalancerIngress: [{ ip: '203.0.113.1', ipMode: 'VIP' }],
};
const LOCAL: Partial<Service> = { externalTrafficPolicy: 'Local' };

/** Who is in a set. */
const members = (sets: string, name: string) =>
  sets.split('\n').flatMap((line) => (line.startsWith(`add ${name} `) ? [line.slice(5 + name.length)] : []));

describe('virtual servers', () => {
  it('stand at the cluster IP, the external IPs, the balancer and the node', () => {
    const { virtualServers, kubeIpvs0 } = derive([web({ ...LB, externalIPs: ['198.51.100.1'] })]);
    const at = (place: string) => [
      `-A -t ${place} -s rr`,
      `-a -t ${place} -r 10.244.1.2:8080 -m -w 1`,
      `-a -t ${place} -r 10.244.2.2:8080 -m -w 1`,
    ];
    const places = ['10.96.0.1:80', '198.51.100.1:80', '203.0.113.1:80', '192.168.0.11:30080'];
    expect(virtualServers.split('\n')).toEqual([...places.flatMap(at), '']);
    expect(kubeIpvs0).toEqual(['10.96.0.1', '198.51.100.1', '203.0.113.1']);
  });

  it('are there without endpoints too', () => {
    expect(derive([web({}, [])]).virtualServers).toBe('-A -t 10.96.0.1:80 -s rr\n');
  });

  it('have the scheduler that is asked for, and keep clients where they were', () => {
    const sticky = web({ sessionAffinityTimeoutSeconds: 600 }, []);
    const scheduled = (scheduler: string) =>
      derive([sticky], { ipvs: { scheduler, strictARP: false } }).virtualServers;
    expect(scheduled('lc')).toBe('-A -t 10.96.0.1:80 -s lc -p 600\n');
    expect(scheduled('mh')).toBe('-A -t 10.96.0.1:80 -s mh -p 600 -b mh-port\n');
  });

  it('of policy Local have endpoints of the node, or all where it has none', () => {
    const node = (endpoints: readonly string[]) =>
      derive([web({ type: 'NodePort', ...LOCAL }, endpoints)]).virtualServers.match(
        /(?<=192\.168\.0\.11:30080 -r )\S+/g,
      );
    expect(node([HERE, THERE])).toEqual(['10.244.1.2:8080']);
    expect(node([THERE])).toEqual(['10.244.2.2:8080']);
    const elsewhere = objectsOf(web({ type: 'NodePort', ...LOCAL }, [THERE]));
    const served = (minor: number) => ipvsProxy(elsewhere, NODE, release(minor)).virtualServers;
    expect(served(20)).not.toContain('192.168.0.11:30080 -r');
    expect(served(21)).toContain('192.168.0.11:30080 -r 10.244.2.2:8080');
  });

  it('at external IPs heed policy Local from 1.19 on', () => {
    const kept = objectsOf(web({ type: 'NodePort', externalIPs: ['198.51.100.1'], ...LOCAL }));
    const served = (minor: number) =>
      ipvsProxy(kept, NODE, release(minor)).virtualServers.match(/(?<=198\.51\.100\.1:80 -r )\S+/g);
    expect(served(18)).toEqual(['10.244.1.2:8080', '10.244.2.2:8080']);
    expect(served(19)).toEqual(['10.244.1.2:8080']);
  });

  it('are not put on addresses the node has', () => {
    const own = web({ externalIPs: ['192.168.0.11', '127.0.0.1'] });
    expect(derive([own]).kubeIpvs0).toEqual(['10.96.0.1']);
    expect(members(derive([own]).ipsets, 'KUBE-IPVS-IPS')).toEqual([
      '10.96.0.1',
      '192.168.0.11',
      '127.0.0.1',
    ]);
  });

  it('answer for node ports at the addresses that are asked for', () => {
    const settings = { nodePortAddresses: ['10.0.0.0/8'] };
    expect(derive([web({ type: 'NodePort' })], settings).virtualServers).not.toContain(':30080');
    expect(members(derive([web({ type: 'NodePort' })], settings).ipsets, 'KUBE-NODE-PORT-TCP')).toEqual([]);
  });
});

describe('sets', () => {
  it('are all made, of their types', () => {
    const { ipsets } = derive([]);
    expect(ipsets.split('\n')).toHaveLength(18);
    expect(ipsets).toContain('create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536\n');
    expect(ipsets).toContain('create KUBE-NODE-PORT-TCP bitmap:port range 0-65535\n');
  });

  it.each<[string, Partial<Service>, string[]]>([
    ['KUBE-CLUSTER-IP', {}, ['10.96.0.1,tcp:80']],
    ['KUBE-LOOP-BACK', {}, ['10.244.1.2,tcp:8080,10.244.1.2']],
    ['KUBE-IPVS-IPS', {}, ['10.96.0.1']],
    ['KUBE-EXTERNAL-IP', { externalIPs: ['198.51.100.1'] }, ['198.51.100.1,tcp:80']],
    [
      'KUBE-EXTERNAL-IP-LOCAL',
      { type: 'NodePort', externalIPs: ['198.51.100.1'], ...LOCAL },
      ['198.51.100.1,tcp:80'],
    ],
    ['KUBE-LOAD-BALANCER', LB, ['203.0.113.1,tcp:80']],
    ['KUBE-LOAD-BALANCER-LOCAL', { ...LB, ...LOCAL }, ['203.0.113.1,tcp:80']],
    ['KUBE-LOAD-BALANCER-FW', { ...LB, loadBalancerSourceRanges: ['10.0.0.0/8'] }, ['203.0.113.1,tcp:80']],
    [
      'KUBE-LOAD-BALANCER-SOURCE-CIDR',
      { ...LB, loadBalancerSourceRanges: ['10.0.0.0/8'] },
      ['203.0.113.1,tcp:80,10.0.0.0/8'],
    ],
    ['KUBE-LOAD-BALANCER-SOURCE-IP', { ...LB, loadBalancerSourceRanges: ['10.0.0.0/8'] }, []],
    [
      'KUBE-LOAD-BALANCER-SOURCE-IP',
      { ...LB, loadBalancerSourceRanges: ['192.168.0.0/24'] },
      ['203.0.113.1,tcp:80,203.0.113.1'],
    ],
    ['KUBE-NODE-PORT-TCP', { type: 'NodePort' }, ['30080']],
    ['KUBE-NODE-PORT-LOCAL-TCP', { type: 'NodePort', ...LOCAL }, ['30080']],
    ['KUBE-HEALTH-CHECK-NODE-PORT', { ...LB, ...LOCAL, healthCheckNodePort: 30909 }, ['30909']],
  ])('%s of %j holds %j', (name, given, entries) => {
    expect(members(derive([web(given)]).ipsets, name)).toEqual(entries);
  });

  it('know node ports of UDP apart, and those of SCTP by address', () => {
    const port = (protocol: 'UDP' | 'SCTP') =>
      service('ns/x', '10.96.0.2', [{ port: 53, protocol, nodePort: 30053 }], { type: 'NodePort', ...LOCAL });
    const udp = derive([{ service: port('UDP'), slices: [] }]).ipsets;
    const sctp = derive([{ service: port('SCTP'), slices: [] }]).ipsets;
    expect(members(udp, 'KUBE-NODE-PORT-LOCAL-UDP')).toEqual(['30053']);
    expect(members(sctp, 'KUBE-NODE-PORT-LOCAL-SCTP-HASH')).toEqual(['192.168.0.11,sctp:30053']);
  });
});

describe('rules', () => {
  const services = (declared: readonly Declared[], settings: Partial<ProxyConfig> = {}) =>
    rulesOf(textOf(derive(declared, settings)), 'nat', 'KUBE-SERVICES');

  it('about empty sets are left out', () => {
    expect(services([])).toEqual([
      '-s 127.0.0.0/8 -j RETURN',
      '-m addrtype --dst-type LOCAL -j KUBE-NODE-PORT',
    ]);
  });

  it.each<[string, Partial<ProxyConfig>, string]>([
    [
      'everybody',
      { iptables: { masqueradeAll: true, masqueradeBit: 14, localhostNodePorts: true } },
      'dst,dst',
    ],
    ['whoever is no pod', {}, 'dst,dst ! -s 10.244.0.0/16'],
    ['who has the address itself', { clusterCIDR: null }, 'src,dst'],
  ])('masquerade %s towards a cluster IP', (_, settings, match) => {
    expect(services([web()], settings)[1]).toBe(
      `-m comment --comment "Kubernetes service cluster ip + port for masquerade purpose" -m set --match-set KUBE-CLUSTER-IP ${match} -j KUBE-MARK-MASQ`,
    );
  });

  it('are as many for a thousand services as for one', () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({
      service: service(`ns/web-${index}`, `10.97.${index >> 8}.${index & 255}`, [{ port: 80 }]),
      slices: [slice(`ns/web-${index}`, 80, [HERE])],
    }));
    expect(textOf(derive(many))).toBe(textOf(derive(many.slice(0, 1))));
  });

  const of = (minor: number, declared: readonly Declared[] = []) =>
    textOf(ipvsProxy(objectsOf(...declared), NODE, release(minor)));
  const targets = (rules: readonly string[]) => rules.map((rule) => rule.split(' ').at(-1));

  it('keep source ranges in filter, and before 1.25 by marks', () => {
    const ranges = [web({ ...LB, loadBalancerSourceRanges: ['10.0.0.0/8', '192.168.0.0/24'] })];
    const now = of(25, ranges);
    expect(targets(rulesOf(now, 'filter', 'KUBE-PROXY-FIREWALL'))).toEqual(['KUBE-SOURCE-RANGES-FIREWALL']);
    expect(targets(rulesOf(now, 'filter', 'KUBE-SOURCE-RANGES-FIREWALL'))).toEqual([
      'RETURN',
      'RETURN',
      'DROP',
    ]);
    const old = of(24, ranges);
    expect(targets(rulesOf(old, 'nat', 'KUBE-LOAD-BALANCER'))).toEqual(['KUBE-FIREWALL', 'KUBE-MARK-MASQ']);
    expect(targets(rulesOf(old, 'nat', 'KUBE-FIREWALL'))).toEqual(['RETURN', 'RETURN', 'KUBE-MARK-DROP']);
  });

  it('keep the node itself to source ranges, from 1.29 on', () => {
    const without = [web({ ...LB, loadBalancerSourceRanges: ['10.0.0.0/8'] })];
    const within = [web({ ...LB, loadBalancerSourceRanges: ['192.168.0.0/24'] })];
    const out = (minor: number, declared: readonly Declared[]) =>
      rulesOf(of(minor, declared), 'filter', 'KUBE-IPVS-OUT-FILTER');
    expect(out(28, without)).toEqual([]);
    expect(out(29, without)).toEqual([
      '-s 203.0.113.1 -m ipvs --vaddr 203.0.113.1 --vproto tcp --vport 80 -j DROP',
    ]);
    expect(out(29, within)).toEqual([]);
    expect(of(29)).toContain(
      '-I OUTPUT -m comment --comment "kubernetes ipvs access filter" -j KUBE-IPVS-OUT-FILTER\n',
    );
  });

  it('keep the ports of the node itself from service addresses, from 1.26 on', () => {
    const guard = (minor: number, patch = 0) => {
      const config = release(minor, { version: { minor, patch } });
      return rulesOf(textOf(ipvsProxy(objectsOf(), NODE, config)), 'filter', 'KUBE-IPVS-FILTER');
    };
    const all = [
      'KUBE-LOAD-BALANCER',
      'KUBE-CLUSTER-IP',
      'KUBE-EXTERNAL-IP',
      'KUBE-HEALTH-CHECK-NODE-PORT',
      'KUBE-IPVS-IPS',
    ];
    const asked = (rules: readonly string[]) => rules.map((rule) => /--match-set (\S+)/.exec(rule)?.[1]);
    expect(guard(25)).toEqual([]);
    expect(asked(guard(26))).toEqual(all);
    expect(guard(26).at(-1)).toBe(
      '-m conntrack --ctstate NEW -m set --match-set KUBE-IPVS-IPS dst -j REJECT',
    );
    expect(asked(guard(28, 5))).toEqual(all);
    for (const rules of [guard(28, 6), guard(29, 1), guard(30)]) {
      expect(asked(rules)).toEqual([...all.slice(0, 3), 'KUBE-EXTERNAL-IP-LOCAL', ...all.slice(3)]);
    }
  });

  it('let health checks in from 1.20 on', () => {
    expect(rulesOf(of(19), 'filter', 'KUBE-NODE-PORT')).toEqual([]);
    expect(targets(rulesOf(of(20), 'filter', 'KUBE-NODE-PORT'))).toEqual(['ACCEPT']);
  });
});

describe('a node in ipvs mode', () => {
  it('takes it all: sets, rules and virtual servers, of any cluster', () => {
    fc.assert(
      fc.property(anyServices, anyRelease, (declared, config) => {
        const { ipsets, rules, virtualServers } = ipvsProxy(objectsOf(...declared), NODE, config);
        const { net } = bareNet();
        const kubelet = restoreText(kubeletRules(config.version));
        expect(runIpset(['restore'], net, ipsets)).toMatchObject({ code: 0, stderr: '' });
        restored(net, kubelet === '' ? [restoreText(rules)] : [kubelet, restoreText(rules)]);
        expect(runIpvsadm(['-R'], net, virtualServers)).toMatchObject({ code: 0, stderr: '' });
        const saved = runIpvsadm(['-S', '-n'], net).stdout.split('\n').sort();
        expect(saved).toEqual(virtualServers.split('\n').sort());
      }),
      { numRuns: 60 },
    );
  });

  it('is the same in whatever order services were declared', () => {
    fc.assert(
      fc.property(anyServices, anyRelease, (declared, config) => {
        const again = ipvsProxy(objectsOf(...[...declared].reverse()), NODE, config);
        expect(again).toEqual(ipvsProxy(objectsOf(...declared), NODE, config));
      }),
    );
  });
});
