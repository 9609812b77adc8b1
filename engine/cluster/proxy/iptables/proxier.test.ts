// Each rule of today's kube-proxy in iptables mode, and the order in which they stand.

import { describe, expect, it } from 'vitest';
import { restoreText } from '../../host/rule_set.ts';
import type { Service } from '../../objects.ts';
import { endpoint, service, slice } from '../../service.fixture.ts';
import { chainsOf, type Declared, NODE, objectsOf, release, rulesOf } from '../clusters.fixture.ts';
import type { ProxyConfig } from '../config.ts';
import { iptablesProxyRules } from './proxier.ts';

const derive = (declared: readonly Declared[], settings: Partial<ProxyConfig> = {}) =>
  restoreText(iptablesProxyRules(objectsOf(...declared), NODE, release(28, settings)));

const HERE = '10.244.1.2@n1';
const THERE = '10.244.2.2@n2';

/** The service `ns/web:http` at 10.96.0.1:80, whose endpoints are at port 8080. */
function web(
  given: Partial<Service> = {},
  endpoints: readonly (string | ReturnType<typeof endpoint>)[] = [HERE, THERE],
) {
  const nodePort = given.type === undefined || given.type === 'ClusterIP' ? 0 : 30080;
  const ports = [{ name: 'http', port: 80, nodePort }];
  return {
    service: service('ns/web', '10.96.0.1', ports, given),
    slices: [slice('ns/web:http', 8080, endpoints)],
  };
}

const HASH = 'HMALVVKA6APKJPPY';
const LAST =
  '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS';
const TCP = '-m tcp -p tcp';
const LB: Partial<Service> = {
  type: 'LoadBalancer',
  loadBalancerIngress: [{ ip: '203.0.113.1', ipMode: 'VIP' }],
};

/** All rules of these chains of nat; SVC, SVL, EXT and FW stand for the service's own. */
const nat = (text: string, chain: string) =>
  rulesOf(text, 'nat', /^(SV|EX|FW)/.test(chain) ? `KUBE-${chain}-${HASH}` : chain);

