// The services of the documents, as their people would have them in a file: what they become, and the chains they bring about.

import { describe, expect, it } from 'vitest';
import { restoreText } from '../host/rule_set.ts';
import { release } from '../proxy/clusters.fixture.ts';
import { iptablesProxyRules } from '../proxy/iptables/proxier.ts';
import { service, slice } from '../service.fixture.ts';
import { documents, manifest, objectText, warningsOf } from './manifest.fixture.ts';

/** A node as flannel's network has it. */
const node = (name: string, address: string, podCIDR: string) =>
  objectText(
    'v1',
    'Node',
    name,
    `spec: {podCIDR: ${podCIDR}}`,
    `status: {addresses: [{type: InternalIP, address: ${address}}]}`,
  );

const pod = (name: string, label: string, nodeName: string, podIP: string, namespace = 'default') =>
  objectText(
    'v1',
    'Pod',
    name,
    `  namespace: ${namespace}`,
    `  labels: {${label}}`,
    `spec: {nodeName: ${nodeName}}`,
    `status: {podIP: ${podIP}}`,
  );

/** The chains of services and endpoints that kube-proxy makes of it on the first node. */
function chainsOf(text: string): string[] {
  const objects = manifest(text);
  const rules = restoreText(iptablesProxyRules(objects, objects.nodes[0]!, release(24)));
  return [...rules.matchAll(/^:(KUBE-(?:SVC|SEP|EXT)-\S+)/gm)].map(([, chain]) => chain!).sort();
}

describe('002: nginx-test', () => {
  const nginx = (type: string, port: string) => `
apiVersion: v1
kind: Service
metadata: {name: nginx-test, namespace: default, labels: {app: nginx-test}}
spec:
  type: ${type}
  clusterIP: 10.43.6.58
  ipFamilyPolicy: SingleStack
  selector: {app: nginx-test}
  ports: [${port}]
---
apiVersion: v1
kind: Endpoints
metadata: {name: nginx-test, namespace: default}
subsets:
- addresses: [{ip: 10.42.1.6, nodeName: node1}, {ip: 10.42.2.6, nodeName: node2}]
  ports: [{name: 80-80, port: 80, protocol: TCP}]
---
${documents(
  node('master', '192.168.205.3', '10.42.0.0/24'),
  node('node1', '192.168.205.4', '10.42.1.0/24'),
  node('node2', '192.168.205.5', '10.42.2.0/24'),
)}`;
  const endpoints = [slice('default/nginx-test:80-80', 80, ['10.42.1.6@node1', '10.42.2.6@node2'])];

  it('as a ClusterIP', () => {
    const text = nginx('ClusterIP', '{name: 80-80, port: 80, protocol: TCP, targetPort: 80}');
    const { services, endpointSlices, warnings } = manifest(text);
    expect(services).toEqual([service('default/nginx-test', '10.43.6.58', [{ name: '80-80', port: 80 }])]);
    expect(endpointSlices).toEqual(endpoints);
    expect(warnings).toEqual([]);
    expect(chainsOf(text)).toEqual([
      'KUBE-SEP-GWUIQWA2TNZI4ESX',
      'KUBE-SEP-U2YYZT2C3O6VM4EV',
      'KUBE-SVC-7CWUT4JBGBRVUN2L',
    ]);
  });

  it('as a NodePort', () => {
    const text = nginx('NodePort', '{name: 80-80, port: 80, nodePort: 32506}');
    const { services, endpointSlices } = manifest(text);
    const port = { name: '80-80', port: 80, nodePort: 32506 };
    expect(services).toEqual([service('default/nginx-test', '10.43.6.58', [port], { type: 'NodePort' })]);
    expect(endpointSlices).toEqual(endpoints);
    expect(chainsOf(text)).toContain('KUBE-EXT-7CWUT4JBGBRVUN2L');
  });
});

