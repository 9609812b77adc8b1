// What kube-proxy wrote in earlier releases: where each form begins and ends.

import { describe, expect, it } from 'vitest';
import { restoreText } from '../../host/rule_set.ts';
import type { Service } from '../../objects.ts';
import { endpoint, service, slice } from '../../service.fixture.ts';
import { chainsOf, type Declared, NODE, objectsOf, release, rulesOf } from '../clusters.fixture.ts';
import type { ProxyConfig } from '../config.ts';
import { iptablesProxyRules } from './proxier.ts';

const derive = (minor: number, declared: readonly Declared[], settings: Partial<ProxyConfig> = {}) =>
  restoreText(iptablesProxyRules(objectsOf(...declared), NODE, release(minor, settings)));

/** A service with all doors: a node port, an external IP, a balancer. */
function web(
  given: Partial<Service> = {},
  endpoints = ['10.244.1.2@n1', '10.244.2.2@n2', '10.244.3.2@n3'],
): Declared {
  const doors: Partial<Service> = {
    type: 'LoadBalancer',
    externalIPs: ['198.51.100.1'],
    loadBalancerIngress: [{ ip: '203.0.113.1', ipMode: 'VIP' }],
  };
  const ports = [{ name: 'http', port: 80, nodePort: 30080 }];
  return {
    service: service('ns/web', '10.96.0.1', ports, { ...doors, ...given }),
    slices: [slice('ns/web:http', 8080, endpoints)],
  };
}

const HASH = 'HMALVVKA6APKJPPY';
const LOCAL: Partial<Service> = { externalTrafficPolicy: 'Local' };
const BALANCER = '-m comment --comment "ns/web:http loadbalancer IP"';
const nat = (text: string, chain: string) => rulesOf(text, 'nat', chain);