describe('a cluster IP', () => {
  const text = derive([web()]);
  const [here, there] = chainsOf(text, 'KUBE-SEP-');

  it('leads to the chain of its service, and last of all come node ports', () => {
    expect(nat(text, 'KUBE-SERVICES')).toEqual([
      `-m comment --comment "ns/web:http cluster IP" ${TCP} -d 10.96.0.1 --dport 80 -j KUBE-SVC-${HASH}`,
      LAST,
    ]);
  });

  it('has the sources of others than pods masqueraded, and is balanced by chance', () => {
    expect(nat(text, 'SVC')).toEqual([
      `-m comment --comment "ns/web:http cluster IP" ${TCP} -d 10.96.0.1 --dport 80 ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ`,
      `-m comment --comment "ns/web:http -> 10.244.1.2:8080" -m statistic --mode random --probability 0.5000000000 -j ${here}`,
      `-m comment --comment "ns/web:http -> 10.244.2.2:8080" -j ${there}`,
    ]);
  });

  it('becomes the address of an endpoint, which does not see its own as the source', () => {
    expect(nat(text, here!)).toEqual([
      '-m comment --comment ns/web:http -s 10.244.1.2 -j KUBE-MARK-MASQ',
      `-m comment --comment ns/web:http ${TCP} -j DNAT --to-destination 10.244.1.2:8080`,
    ]);
  });

  it.each<[string, Partial<ProxyConfig>, string | null]>([
    ['by pod CIDR of the node', { detectLocalMode: 'NodeCIDR' }, '! -s 10.244.1.0/24 -j KUBE-MARK-MASQ'],
    [
      'by bridge',
      {
        detectLocalMode: 'BridgeInterface',
        detectLocal: { bridgeInterface: 'cni0', interfaceNamePrefix: '' },
      },
      '! -i cni0 -j KUBE-MARK-MASQ',
    ],
    [
      'by prefix of interfaces',
      {
        detectLocalMode: 'InterfaceNamePrefix',
        detectLocal: { bridgeInterface: '', interfaceNamePrefix: 'cali' },
      },
      '! -i cali+ -j KUBE-MARK-MASQ',
    ],
    ['in no way', { clusterCIDR: null }, null],
  ])('knows pods %s', (_, settings, end) => {
    const marks = nat(derive([web()], settings), 'SVC').filter((rule) => rule.endsWith('KUBE-MARK-MASQ'));
    const there = `-m comment --comment "ns/web:http cluster IP" ${TCP} -d 10.96.0.1 --dport 80`;
    expect(marks).toEqual(end === null ? [] : [`${there} ${end}`]);
  });

  it('is masqueraded for everybody where that is asked', () => {
    const iptables = { masqueradeAll: true, masqueradeBit: 13, localhostNodePorts: true };
    const all = derive([web()], { iptables });
    expect(nat(all, 'SVC')[0]).toBe(
      `-m comment --comment "ns/web:http cluster IP" ${TCP} -d 10.96.0.1 --dport 80 -j KUBE-MARK-MASQ`,
    );
    expect(nat(all, 'KUBE-MARK-MASQ')).toEqual(['-j MARK --or-mark 0x00002000']);
  });

  it('without endpoints is refused in filter, and has no chains', () => {
    const none = derive([web({}, [])]);
    expect(rulesOf(none, 'filter', 'KUBE-SERVICES')).toEqual([
      `-m comment --comment "ns/web:http has no endpoints" ${TCP} -d 10.96.0.1 --dport 80 -j REJECT`,
    ]);
    expect(nat(none, 'KUBE-SERVICES')).toEqual([LAST]);
    expect(none).not.toContain(HASH);
  });

  it('of a headless service is none: nothing is written', () => {
    const headless = web({ clusterIPs: ['None'] });
    expect(derive([headless])).toBe(derive([]));
  });

  it('under internal policy Local goes to endpoints of the node alone, or nowhere', () => {
    const local = derive([web({ internalTrafficPolicy: 'Local' })]);
    expect(nat(local, 'KUBE-SERVICES')[0]).toMatch(new RegExp(`-j KUBE-SVL-${HASH}$`));
    expect(nat(local, 'SVL').at(-1)).toMatch(
      /^-m comment --comment "ns\/web:http -> 10\.244\.1\.2:8080" -j KUBE-SEP-/,
    );
    expect(chainsOf(local, 'KUBE-SVC-')).toEqual([]);
    const nowhere = derive([web({ internalTrafficPolicy: 'Local' }, [THERE])]);
    expect(rulesOf(nowhere, 'filter', 'KUBE-SERVICES')).toEqual([
      `-m comment --comment "ns/web:http has no local endpoints" ${TCP} -d 10.96.0.1 --dport 80 -j DROP`,
    ]);
  });

  it('keeps clients where they were', () => {
    const sticky = derive([web({ sessionAffinityTimeoutSeconds: 600 })]);
    const [first, second] = chainsOf(sticky, 'KUBE-SEP-');
    expect(nat(sticky, 'SVC').slice(1, 3)).toEqual([
      `-m comment --comment "ns/web:http -> 10.244.1.2:8080" -m recent --name ${first} --rcheck --seconds 600 --reap -j ${first}`,
      `-m comment --comment "ns/web:http -> 10.244.2.2:8080" -m recent --name ${second} --rcheck --seconds 600 --reap -j ${second}`,
    ]);
    expect(nat(sticky, first!)[1]).toBe(
      `-m comment --comment ns/web:http -m recent --name ${first} --set ${TCP} -j DNAT --to-destination 10.244.1.2:8080`,
    );
  });
});

