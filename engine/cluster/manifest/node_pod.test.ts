// Nodes and pods: what is read of them, and what is wrong with them.
import { describe, expect, it } from 'vitest';
import {
  documents,
  manifest,
  nodeText,
  objectText,
  podText,
  problemIn,
  warningsOf,
} from './manifest.fixture.ts';

const nodeOf = (text: string) => manifest(text).nodes[0]!;
const podOf = (text: string) => manifest(text).pods[0]!;

describe('a node', () => {
  it('has its InternalIPs and its subnet', () => {
    expect(nodeOf(nodeText('n1', '192.168.0.11', '10.244.1.0/24'))).toEqual({
      name: 'n1',
      addresses: ['192.168.0.11'],
      podCIDR: '10.244.1.0/24',
      kubeletVersion: null,
      flannel: null,
      calico: null,
    });
  });

  it('keeps what is IPv4', () => {
    const text = objectText(
      'v1',
      'Node',
      'n1',
      'spec: {podCIDR: "fd00::/64", podCIDRs: ["fd00::/64", 10.244.1.0/24], taints: [{key: a}]}',
      'status: {addresses: [{type: InternalIP, address: "fd00::1"}]}',
    );
    expect(nodeOf(text)).toMatchObject({ addresses: ['192.168.0.11'], podCIDR: '10.244.1.0/24' });
    expect(warningsOf(text)).toEqual([
      'Node n1, spec.podCIDRs[0], line 5: fd00::/64 is left out: IPv6 is not emulated',
      'Node n1, status.addresses[0].address, line 6: fd00::1 is left out: IPv6 is not emulated',
      'Node n1, status.addresses, line 6: it has no IPv4 address; 192.168.0.11 is taken for it; expected one of type InternalIP',
    ]);
  });

  it('says what flannel noted on it', () => {
    const annotations = (data: string, type: string) =>
      objectText(
        'v1',
        'Node',
        'n1',
        '  annotations:',
        `    flannel.alpha.coreos.com/backend-data: '${data}'`,
        `    flannel.alpha.coreos.com/backend-type: ${type}`,
        '    flannel.alpha.coreos.com/kube-subnet-manager: "true"',
        '    flannel.alpha.coreos.com/public-ip: 192.168.0.11',
      );
    expect(nodeOf(annotations('{"VNI":1,"VtepMAC":"C2:6B:46:8C:8E:6F"}', 'vxlan')).flannel).toEqual({
      backendType: 'vxlan',
      publicIp: '192.168.0.11',
      vtepMac: 'c2:6b:46:8c:8e:6f',
    });
    expect(nodeOf(annotations('null', 'host-gw')).flannel).toMatchObject({ vtepMac: null });
    expect(problemIn(annotations('{"VtepMAC":"c2:6b"}', 'vxlan'))).toBe(
      'Node n1, metadata.annotations[flannel.alpha.coreos.com/backend-data].VtepMAC, line 6: found "c2:6b"; expected a MAC address, aa:bb:cc:dd:ee:ff',
    );
    expect(problemIn(annotations('VNI=1', 'vxlan'))).toMatch(
      /backend-data\], line 6: found .*; expected JSON$/,
    );
  });

  it('says what Calico noted on it', () => {
    const text = (address: string) =>
      objectText(
        'v1',
        'Node',
        'n1',
        '  annotations:',
        `    projectcalico.org/IPv4Address: ${address}`,
        '    projectcalico.org/IPv4IPIPTunnelAddr: 10.244.166.128',
      );
    expect(nodeOf(text('192.168.43.152/24')).calico).toEqual({
      address: '192.168.43.152/24',
      ipipTunnelAddress: '10.244.166.128',
    });
    expect(problemIn(text('192.168.43/24'))).toBe(
      'Node n1, metadata.annotations[projectcalico.org/IPv4Address], line 6: found "192.168.43/24"; expected an IPv4 address',
    );
  });

  it.each([
    [
      nodeText('n1', '192.168.0'),
      'status.addresses[0].address, line 5: found "192.168.0"; expected an IPv4 or IPv6 address',
    ],
    [
      nodeText('n1', '192.168.0.1', '10.244.1.0'),
      'spec.podCIDR, line 5: found "10.244.1.0"; expected a network such as 10.244.0.0/24',
    ],
    [
      nodeText('n1', '192.168.0.1', '10.244.1.0/33'),
      'spec.podCIDR, line 5: found "10.244.1.0/33"; expected a network such as 10.244.0.0/24',
    ],
    [
      nodeText('n1', '192.168.0.1', 'a').replace('podCIDR', 'podCidr'),
      'spec.podCidr, line 5: there is no such field; expected podCIDR',
    ],
  ])('%#', (text, expected) => {
    expect(problemIn(text)).toBe(`Node n1, ${expected}`);
  });
});