describe('kube-proxy', () => {
  it.each([
    [16, '0.33333'],
    [17, '0.3333333333'],
  ])('of 1.%i writes a third as %s', (minor, third) => {
    expect(nat(derive(minor, [web()]), `KUBE-SVC-${HASH}`)[0]).toContain(`--probability ${third} `);
  });

  it.each([
    [17, ''],
    [18, '-m comment --comment ns/web:http '],
    [24, '-m comment --comment "ns/web:http -> 10.244.3.2:8080" '],
  ])('of 1.%i sends to an endpoint with %s', (minor, comment) => {
    const text = derive(minor, [web()]);
    expect(nat(text, `KUBE-SVC-${HASH}`).at(-1)).toMatch(new RegExp(`^${comment}-j KUBE-SEP-\\w+$`));
  });

  it.each([
    [17, ['-s 10.244.0.0/16 pod source rule', '-d 10.244.0.0/16 pod destination rule']],
    [18, ['pod source rule', 'pod destination rule']],
    [22, ['pod source rule', 'pod destination rule']],
    [23, ['rule']],
  ])('of 1.%i lets answers through by %j', (minor, forms) => {
    const replies = rulesOf(derive(minor, []), 'filter', 'KUBE-FORWARD').slice(2);
    const shown = replies.map((rule) => [
      /-[sd] \S+/.exec(rule)?.[0],
      / conntrack ([a-z ]+)"/.exec(rule)?.[1],
    ]);
    expect(shown.map((words) => words.filter(Boolean).join(' '))).toEqual(forms);
    for (const rule of replies) expect(rule).toMatch(/-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT$/);
  });

  it('of 1.16 knows no answers without a CIDR to know them by', () => {
    expect(rulesOf(derive(16, [], { clusterCIDR: null }), 'filter', 'KUBE-FORWARD')).toHaveLength(2);
  });

  it.each<[number, number, number]>([
    [16, 12, 1],
    [16, 13, 3],
    [17, 8, 1],
    [17, 9, 3],
    [18, 5, 1],
    [18, 6, 3],
    [19, 0, 3],
  ])('of 1.%i.%i masquerades by %i rules', (minor, patch, count) => {
    const text = restoreText(
      iptablesProxyRules(objectsOf(), NODE, release(minor, { version: { minor, patch } })),
    );
    expect(nat(text, 'KUBE-POSTROUTING')).toHaveLength(count);
    expect(nat(text, 'KUBE-MARK-MASQ')[0]).toContain(count === 1 ? '--set-xmark' : '--or-mark');
  });

  it('kept a colon behind the service of an unnamed port until 1.20', () => {
    const unnamed = {
      service: service('ns/one', '10.96.0.9', [{ port: 80 }]),
      slices: [slice('ns/one', 80, ['10.244.1.2'])],
    };
    expect(derive(19, [unnamed])).toContain('"ns/one: cluster IP"');
    expect(derive(20, [unnamed])).toContain('"ns/one cluster IP"');
    expect(chainsOf(derive(19, [unnamed]), 'KUBE-SVC-')).not.toEqual(
      chainsOf(derive(20, [unnamed]), 'KUBE-SVC-'),
    );
  });

  it('looked for services at INPUT until 1.20, then for external ones at FORWARD', () => {
    expect(derive(19, [])).toMatch(/^-I INPUT .* -j KUBE-SERVICES$/m);
    expect(derive(20, [])).not.toMatch(/^-I INPUT .* -j KUBE-SERVICES$/m);
    expect(derive(19, [])).not.toMatch(/^-I FORWARD .* -j KUBE-EXTERNAL-SERVICES$/m);
    expect(derive(20, [])).toMatch(/^-I FORWARD .* -j KUBE-EXTERNAL-SERVICES$/m);
  });

  it.each([
    [19, 'KUBE-SERVICES'],
    [20, 'KUBE-EXTERNAL-SERVICES'],
  ])('of 1.%i refuses balancers without endpoints in %s', (minor, chain) => {
    const refused = rulesOf(derive(minor, [web({}, [])]), 'filter', chain);
    expect(refused).toContain(
      '-m comment --comment "ns/web:http has no endpoints" -m tcp -p tcp -d 203.0.113.1/32 --dport 80 -j REJECT',
    );
  });

  it('lets health checks in from 1.21 on', () => {
    const checked = web({ ...LOCAL, healthCheckNodePort: 30909 });
    expect(derive(20, [checked])).not.toContain('health check');
    expect(rulesOf(derive(21, [checked]), 'filter', 'KUBE-NODEPORTS')).toHaveLength(1);
  });

  it('told packets for external IPs by their bridge until 1.21', () => {
    const there =
      '-m comment --comment "ns/web:http external IP" -m tcp -p tcp -d 198.51.100.1/32 --dport 80';
    const external = (minor: number, given: Partial<Service> = {}) =>
      nat(derive(minor, [web(given)]), 'KUBE-SERVICES').filter((rule) => rule.includes('external IP'));
    expect(external(20)).toEqual([
      `${there} -j KUBE-MARK-MASQ`,
      `${there} -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j KUBE-SVC-${HASH}`,
      `${there} -m addrtype --dst-type LOCAL -j KUBE-SVC-${HASH}`,
    ]);
    expect(external(21)).toEqual([
      `${there} ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ`,
      `${there} -j KUBE-SVC-${HASH}`,
    ]);
    expect(external(19, LOCAL).map((rule) => rule.split(' ').at(-1))).toEqual([
      `KUBE-XLB-${HASH}`,
      `KUBE-XLB-${HASH}`,
    ]);
    expect(external(18, LOCAL)[1]).toContain(`KUBE-SVC-${HASH}`);
  });

  it('marks in the shared chains until 1.22, then in that of the service', () => {
    const marks = (minor: number, chain: string) =>
      nat(derive(minor, [web()]), chain).filter((rule) => rule.endsWith('-j KUBE-MARK-MASQ'));
    expect(marks(21, 'KUBE-SERVICES')).toHaveLength(2);
    expect(marks(21, 'KUBE-NODEPORTS')).toEqual([
      '-m comment --comment ns/web:http -m tcp -p tcp --dport 30080 -j KUBE-MARK-MASQ',
    ]);
    expect(marks(22, 'KUBE-SERVICES')).toEqual([]);
    expect(marks(22, 'KUBE-NODEPORTS')).toEqual([]);
    expect(marks(22, `KUBE-SVC-${HASH}`)).toHaveLength(3);
  });

  it('writes one address without its length from 1.23 on', () => {
    expect(derive(22, [web()])).toContain('-d 10.96.0.1/32 ');
    expect(derive(23, [web()])).toContain('-d 10.96.0.1 ');
  });
});

