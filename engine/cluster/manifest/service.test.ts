// Services: what the API server fills in, and what it would refuse.
import { describe, expect, it } from 'vitest';
import { service } from '../service.fixture.ts';
import { manifest, objectText, problemIn, serviceText, warningsOf } from './manifest.fixture.ts';

const only = (text: string) => manifest(text).services[0]!;

describe('a service', () => {
  it('has every default filled in', () => {
    expect(only(serviceText())).toEqual(service('default/web', '10.96.0.1', [{ port: 80 }]));
  });

  it('says what it says', () => {
    const text = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: LoadBalancer
  clusterIP: 10.96.0.1
  clusterIPs: [10.96.0.1]
  externalIPs: [198.51.100.1]
  externalTrafficPolicy: Local
  internalTrafficPolicy: Local
  healthCheckNodePort: 31000
  loadBalancerSourceRanges: [" 10.0.0.0/8 "]
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
  ports:
  - {name: http, port: 80, targetPort: web, nodePort: 30080}
  - {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 30053, appProtocol: dns}
status: {loadBalancer: {ingress: [{ip: 203.0.113.1}, {hostname: lb}, {ip: 203.0.113.2, ipMode: Proxy}]}}`;
    const ports = [
      { name: 'http', port: 80, targetPort: 'web', nodePort: 30080 },
      { name: 'dns', port: 53, protocol: 'UDP' as const, targetPort: 5353, nodePort: 30053 },
    ];
    expect(only(text)).toEqual(
      service('shop/web', '10.96.0.1', ports, {
        type: 'LoadBalancer',
        externalIPs: ['198.51.100.1'],
        externalTrafficPolicy: 'Local',
        internalTrafficPolicy: 'Local',
        healthCheckNodePort: 31000,
        loadBalancerSourceRanges: ['10.0.0.0/8'],
        sessionAffinityTimeoutSeconds: 60,
        loadBalancerIngress: [
          { ip: '203.0.113.1', ipMode: 'VIP' },
          { ip: '203.0.113.2', ipMode: 'Proxy' },
        ],
      }),
    );
  });

  it('with affinity keeps it for three hours', () => {
    expect(only(serviceText('sessionAffinity: ClientIP')).sessionAffinityTimeoutSeconds).toBe(10800);
  });

  it('may be headless, or a name of something elsewhere', () => {
    const headless = objectText('v1', 'Service', 'web', 'spec: {clusterIP: None, clusterIPs: [None]}');
    expect(only(headless).clusterIPs).toEqual(['None']);
    const external = objectText(
      'v1',
      'Service',
      'web',
      'spec: {type: ExternalName, externalName: a.example}',
    );
    expect(only(external)).toMatchObject({ type: 'ExternalName', clusterIPs: [], ports: [] });
    expect(warningsOf(external)).toEqual([]);
  });

  it('keeps its IPv4 address alone, and is left out where it has none', () => {
    const dual = serviceText('clusterIPs: [10.96.0.1, "fd00::1"]', 'externalIPs: ["fd00::2"]');
    expect(only(dual)).toMatchObject({ clusterIPs: ['10.96.0.1'], externalIPs: [] });
    expect(warningsOf(dual)).toEqual([
      'Service default/web, spec.clusterIPs[1], line 8: fd00::1 is left out: IPv6 is not emulated',
      'Service default/web, spec.externalIPs[0], line 9: fd00::2 is left out: IPv6 is not emulated',
    ]);
    const single = serviceText().replace('10.96.0.1', '"fd00::1"');
    expect(manifest(single).services).toEqual([]);
    expect(warningsOf(single)).toHaveLength(1);
  });
});

describe('what is wrong with a service', () => {
  it.each([
    ['clusterIp: 10.96.0.2', 'spec.clusterIp, line 8: there is no such field; expected clusterIP'],
    [
      'type: Nodeport',
      'spec.type, line 8: found "Nodeport"; expected ClusterIP, NodePort, LoadBalancer or ExternalName',
    ],
    [
      'externalIPs: [10.0.0]',
      'spec.externalIPs[0], line 8: found "10.0.0"; expected an IPv4 or IPv6 address',
    ],
    ['externalIPs: 10.0.0.1', 'spec.externalIPs, line 8: found "10.0.0.1"; expected a list'],
    [
      'loadBalancerSourceRanges: [10.0.0.0]',
      'spec.loadBalancerSourceRanges[0], line 8: found "10.0.0.0"; expected a network such as 10.244.0.0/24',
    ],
    [
      'sessionAffinity: ClientIp',
      'spec.sessionAffinity, line 8: found "ClientIp"; expected None or ClientIP',
    ],
    [
      'externalTrafficPolicy: local',
      'spec.externalTrafficPolicy, line 8: found "local"; expected Cluster or Local',
    ],
    ['selector: {app: 1}', 'spec.selector.app, line 8: found 1; expected text'],
    [
      'clusterIPs: [10.96.0.2]',
      'spec.clusterIPs[0], line 8: it is 10.96.0.2, and clusterIP is 10.96.0.1; expected the same',
    ],
    [
      'sessionAffinityConfig: {clientIp: {}}',
      'spec.sessionAffinityConfig.clientIp, line 8: there is no such field; expected clientIP',
    ],
  ])('%s', (line, expected) => {
    expect(problemIn(serviceText(line))).toBe(`Service default/web, ${expected}`);
  });

  it.each([
    ['{port: 80, nodeport: 30000}', 'nodeport, line 7: there is no such field; expected nodePort'],
    ['{port: 80, targetport: 30000}', 'targetport, line 7: there is no such field; expected targetPort'],
    [
      '{port: 80, color: red}',
      'color, line 7: there is no such field; expected one of name, protocol, port, targetPort, nodePort, appProtocol',
    ],
    ['{port: "80"}', 'port, line 7: found "80"; expected a port, 1 to 65535'],
    ['{port: 65536}', 'port, line 7: found 65536; expected a port, 1 to 65535'],
    ['{port: 1.5}', 'port, line 7: found 1.5; expected a port, 1 to 65535'],
    ['{name: http}', 'port, line 7: found nothing; expected a value'],
    ['{port: 80, protocol: tcp}', 'protocol, line 7: found "tcp"; expected TCP, UDP or SCTP'],
    [
      '{port: 80, name: HTTP}',
      'name, line 7: found "HTTP"; expected a name of lower-case letters, digits and dashes',
    ],
    [
      '{port: 80, targetPort: "a b"}',
      'targetPort, line 7: found "a b"; expected a port, or the name of a container port',
    ],
    [
      '{port: 80, nodePort: 30000}',
      'nodePort, line 7: found 30000; expected none, in a service of type ClusterIP',
    ],
  ])('port %s', (port, expected) => {
    const text = serviceText().replace('{port: 80}', port);
    expect(problemIn(text)).toBe(`Service default/web, spec.ports[0].${expected}`);
  });

  it.each([
    ['{name: a, port: 80}, {name: b, port: 80}', 'spec.ports[1].port, line 7: port 80 TCP is there twice'],
    ['{name: a, port: 80}, {name: a, port: 81}', 'spec.ports[1].name, line 7: the name a is there twice'],
    [
      '{name: a, port: 80}, {port: 81}',
      'spec.ports[1].name, line 7: found none; expected a name, as there are several ports',
    ],
    [
      '{name: a, port: 80, nodePort: 30000}, {name: b, port: 81, nodePort: 30000}',
      'spec.ports[1].nodePort, line 7: nodePort 30000 TCP is there twice',
    ],
    ['', 'spec.ports, line 7: found none; expected at least one port'],
  ])('ports %s', (ports, expected) => {
    const text = serviceText('type: NodePort').replace('{port: 80}', ports);
    expect(problemIn(text)).toBe(`Service default/web, ${expected}`);
  });

  it('but a port may be there once for each protocol, on one node port', () => {
    const ports = '{name: a, port: 53, nodePort: 30053}, {name: b, port: 53, nodePort: 30053, protocol: UDP}';
    expect(only(serviceText('type: NodePort').replace('{port: 80}', ports)).ports).toHaveLength(2);
  });

  it('a name that would not do', () => {
    expect(problemIn(serviceText().replace('name: web', 'name: Web!'))).toBe(
      'Service default/Web!, metadata.name, line 4: found "Web!"; expected at most 63 lower-case letters, digits and dashes',
    );
    expect(problemIn(serviceText().replace('name: web', 'labels: {}'))).toBe(
      'Service without a name, metadata.name, line 3: found nothing; expected a value',
    );
  });
});