describe('a pod', () => {
  it('has the ports of its containers, and of those that go on beside them', () => {
    const text = podText(
      'web-1',
      'n1',
      '10.244.1.2',
      'serviceAccountName: reader',
      'containers:',
      '- {name: a, image: a, ports: [{name: http, containerPort: 80, hostPort: 8080, hostIP: 192.168.0.11}]}',
      '- {name: b, image: b}',
      'initContainers:',
      '- {name: c, ports: [{containerPort: 1}]}',
      '- {name: d, restartPolicy: Always, ports: [{containerPort: 53, protocol: UDP, hostIP: 0.0.0.0}]}',
    );
    expect(podOf(text)).toEqual({
      namespace: 'default',
      name: 'web-1',
      nodeName: 'n1',
      podIP: '10.244.1.2',
      hostNetwork: false,
      labels: { app: 'web' },
      ports: [
        { name: 'http', containerPort: 80, protocol: 'TCP', hostPort: 8080, hostIP: '192.168.0.11' },
        { name: '', containerPort: 53, protocol: 'UDP', hostPort: 0, hostIP: null },
      ],
      serviceAccountName: 'reader',
      ready: true,
      terminating: false,
    });
  });

  it('may be new, with nothing but containers', () => {
    expect(podOf(objectText('v1', 'Pod', 'new', 'spec: {containers: [{name: a, image: a}]}'))).toEqual({
      namespace: 'default',
      name: 'new',
      nodeName: null,
      podIP: null,
      hostNetwork: false,
      labels: {},
      ports: [],
      serviceAccountName: 'default',
      ready: true,
      terminating: false,
    });
  });

  it('on the network of its node has its ports there', () => {
    const text = podText(
      'a',
      'n1',
      '192.168.0.11',
      'hostNetwork: true',
      'containers: [{ports: [{containerPort: 80}]}]',
    );
    expect(podOf(text)).toMatchObject({ hostNetwork: true, ports: [{ containerPort: 80, hostPort: 80 }] });
  });

  it('is gone when it has run to its end', () => {
    const ended = (phase: string) =>
      podText(phase.toLowerCase(), 'n1', '10.244.1.2').replace('Running', phase);
    expect(manifest(documents(ended('Succeeded'), ended('Failed'), ended('Pending'))).pods).toHaveLength(1);
  });

  it('keeps what is IPv4', () => {
    const text = podText(
      'a',
      'n1',
      '"fd00::1", podIPs: [{ip: "fd00::1"}, {ip: 10.244.1.2}]',
      'containers: [{ports: [{containerPort: 1, hostIP: "::"}]}]',
    );
    expect(podOf(text)).toMatchObject({ podIP: '10.244.1.2', ports: [{ hostIP: null }] });
    expect(warningsOf(text)).toEqual([
      'Pod default/a, spec.containers[0].ports[0].hostIP, line 8: :: is left out: IPv6 is not emulated',
      'Pod default/a, status.podIPs[0], line 9: fd00::1 is left out: IPv6 is not emulated',
    ]);
  });

  it.each([
    [['hostnetwork: true'], 'spec.hostnetwork, line 8: there is no such field; expected hostNetwork'],
    [['hostNetwork: "true"'], 'spec.hostNetwork, line 8: found "true"; expected true or false'],
    [
      ['containers: [{port: 80}]'],
      'spec.containers[0].port, line 8: there is no such field; expected one of ports, restartPolicy, name',
    ],
    [
      ['containers: [{ports: [{containerport: 80}]}]'],
      'spec.containers[0].ports[0].containerport, line 8: there is no such field; expected containerPort',
    ],
    [
      ['containers: [{ports: [{containerPort: 80, hostIP: here}]}]'],
      'spec.containers[0].ports[0].hostIP, line 8: found "here"; expected an IPv4 or IPv6 address',
    ],
  ])('%j is wrong', (spec, expected) => {
    expect(problemIn(podText('a', 'n1', '10.244.1.2', ...spec))).toContain(`Pod default/a, ${expected}`);
  });

  it('has an address that is one', () => {
    expect(problemIn(podText('a', 'n1', '10.244.1'))).toBe(
      'Pod default/a, status.podIP, line 8: found "10.244.1"; expected an IPv4 or IPv6 address',
    );
  });
});
