// What is only wrong, or doubtful, when several objects are seen together.
import { describe, expect, it } from 'vitest';
import {
  documents,
  manifest,
  nodeText,
  objectText,
  podText,
  problemIn,
  serviceText,
  warningsOf,
} from './manifest.fixture.ts';

const other = (text: string, name = 'other') => text.replace('name: web', `name: ${name}`);
const problemAmong = (...texts: string[]) => problemIn(documents(...texts));
const warningsAmong = (...texts: string[]) => warningsOf(documents(...texts));

const N1 = nodeText('n1', '192.168.0.11', '10.244.1.0/24');
const N2 = nodeText('n2', '192.168.0.12', '10.244.2.0/24');

describe('what only one may have', () => {
  it('a clusterIP', () => {
    expect(problemAmong(serviceText(), other(serviceText()))).toBe(
      "Service default/other, spec.clusterIP, line 14: clusterIP 10.96.0.1 is Service default/web's already; expected a clusterIP of its own",
    );
    const headless = (name: string) => objectText('v1', 'Service', name, 'spec: {clusterIP: None}');
    expect(manifest(documents(headless('a'), headless('b'))).services).toHaveLength(2);
  });

  it('a nodePort, whatever the protocol, or for health checks', () => {
    const open = serviceText('type: NodePort').replace('{port: 80}', '{port: 80, nodePort: 30080}');
    const second = other(open).replace('10.96.0.1', '10.96.0.2');
    expect(problemAmong(open, second.replace('nodePort', 'protocol: UDP, nodePort'))).toBe(
      "Service default/other, spec.ports[0].nodePort, line 16: nodePort 30080 is Service default/web's already; expected a nodePort of its own",
    );
    const checked = other(serviceText('healthCheckNodePort: 30080')).replace('10.96.0.1', '10.96.0.2');
    expect(problemAmong(open, checked)).toMatch(
      /^Service default\/other, spec.healthCheckNodePort, line 17: /,
    );
  });

  it('a podIP, but on the network of a node', () => {
    const [a, b] = [podText('a', 'n1', '10.244.1.2'), podText('b', 'n1', '10.244.1.2')];
    expect(problemAmong(a, b)).toBe(
      "Pod default/b, status.podIP, line 17: podIP 10.244.1.2 is Pod default/a's already; expected a podIP of its own",
    );
    const onHost = (name: string) => podText(name, 'n1', '192.168.0.11', 'hostNetwork: true');
    expect(manifest(documents(onHost('a'), onHost('b'))).pods).toHaveLength(2);
    expect(manifest(documents(a, b.replace('Running', 'Succeeded'))).pods).toHaveLength(1);
  });

  it('a name', () => {
    expect(problemAmong(serviceText(), serviceText())).toBe(
      'Service default/web, line 9: it is declared twice',
    );
    const shop = serviceText().replace('name: web', 'name: web\n  namespace: shop');
    expect(manifest(documents(serviceText(), shop.replace('10.96.0.1', '10.96.0.2'))).services).toHaveLength(
      2,
    );
  });

  it('a subnet for pods', () => {
    const wide = nodeText('wide', '192.168.0.13', '10.244.0.0/16');
    expect(problemAmong(N1, N2, wide)).toBe(
      'Node n1, spec.podCIDR, line 5: 10.244.1.0/24 overlaps 10.244.0.0/16 of Node wide; expected a subnet of its own',
    );
    expect(problemAmong(N1, nodeText('n2', '192.168.0.12', '10.244.1.0/24'))).toBe(
      'Node n2, spec.podCIDR, line 12: 10.244.1.0/24 overlaps 10.244.1.0/24 of Node n1; expected a subnet of its own',
    );
  });
});

it('a pod has an address that its node can give', () => {
  expect(problemAmong(N1, N2, podText('a', 'n1', '10.244.2.2'))).toBe(
    'Pod default/a, status.podIP, line 22: 10.244.2.2 is not in 10.244.1.0/24; expected a free address of 10.244.1.0/24',
  );
  expect(problemAmong(N1, podText('a', 'n1', '10.244.1.1'))).toMatch(/10\.244\.1\.1 is taken by the gateway/);
});

describe('what is doubtful', () => {
  it('a pod outside every podCIDR, or on no node', () => {
    expect(warningsAmong(N1, podText('a', 'n3', '10.244.9.2'))).toEqual([
      'Pod default/a, spec.nodeName, line 14: n3 is no node here; expected the name of a Node',
      "Pod default/a, status.podIP, line 15: 10.244.9.2 is in no node's podCIDR; expected an address of a podCIDR",
    ]);
    expect(warningsAmong(N1, podText('a', 'n1', '192.168.0.11', 'hostNetwork: true'))).toEqual([]);
  });

  it('an endpoint likewise, though it may be a node', () => {
    const endpoints = (address: string) =>
      objectText('v1', 'Endpoints', 'web', `subsets: [{addresses: [{ip: ${address}}], ports: [{port: 80}]}]`);
    expect(warningsAmong(N1, endpoints('203.0.113.1'))).toEqual([
      "Endpoints default/web, subsets[0].addresses[0], line 12: 203.0.113.1 is in no node's podCIDR; expected an address of a podCIDR",
    ]);
    expect(warningsAmong(N1, endpoints('10.244.1.2'))).toEqual([]);
    expect(warningsAmong(N1, endpoints('192.168.0.11'))).toEqual([]);
    expect(warningsAmong(N1, endpoints('10.244.1.2, nodeName: n3'))).toEqual([
      'Endpoints default/web, subsets[0].addresses[0].nodeName, line 12: n3 is no node here; expected the name of a Node',
    ]);
  });

  it('nothing, where no node is declared, or none has a podCIDR', () => {
    expect(warningsAmong(podText('a', 'n1', '10.244.9.2'))).toEqual([]);
    expect(warningsAmong(nodeText('n1', '192.168.0.11'), podText('a', 'n1', '10.244.9.2'))).toEqual([]);
  });

  it('nothing, where Calico gives out addresses', () => {
    const calico = N1.replace(
      'name: n1',
      'name: n1\n  annotations: {projectcalico.org/IPv4Address: 192.168.0.11/24}',
    );
    expect(warningsAmong(calico, podText('a', 'n1', '10.244.166.130'))).toEqual([]);
  });
});
