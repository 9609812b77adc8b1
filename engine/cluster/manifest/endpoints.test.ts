// Endpoints in three forms: slices, the older objects, and pods that a selector finds.
import { describe, expect, it } from 'vitest';
import { endpoint, slice } from '../service.fixture.ts';
import {
  documents,
  manifest,
  objectText,
  podText,
  problemIn,
  serviceText,
  warningsOf,
} from './manifest.fixture.ts';

const slicesOf = (...texts: string[]) => manifest(documents(...texts)).endpointSlices;

const sliceText = (version: string, ...lines: string[]) =>
  objectText(
    `discovery.k8s.io/${version}`,
    'EndpointSlice',
    'web-x7k2p',
    '  labels: {kubernetes.io/service-name: web}',
    ...lines,
  );

describe('EndpointSlice', () => {
  it('has conditions as good as can be, where nobody set them', () => {
    const text = sliceText(
      'v1',
      'addressType: IPv4',
      'ports: [{port: 8080}]',
      'endpoints:',
      '- addresses: [10.244.1.2, 10.244.1.9]',
      '  nodeName: n1',
      '- {addresses: [10.244.1.3], conditions: {ready: false, serving: true, terminating: true}}',
    );
    const going = endpoint('10.244.1.3', { ready: false, terminating: true });
    expect(slicesOf(text)).toEqual([slice('default/web', 8080, ['10.244.1.2@n1', going])]);
  });

  it('has its node in the topology, in v1beta1', () => {
    const text = sliceText(
      'v1beta1',
      'addressType: IPv4',
      'ports: [{name: dns, port: 53, protocol: UDP}]',
      'endpoints: [{addresses: [10.244.1.2], topology: {kubernetes.io/hostname: n1}}]',
    );
    expect(slicesOf(text)).toEqual([slice('default/web:dns', 53, ['10.244.1.2@n1'], 'UDP')]);
  });

  it('may have nothing in it', () => {
    const text = sliceText('v1', 'addressType: IPv4', 'ports: null', 'endpoints: null');
    expect(slicesOf(text)).toMatchObject([{ serviceName: 'web', ports: [], endpoints: [] }]);
  });

  it.each([
    [
      ['addressType: IPv6', 'ports: []', 'endpoints: [{addresses: ["fd00::1"]}]'],
      'addressType, line 6: it is left out: IPv6 is not emulated; expected IPv4',
    ],
    [
      ['addressType: FQDN', 'ports: []', 'endpoints: [{addresses: [a.example]}]'],
      'addressType, line 6: it is left out: FQDN is not emulated; expected IPv4',
    ],
  ])('%j is left out', (lines, expected) => {
    expect(slicesOf(sliceText('v1', ...lines))).toEqual([]);
    expect(warningsOf(sliceText('v1', ...lines))).toEqual([`EndpointSlice default/web-x7k2p, ${expected}`]);
  });

  it('of no service, or a port of no number, is left out', () => {
    const alone = sliceText('v1', 'addressType: IPv4').replace(/ {2}labels.*\n/, '');
    expect(warningsOf(alone)).toEqual([
      'EndpointSlice default/web-x7k2p, metadata.labels, line 3: it is left out: it is of no service; expected the label kubernetes.io/service-name',
    ]);
    expect(warningsOf(sliceText('v1', 'addressType: IPv4', 'ports: [{name: all}]'))).toEqual([
      'EndpointSlice default/web-x7k2p, ports[0], line 7: it is left out: it has no number; expected a port',
    ]);
  });

  it.each([
    ['[{addresses: [10.244.1]}]', '[0].addresses[0], line 7: found "10.244.1"; expected an IPv4 address'],
    ['[{addresses: ["fd00::1"]}]', '[0].addresses[0], line 7: found "fd00::1"; expected an IPv4 address'],
    ['[{addresses: []}]', '[0].addresses, line 7: found none; expected an IPv4 or IPv6 address'],
    [
      '[{address: 10.244.1.2}]',
      '[0].address, line 7: there is no such field; expected one of addresses, conditions, nodeName, topology, hostname, targetRef, zone, hints, deprecatedTopology',
    ],
    [
      '[{addresses: [10.244.1.2], nodename: n1}]',
      '[0].nodename, line 7: there is no such field; expected nodeName',
    ],
    [
      '[{addresses: [10.244.1.2], conditions: {ready: "yes"}}]',
      '[0].conditions.ready, line 7: found "yes"; expected true or false',
    ],
  ])('endpoints %s are wrong', (endpoints, expected) => {
    expect(problemIn(sliceText('v1', 'addressType: IPv4', `endpoints: ${endpoints}`))).toBe(
      `EndpointSlice default/web-x7k2p, endpoints${expected}`,
    );
  });
});