describe('policy Local up to 1.23', () => {
  const xlb = (minor: number, endpoints?: string[], given: Partial<Service> = LOCAL) =>
    nat(derive(minor, [web(given, endpoints)]), `KUBE-XLB-${HASH}`);

  it('has a chain for what keeps to the node, but for pods and the node itself', () => {
    expect(
      xlb(16, ['10.244.1.2@n1', '10.244.1.3@n1', '10.244.2.2@n2']).map((rule) =>
        rule.replace(/-j KUBE-SEP-.*/, ''),
      ),
    ).toEqual([
      `-m comment --comment "Redirect pods trying to reach external loadbalancer VIP to clusterIP" -s 10.244.0.0/16 -j KUBE-SVC-${HASH}`,
      '-m comment --comment "masquerade LOCAL traffic for ns/web:http LB IP" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ',
      `-m comment --comment "route LOCAL traffic for ns/web:http LB IP to service chain" -m addrtype --src-type LOCAL -j KUBE-SVC-${HASH}`,
      '-m comment --comment "Balancing rule 0 for ns/web:http" -m statistic --mode random --probability 0.50000 ',
      '-m comment --comment "Balancing rule 1 for ns/web:http" ',
    ]);
    expect(xlb(23).at(-1)).toMatch(/^-m comment --comment ns\/web:http -j KUBE-SEP-\w+$/);
  });

  it('keeps clients to their endpoint there too', () => {
    const sticky = xlb(22, ['10.244.1.2@n1'], { ...LOCAL, sessionAffinityTimeoutSeconds: 600 });
    expect(sticky[3]).toMatch(
      /^-m comment --comment ns\/web:http -m recent --name (\S+) --rcheck --seconds 600 --reap -j \1$/,
    );
  });

  it('marks to be dropped where nobody is local', () => {
    expect(xlb(23, ['10.244.2.2@n2']).at(-1)).toBe(
      '-m comment --comment "ns/web:http has no local endpoints" -j KUBE-MARK-DROP',
    );
  });

  it('masquerades at the node port what comes from 127.0.0.0/8', () => {
    const there = '-m comment --comment ns/web:http -m tcp -p tcp --dport 30080';
    expect(nat(derive(23, [web(LOCAL)]), 'KUBE-NODEPORTS')).toEqual([
      `${there} -s 127.0.0.0/8 -j KUBE-MARK-MASQ`,
      `${there} -j KUBE-XLB-${HASH}`,
    ]);
  });

  it("has nobody but the node's own behind a cluster IP of internal policy Local", () => {
    const internal = {
      type: 'ClusterIP',
      internalTrafficPolicy: 'Local',
      externalIPs: [],
      loadBalancerIngress: [],
    } as const;
    const sent = (minor: number) =>
      nat(derive(minor, [web(internal)]), `KUBE-SVC-${HASH}`).filter((rule) => rule.includes('KUBE-SEP-'));
    expect(sent(21)).toHaveLength(3);
    expect(sent(22)).toHaveLength(1);
  });
});