describe('endpoints', () => {
  const sent = (text: string) => nat(text, 'SVC').flatMap((rule) => / -> (\S+)"/.exec(rule)?.[1] ?? []);

  it('stand in the order of their text', () => {
    const text = derive([web({}, ['10.244.1.9', '10.244.1.10', '10.244.1.66', '10.244.1.6'])]);
    const order = ['10.244.1.10:8080', '10.244.1.66:8080', '10.244.1.6:8080', '10.244.1.9:8080'];
    expect(sent(text)).toEqual(order);
  });

  it('are drawn with equal chances', () => {
    const text = derive([web({}, ['10.244.1.1', '10.244.1.2', '10.244.1.3', '10.244.1.4', '10.244.1.5'])]);
    const chances = nat(text, 'SVC').flatMap((rule) => /--probability (\S+)/.exec(rule)?.[1] ?? []);
    expect(chances).toEqual(['0.2000000000', '0.2500000000', '0.3333333333', '0.5000000000']);
  });

  it('that go serve only where none is ready', () => {
    const going = endpoint('10.244.1.2@n1', { ready: false, terminating: true });
    const gone = endpoint('10.244.1.3@n1', { ready: false, serving: false, terminating: true });
    expect(sent(derive([web({}, [going, gone, THERE])]))).toEqual(['10.244.2.2:8080']);
    expect(sent(derive([web({}, [going, gone])]))).toEqual(['10.244.1.2:8080']);
  });

  it('go unnamed in large clusters', () => {
    const many = Array.from({ length: 1001 }, (_, index) => `10.245.${index >> 8}.${index & 255}`);
    const text = derive([web({}, many)]);
    expect(text).not.toContain(' -> ');
    expect(text).toMatch(/^-A KUBE-SEP-\w+ -s 10\.245\.0\.0 -j KUBE-MARK-MASQ$/m);
  });
});

describe('a node port', () => {
  it('leads to the chain of what comes from outside, which masquerades', () => {
    const text = derive([web({ type: 'NodePort' })]);
    expect(nat(text, 'KUBE-NODEPORTS')).toEqual([
      `-m comment --comment ns/web:http ${TCP} --dport 30080 -j KUBE-EXT-${HASH}`,
    ]);
    expect(nat(text, 'EXT')).toEqual([
      '-m comment --comment "masquerade traffic for ns/web:http external destinations" -j KUBE-MARK-MASQ',
      `-j KUBE-SVC-${HASH}`,
    ]);
  });

  it('under policy Local keeps the source, and pods and the node itself still go everywhere', () => {
    const text = derive([web({ type: 'NodePort', externalTrafficPolicy: 'Local' })]);
    expect(nat(text, 'EXT')).toEqual([
      `-m comment --comment "pod traffic for ns/web:http external destinations" -s 10.244.0.0/16 -j KUBE-SVC-${HASH}`,
      '-m comment --comment "masquerade LOCAL traffic for ns/web:http external destinations" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ',
      `-m comment --comment "route LOCAL traffic for ns/web:http external destinations" -m addrtype --src-type LOCAL -j KUBE-SVC-${HASH}`,
      `-j KUBE-SVL-${HASH}`,
    ]);
    expect(nat(text, 'SVL')).toHaveLength(1);
  });

  it('under policy Local without a local endpoint is dropped in filter', () => {
    const text = derive([web({ type: 'NodePort', externalTrafficPolicy: 'Local' }, [THERE])]);
    expect(rulesOf(text, 'filter', 'KUBE-EXTERNAL-SERVICES')).toEqual([
      `-m comment --comment "ns/web:http has no local endpoints" -m addrtype --dst-type LOCAL ${TCP} --dport 30080 -j DROP`,
    ]);
    expect(nat(text, 'EXT')).toHaveLength(3);
    expect(chainsOf(text, 'KUBE-SVL-')).toEqual([]);
  });

  it('without endpoints is refused', () => {
    const text = derive([web({ type: 'NodePort' }, [])]);
    expect(rulesOf(text, 'filter', 'KUBE-EXTERNAL-SERVICES')).toEqual([
      `-m comment --comment "ns/web:http has no endpoints" -m addrtype --dst-type LOCAL ${TCP} --dport 30080 -j REJECT`,
    ]);
  });

  it.each<[string, Partial<ProxyConfig>, string[]]>([
    ['at every address', {}, ['-m addrtype --dst-type LOCAL']],
    [
      'at addresses of one network',
      { nodePortAddresses: ['192.168.0.0/24', '10.0.0.0/8'] },
      ['-d 192.168.0.11'],
    ],
    ['at 127.0.0.1', { nodePortAddresses: ['127.0.0.0/8'] }, ['-d 127.0.0.1']],
    [
      'at every address but 127.0.0.1',
      { iptables: { masqueradeAll: false, masqueradeBit: 14, localhostNodePorts: false } },
      ['-m addrtype --dst-type LOCAL ! -d 127.0.0.0/8'],
    ],
  ])('answers %s', (_, settings, destinations) => {
    const rules = nat(derive([], settings), 'KUBE-SERVICES');
    expect(rules.map((rule) => / chain" (.*) -j KUBE-NODEPORTS$/.exec(rule)?.[1])).toEqual(destinations);
  });
});

describe('external IPs and load balancers', () => {
  it('lead to the chain of what comes from outside', () => {
    const text = derive([web({ ...LB, externalIPs: ['198.51.100.1'] })]);
    expect(nat(text, 'KUBE-SERVICES').slice(1, 3)).toEqual([
      `-m comment --comment "ns/web:http external IP" ${TCP} -d 198.51.100.1 --dport 80 -j KUBE-EXT-${HASH}`,
      `-m comment --comment "ns/web:http loadbalancer IP" ${TCP} -d 203.0.113.1 --dport 80 -j KUBE-EXT-${HASH}`,
    ]);
  });

  it('without endpoints are refused, each address and then the node port', () => {
    const text = derive([web({ ...LB, externalIPs: ['198.51.100.1'] }, [])]);
    const none = '-m comment --comment "ns/web:http has no endpoints"';
    expect(rulesOf(text, 'filter', 'KUBE-EXTERNAL-SERVICES')).toEqual([
      `${none} ${TCP} -d 198.51.100.1 --dport 80 -j REJECT`,
      `${none} ${TCP} -d 203.0.113.1 --dport 80 -j REJECT`,
      `${none} -m addrtype --dst-type LOCAL ${TCP} --dport 30080 -j REJECT`,
    ]);
  });

  it('with source ranges have a firewall: who gets past its end is dropped in filter', () => {
    const text = derive([web({ ...LB, loadBalancerSourceRanges: [' 198.51.100.0/24', '192.168.0.0/24'] })]);
    const balancer = '-m comment --comment "ns/web:http loadbalancer IP"';
    expect(nat(text, 'KUBE-SERVICES')[1]).toBe(
      `${balancer} ${TCP} -d 203.0.113.1 --dport 80 -j KUBE-FW-${HASH}`,
    );
    expect(nat(text, 'FW')).toEqual([
      `${balancer} -s 198.51.100.0/24 -j KUBE-EXT-${HASH}`,
      `${balancer} -s 192.168.0.0/24 -j KUBE-EXT-${HASH}`,
      `${balancer} -s 203.0.113.1 -j KUBE-EXT-${HASH}`,
      '-m comment --comment "other traffic to ns/web:http will be dropped by KUBE-PROXY-FIREWALL"',
    ]);
    expect(rulesOf(text, 'filter', 'KUBE-PROXY-FIREWALL')).toEqual([
      `-m comment --comment "ns/web:http traffic not accepted by KUBE-FW-${HASH}" ${TCP} -d 203.0.113.1 --dport 80 -j DROP`,
    ]);
  });

  it('under policy Local are asked for their health', () => {
    const checked = { ...LB, externalTrafficPolicy: 'Local', healthCheckNodePort: 30909 } as const;
    expect(rulesOf(derive([web(checked)]), 'filter', 'KUBE-NODEPORTS')).toEqual([
      `-m comment --comment "ns/web:http health check node port" ${TCP} --dport 30909 -j ACCEPT`,
    ]);
    expect(
      rulesOf(derive([web({ ...checked, externalTrafficPolicy: 'Cluster' })]), 'filter', 'KUBE-NODEPORTS'),
    ).toEqual([]);
  });

  it('that speak for themselves are left alone from 1.30 on', () => {
    const proxy = web({ ...LB, loadBalancerIngress: [{ ip: '203.0.113.1', ipMode: 'Proxy' }] });
    expect(derive([proxy])).toContain('loadbalancer IP');
    expect(iptablesProxyRules(objectsOf(proxy), NODE, release(30))).not.toContain('loadbalancer IP');
  });
});

describe('several ports', () => {
  it('are services of their own, each with its protocol', () => {
    const dns = {
      service: service('kube-system/kube-dns', '10.96.0.10', [
        { name: 'dns', protocol: 'UDP', port: 53 },
        { name: 'dns-tcp', protocol: 'TCP', port: 53 },
        { name: 'sig', protocol: 'SCTP', port: 132 },
      ]),
      slices: [
        slice('kube-system/kube-dns:dns', 53, [HERE], 'UDP'),
        slice('kube-system/kube-dns:dns-tcp', 53, [HERE], 'TCP'),
        slice('kube-system/kube-dns:sig', 132, [HERE], 'SCTP'),
      ],
    };
    expect(nat(derive([dns]), 'KUBE-SERVICES').map((rule) => rule.replace(/-j .*/, ''))).toEqual([
      '-m comment --comment "kube-system/kube-dns:dns cluster IP" -m udp -p udp -d 10.96.0.10 --dport 53 ',
      '-m comment --comment "kube-system/kube-dns:dns-tcp cluster IP" -m tcp -p tcp -d 10.96.0.10 --dport 53 ',
      '-m comment --comment "kube-system/kube-dns:sig cluster IP" -m sctp -p sctp -d 10.96.0.10 --dport 132 ',
      expect.stringContaining('must be the last rule'),
    ]);
  });
});

describe('what is there without services', () => {
  const text = derive([]);

  it('is masquerading of what is marked, once', () => {
    expect(nat(text, 'KUBE-POSTROUTING')).toEqual([
      '-m mark ! --mark 0x00004000/0x00004000 -j RETURN',
      '-j MARK --xor-mark 0x00004000',
      '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    ]);
    expect(nat(derive([], { randomFully: false }), 'KUBE-POSTROUTING')[2]).toMatch(/-j MASQUERADE$/);
    expect(nat(text, 'KUBE-MARK-MASQ')).toEqual(['-j MARK --or-mark 0x00004000']);
  });

  it('lets service packets and answers through, and keeps foreigners from 127.0.0.0/8', () => {
    expect(rulesOf(text, 'filter', 'KUBE-FORWARD')).toEqual([
      '-m conntrack --ctstate INVALID -j DROP',
      '-m comment --comment "kubernetes forwarding rules" -m mark --mark 0x00004000/0x00004000 -j ACCEPT',
      '-m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ]);
    expect(rulesOf(text, 'filter', 'KUBE-FIREWALL')).toEqual([
      '-m comment --comment "block incoming localnet connections" -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
    ]);
  });

  it('is jumped to from the hooks, the last inserted first', () => {
    const [filter, natTable] = text.split('*nat');
    const inserted = (table: string, hook: string) =>
      [...table.matchAll(new RegExp(`^-I ${hook} .*-j (\\S+)$`, 'gm'))].map(([, chain]) => chain).reverse();
    expect(inserted(filter!, 'INPUT')).toEqual([
      'KUBE-FIREWALL',
      'KUBE-PROXY-FIREWALL',
      'KUBE-NODEPORTS',
      'KUBE-EXTERNAL-SERVICES',
    ]);
    expect(inserted(filter!, 'FORWARD')).toEqual([
      'KUBE-PROXY-FIREWALL',
      'KUBE-FORWARD',
      'KUBE-SERVICES',
      'KUBE-EXTERNAL-SERVICES',
    ]);
    expect(inserted(filter!, 'OUTPUT')).toEqual(['KUBE-FIREWALL', 'KUBE-PROXY-FIREWALL', 'KUBE-SERVICES']);
    expect(inserted(natTable!, 'PREROUTING')).toEqual(['KUBE-SERVICES']);
    expect(inserted(natTable!, 'OUTPUT')).toEqual(['KUBE-SERVICES']);
    expect(inserted(natTable!, 'POSTROUTING')).toEqual(['KUBE-POSTROUTING']);
  });
});