describe('Endpoints', () => {
  const text = objectText(
    'v1',
    'Endpoints',
    'web',
    'subsets:',
    '- addresses:',
    '  - {ip: 10.244.1.2, nodeName: n1, targetRef: {kind: Pod, name: web-1}}',
    '  - {ip: 192.0.2.7}',
    '  notReadyAddresses:',
    '  - {ip: 10.244.2.2, nodeName: n2}',
    '  ports: [{name: http, port: 8080}]',
  );

  it('are slices, a subset each; who is not ready serves nobody', () => {
    const waiting = endpoint('10.244.2.2@n2', { ready: false, serving: false });
    expect(slicesOf(text)).toEqual([
      slice('default/web:http', 8080, ['10.244.1.2@n1', '192.0.2.7', waiting]),
    ]);
  });

  it('do not count beside slices of the same service', () => {
    const newer = sliceText('v1', 'addressType: IPv4', 'ports: [{port: 1}]', 'endpoints: []');
    expect(slicesOf(text, newer)).toEqual([slice('default/web', 1, [])]);
  });

  it('that are empty say that there are none', () => {
    const none = objectText('v1', 'Endpoints', 'web');
    const found = slicesOf(none, serviceText('selector: {app: web}'), podText('web-1', 'n1', '10.244.1.2'));
    expect(found).toMatchObject([{ serviceName: 'web', endpoints: [] }]);
  });

  it('have their addresses looked at', () => {
    expect(problemIn(text.replace('192.0.2.7', '192.0.2'))).toBe(
      'Endpoints default/web, subsets[0].addresses[1].ip, line 8: found "192.0.2"; expected an IPv4 or IPv6 address',
    );
    expect(warningsOf(text.replace('192.0.2.7', '"fd00::7"'))).toEqual([
      'Endpoints default/web, subsets[0].addresses[1], line 8: fd00::7 is left out: IPv6 is not emulated',
    ]);
  });
});

describe('endpoints that nobody has written down', () => {
  const web = serviceText('selector: {app: web}').replace('{port: 80}', '{port: 80, targetPort: 8080}');

  it('are the pods with the labels of the selector, in the order of their addresses', () => {
    const other = podText('other', 'n1', '10.244.1.4').replace('app: web', 'app: other');
    const elsewhere = podText('web-1', 'n1', '10.244.1.5').replace(
      'name: web-1',
      'name: web-1\n  namespace: shop',
    );
    const pods = [
      podText('web-1', 'n2', '10.244.2.2'),
      podText('web-2', 'n1', '10.244.1.2'),
      other,
      elsewhere,
    ];
    expect(slicesOf(web, ...pods)).toEqual([slice('default/web', 8080, ['10.244.1.2@n1', '10.244.2.2@n2'])]);
  });

  it('must have all the labels', () => {
    const strict = web.replace('{app: web}', '{app: web, tier: front}');
    const front = podText('b', 'n1', '10.244.1.3').replace('app: web', 'app: web, tier: front');
    expect(slicesOf(strict, podText('a', 'n1', '10.244.1.2'), front)).toEqual([
      slice('default/web', 8080, ['10.244.1.3@n1']),
    ]);
  });

  it('may have their port by name, each pod its own number', () => {
    const named = web.replace('targetPort: 8080', 'targetPort: http');
    const pod = (name: string, address: string, port: number) =>
      podText(name, 'n1', address, `containers: [{ports: [{name: http, containerPort: ${port}}]}]`);
    const udp = podText(
      'c',
      'n1',
      '10.244.1.4',
      'containers: [{ports: [{name: http, containerPort: 1, protocol: UDP}]}]',
    );
    const found = slicesOf(named, pod('a', '10.244.1.2', 8080), pod('b', '10.244.1.3', 9090), udp);
    expect(found).toEqual([
      slice('default/web', 8080, ['10.244.1.2@n1']),
      slice('default/web', 9090, ['10.244.1.3@n1']),
      { ...slice('default/web', 1, ['10.244.1.4@n1']), ports: [] },
    ]);
  });

  it('are ready when their pods are', () => {
    const waiting = podText('a', 'n1', '10.244.1.2').replace(
      'phase',
      'conditions: [{type: Ready, status: "False"}], phase',
    );
    const going = podText('b', 'n1', '10.244.1.3').replace(
      'labels',
      'deletionTimestamp: "2026-11-21T16:00:00Z"\n  labels',
    );
    const [notReady, terminating] = [
      endpoint('10.244.1.2@n1', { ready: false, serving: false }),
      endpoint('10.244.1.3@n1', { ready: false, terminating: true }),
    ];
    expect(slicesOf(web, waiting, going)).toEqual([slice('default/web', 8080, [notReady, terminating])]);
    const eager = web.replace('selector', 'publishNotReadyAddresses: true\n  selector');
    expect(slicesOf(eager, waiting)).toEqual([
      slice('default/web', 8080, [{ ...notReady, conditions: { ...notReady.conditions, ready: true } }]),
    ]);
  });

  it('are no pods that have ended, or have no address', () => {
    const ended = podText('a', 'n1', '10.244.1.2').replace('Running', 'Succeeded');
    const waiting = podText('b', 'n1', '10.244.1.3').replace(/status.*/, 'status: {phase: Pending}');
    expect(slicesOf(web, ended, waiting)).toEqual([]);
  });

  it('are none for a service without a selector, headless, or elsewhere', () => {
    const pod = podText('a', 'n1', '10.244.1.2');
    expect(slicesOf(serviceText(), pod)).toEqual([]);
    expect(slicesOf(web.replace('10.96.0.1', 'None'), pod)).toEqual([]);
    expect(slicesOf(web.replace('selector', 'type: ExternalName\n  selector'), pod)).toEqual([]);
  });
});
