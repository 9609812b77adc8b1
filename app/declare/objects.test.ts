// Rows of the form: what they show of an object, and what they leave alone when they change it.
import { describe, expect, it } from 'vitest';
import { newDeployment, newNode, newPod, newService } from './additions.ts';
import { chosen, isBehind } from './endpoints.ts';
import { labelsLine, parseLabels, parsePorts, portsLine } from './lines.ts';
import {
  groupOf,
  labelsOf,
  putAddress,
  putClusterIp,
  putLabels,
  putNumber,
  putType,
  type Row,
  selectorOf,
  subjectOf,
  textAt,
} from './objects.ts';

const row = (value: Row['value'], id = 1): Row => ({ id, value, text: null });

describe('an object', () => {
  it('is of a group by its kind and version, and named as problems name it', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' } };
    expect([groupOf(service), subjectOf(service)]).toEqual(['service', 'Service shop/web']);
    expect(groupOf({ ...service, apiVersion: 'serving.knative.dev/v1' })).toBe('other');
    expect(subjectOf({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } })).toBe('Node n1');
    expect(subjectOf({ kind: 'Pod' })).toBe('Pod default/');
  });

  it('keeps what a row does not show', () => {
    const node = {
      metadata: { name: 'n1', annotations: { a: 'b' } },
      status: {
        addresses: [
          { type: 'Hostname', address: 'n1' },
          { type: 'InternalIP', address: '10.0.0.1' },
        ],
      },
    };
    expect(putAddress(node, '10.0.0.2')).toEqual({
      ...node,
      status: {
        addresses: [
          { type: 'Hostname', address: 'n1' },
          { type: 'InternalIP', address: '10.0.0.2' },
        ],
      },
    });
  });

  it('says an address the same wherever it says it', () => {
    const service = { spec: { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'] } };
    expect(putClusterIp(service, '10.96.0.2')).toEqual({
      spec: { clusterIP: '10.96.0.2', clusterIPs: ['10.96.0.2'] },
    });
    expect(putClusterIp(service, '')).toEqual({});
    expect(putClusterIp({ spec: {} }, '10.96.0.2')).toEqual({ spec: { clusterIP: '10.96.0.2' } });
  });

  it('has no node ports when it is of the cluster alone', () => {
    const service = { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] } };
    expect(putType(service, 'ClusterIP')).toEqual({ spec: { ports: [{ port: 80 }] } });
    expect(putType(service, 'LoadBalancer')).toEqual({ spec: { ...service.spec, type: 'LoadBalancer' } });
  });

  it('keeps what is no number as it was typed', () => {
    const path = ['spec', 'replicas'];
    expect(putNumber({}, path, '3')).toEqual({ spec: { replicas: 3 } });
    expect(putNumber({}, path, '3x')).toEqual({ spec: { replicas: '3x' } });
    expect(textAt(putNumber({}, path, '3x'), path)).toBe('3x');
    expect(putNumber({ spec: { replicas: 3 } }, path, '')).toEqual({});
  });
});

describe('a Deployment', () => {
  const deployment = newDeployment([]);

  it('looks for the labels that it gives', () => {
    const labelled = putLabels(deployment, { app: 'web', tier: 'front' });
    expect(labelled.spec).toMatchObject({
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web', tier: 'front' } } },
    });
    expect(putLabels(deployment, { tier: 'front' }).spec).toMatchObject({
      selector: { matchLabels: { tier: 'front' } },
    });
  });
});

describe('a pod behind a service', () => {
  const service = newService([]);
  const kinds = { Pod: newPod([]), Deployment: newDeployment([]) };

  it.each(Object.entries(kinds))('is so when it is chosen, and no more when it is not: %s', (_, pod) => {
    const once = chosen(service, pod, true);
    expect(isBehind(once.service, once.pod)).toBe(true);
    const again = chosen(once.service, once.pod, false);
    expect(isBehind(again.service, again.pod)).toBe(false);
    expect(Object.keys(labelsOf(again.pod)).length > 0 || pod === kinds.Pod).toBe(true);
  });

  it('lends the service its labels when it is the first, and takes its selector when it is not', () => {
    const first = chosen(service, putLabels(kinds.Pod, { tier: 'front', app: 'web' }), true);
    expect(selectorOf(first.service)).toEqual({ app: 'web' });
    expect(labelsOf(chosen(first.service, kinds.Pod, true).pod)).toEqual({ app: 'web' });
    expect(selectorOf(chosen(service, kinds.Pod, true).service)).toEqual({ app: 'service-1' });
  });
});

describe('a line', () => {
  it('stands for labels', () => {
    expect(parseLabels(' app=web,tier=front ')).toEqual({ app: 'web', tier: 'front' });
    expect(labelsLine({ app: 'web', tier: '' })).toBe('app=web, tier=');
    expect(parseLabels('')).toEqual({});
    expect(parseLabels('app')).toBeNull();
  });

  it('stands for ports, which keep their names', () => {
    const before = [
      { name: 'http', containerPort: 80 },
      { containerPort: 53, protocol: 'UDP' },
    ];
    expect(portsLine(before)).toBe('80, 53/UDP');
    expect(parsePorts('53/udp 80 8080', before)).toEqual([before[1], before[0], { containerPort: 8080 }]);
    expect(parsePorts('80/', before)).toBeNull();
    expect(parsePorts('eighty', before)).toBeNull();
  });
});

describe('what is added', () => {
  it('has a name and an address that are free', () => {
    const nodes = [row(newNode([]))];
    expect(nodes[0]!.value).toMatchObject({
      metadata: { name: 'node-1' },
      status: { addresses: [{ address: '192.168.0.11' }] },
    });
    nodes.push(row(putAddress({ ...newNode(nodes) }, '10.0.0.254'), 2));
    expect(newNode(nodes)).toEqual({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-3' } });
    expect(newPod([row(newPod([]))]).metadata).toEqual({ name: 'pod-2' });
  });
});