describe("a balancer's firewall", () => {
  const ranges: Partial<Service> = { loadBalancerSourceRanges: ['198.51.100.0/24', '192.168.0.0/24'] };
  const firewall = (minor: number, given: Partial<Service> = {}) =>
    nat(derive(minor, [web(given)]), `KUBE-FW-${HASH}`);

  it('is there for every balancer up to 1.23', () => {
    expect(firewall(23)).toEqual([
      `${BALANCER} -j KUBE-MARK-MASQ`,
      `${BALANCER} -j KUBE-SVC-${HASH}`,
      `${BALANCER} -j KUBE-MARK-DROP`,
    ]);
    expect(firewall(23, { ...LOCAL, ...ranges })).toEqual([
      `${BALANCER} -s 198.51.100.0/24 -j KUBE-XLB-${HASH}`,
      `${BALANCER} -s 192.168.0.0/24 -j KUBE-XLB-${HASH}`,
      `${BALANCER} -s 203.0.113.1 -j KUBE-XLB-${HASH}`,
      `${BALANCER} -j KUBE-MARK-DROP`,
    ]);
  });

  it('is there for source ranges alone from 1.24 on, and ends in a mark, in nothing, in a remark', () => {
    expect(firewall(24)).toEqual([]);
    expect(firewall(24, ranges).at(-1)).toBe(`${BALANCER} -j KUBE-MARK-DROP`);
    expect(firewall(25, ranges).at(-1)).toBe(`${BALANCER} -s 203.0.113.1 -j KUBE-EXT-${HASH}`);
    expect(firewall(27, ranges).at(-1)).toContain(
      'other traffic to ns/web:http will be dropped by KUBE-PROXY-FIREWALL',
    );
  });
});

describe('later', () => {
  const sent = (minor: number, declared: Declared) =>
    nat(derive(minor, [declared]), `KUBE-SVC-${HASH}`).flatMap(
      (rule) => / -j (KUBE-SEP-\S+)/.exec(rule)?.[1] ?? [],
    );

  it('endpoints stand in the order of their text, from 1.19 on', () => {
    const [nine, ten] = [
      ['10.244.1.9', '10.244.1.10'],
      ['10.244.1.10', '10.244.1.9'],
    ].map((each) => web({}, each));
    expect(sent(18, nine!)).not.toEqual(sent(18, ten!));
    expect(sent(19, nine!)).toEqual(sent(19, ten!));
  });

  it('endpoints that go but still answer serve where there are no others, from 1.26 on', () => {
    const going = endpoint('10.244.1.2@n1', { ready: false, terminating: true });
    const leaving = { ...web(), slices: [slice('ns/web:http', 8080, [going])] };
    expect([25, 26].map((minor) => sent(minor, leaving).length)).toEqual([0, 1]);
  });

  it('services of type ClusterIP may keep their external IPs to the node, from 1.29 on', () => {
    const kept = web({ ...LOCAL, type: 'ClusterIP', loadBalancerIngress: [] });
    expect([28, 29].map((minor) => chainsOf(derive(minor, [kept]), 'KUBE-SVL-').length)).toEqual([0, 1]);
  });

  it('a chain of local endpoints without one marked to be dropped, in 1.24 alone', () => {
    const nowhere = [web(LOCAL, ['10.244.2.2@n2'])];
    expect(nat(derive(24, nowhere), `KUBE-SVL-${HASH}`)).toEqual([
      '-m comment --comment "ns/web:http has no local endpoints" -j KUBE-MARK-DROP',
    ]);
    expect(chainsOf(derive(25, nowhere), 'KUBE-SVL-')).toEqual([]);
    expect(rulesOf(derive(25, nowhere), 'filter', 'KUBE-EXTERNAL-SERVICES')).toHaveLength(3);
  });

  it('the drop of INVALID depends on conntrack.tcpBeLiberal, from 1.29 on', () => {
    const invalid = (minor: number) =>
      rulesOf(derive(minor, [], { conntrack: { tcpBeLiberal: true } }), 'filter', 'KUBE-FORWARD').some(
        (rule) => rule.includes('INVALID'),
      );
    expect([28, 29].map(invalid)).toEqual([true, false]);
  });
});