describe('003: the kubeadm cluster', () => {
  const nodes = documents(
    node('hostgw-master', '192.168.0.10', '10.244.0.0/24'),
    node('hostgw-node', '192.168.0.11', '10.244.1.0/24'),
  );
  /** As printed, lines 122 to 131. */
  const myService = `
apiVersion: v1
kind: Service
metadata:
  name: my-service
spec:
  selector:
    app: nginx
  ports:
    - protocol: TCP
      port: 80
`;
  const nginx = documents(
    pod('nginx-1', 'app: nginx', 'hostgw-master', '10.244.0.4'),
    pod('nginx-2', 'app: nginx', 'hostgw-node', '10.244.1.2'),
    pod('nginx-3', 'app: nginx', 'hostgw-node', '10.244.1.3'),
  );

  it('my-service, as printed, is given an address', () => {
    const text = documents(nodes, nginx, myService);
    expect(warningsOf(text)).toEqual([]);
    expect(manifest(text).services[0]!.clusterIPs).toEqual([
      expect.stringMatching(/^10\.(9[6-9]|1[01]\d)\./),
    ]);
  });

  it('my-service, as the cluster has it', () => {
    const applied = myService.replace('spec:', 'spec:\n  clusterIP: 10.103.92.81');
    const { services, endpointSlices, warnings } = manifest(documents(nodes, nginx, applied));
    expect(warnings).toEqual([]);
    expect(services).toEqual([service('default/my-service', '10.103.92.81', [{ port: 80 }])]);
    expect(endpointSlices).toEqual([
      slice('default/my-service', 80, [
        '10.244.0.4@hostgw-master',
        '10.244.1.2@hostgw-node',
        '10.244.1.3@hostgw-node',
      ]),
    ]);
  });

  it('kube-dns, by the pods of its selector', () => {
    /** Lines 231 to 247. */
    const dns = `
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec:
  clusterIP: 10.96.0.10
  ports:
  - name: dns
    port: 53
    protocol: UDP
    targetPort: 53
  - name: dns-tcp
    port: 53
    protocol: TCP
    targetPort: 53
  - name: metrics
    port: 9153
    protocol: TCP
    targetPort: 9153
  selector:
    k8s-app: kube-dns
`;
    const text = documents(
      nodes,
      dns,
      pod('coredns-1', 'k8s-app: kube-dns', 'hostgw-master', '10.244.0.2', 'kube-system'),
      pod('coredns-2', 'k8s-app: kube-dns', 'hostgw-master', '10.244.0.3', 'kube-system'),
    );
    const behind = slice('kube-system/kube-dns', 0, ['10.244.0.2@hostgw-master', '10.244.0.3@hostgw-master']);
    expect(manifest(text).endpointSlices).toEqual([
      {
        ...behind,
        ports: [
          { name: 'dns', protocol: 'UDP', port: 53 },
          { name: 'dns-tcp', protocol: 'TCP', port: 53 },
          { name: 'metrics', protocol: 'TCP', port: 9153 },
        ],
      },
    ]);
    expect(chainsOf(text)).toEqual(
      expect.arrayContaining([
        'KUBE-SVC-JD5MR3NA4I4DYORP',
        'KUBE-SEP-N4G2XR5TDX7PQE7P',
        'KUBE-SEP-ZP3FB6NMPNCO4VBJ',
      ]),
    );
  });
});

describe('004: pod2-service', () => {
  /** Lines 146 to 160. */
  const text = documents(
    `
apiVersion: v1
kind: Service
metadata:
  name: pod2-service
  namespace: test
spec:
  selector:
    app: pod2
  ports:
    - protocol: TCP
      port: 80
      targetPort: 80
      nodePort: 30000
  type: NodePort
  clusterIP: 10.1.118.185
`,
    pod('pod2', 'app: pod2', 'node1', '10.244.166.159', 'test'),
    node('node1', '192.168.43.153', '10.244.1.0/24').replace(
      'name: node1',
      'name: node1\n  annotations: {projectcalico.org/IPv4Address: 192.168.43.153/24}',
    ),
  );

  it('as a NodePort, behind Calico', () => {
    const { services, endpointSlices, warnings } = manifest(text);
    expect(warnings).toEqual([]);
    const port = { port: 80, nodePort: 30000 };
    expect(services).toEqual([service('test/pod2-service', '10.1.118.185', [port], { type: 'NodePort' })]);
    expect(endpointSlices).toEqual([slice('test/pod2-service', 80, ['10.244.166.159@node1'])]);
    expect(chainsOf(text)).toEqual(
      expect.arrayContaining(['KUBE-SVC-OCJIUORDHIMMVHOI', 'KUBE-SEP-X4R67US2PCZJVEDY']),
    );
  });
});
