// Fewer words, the same cluster.
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { problemText } from '../../problem.ts';
import { documents, manifest, nodeText, objectText, podText, serviceText } from './manifest.fixture.ts';
import { tidied } from './tidied.ts';

function tidy(text: string) {
  const result = tidied(text);
  if (!result.ok) throw new Error(problemText(result.problem));
  return result.value;
}

const DUMP = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: web-1
    uid: 5f6a
    managedFields: [{manager: kubelet, fieldsV1: {"f:status": {}}}]
    labels: {app: web}
    ownerReferences: [{kind: ReplicaSet, name: web, controller: true, uid: a}]
  spec:
    nodeName: n1
    containers: [{name: main, image: nginx, ports: [{containerPort: 80, protocol: TCP}], volumeMounts: []}, {name: side, image: busybox}]
    volumes: [{name: a}]
  status: {phase: Running, podIP: 10.244.1.2, podIPs: [{ip: 10.244.1.2}], conditions: [{type: Ready, status: "True", lastProbeTime: null}], qosClass: BestEffort}
- apiVersion: v1
  kind: Node
  metadata: {name: n1, annotations: {a: b, flannel.alpha.coreos.com/public-ip: 192.168.0.11, flannel.alpha.coreos.com/backend-type: vxlan}}
  spec: {podCIDR: 10.244.1.0/24, taints: [{key: a, effect: NoSchedule}]}
  status: {addresses: [{type: InternalIP, address: 192.168.0.11}], images: [{names: [nginx]}], nodeInfo: {kubeletVersion: v1.30.1, osImage: x}}
- apiVersion: v1
  kind: Secret
  metadata: {name: password}
`;

describe('a dump in fewer words', () => {
  it('says only what is read', () => {
    expect(tidy(DUMP)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web-1', labels: { app: 'web' } },
        spec: { nodeName: 'n1', containers: [{ ports: [{ containerPort: 80, protocol: 'TCP' }] }, {}] },
        status: {
          phase: 'Running',
          podIP: '10.244.1.2',
          podIPs: [{ ip: '10.244.1.2' }],
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: 'n1',
          annotations: {
            'flannel.alpha.coreos.com/public-ip': '192.168.0.11',
            'flannel.alpha.coreos.com/backend-type': 'vxlan',
          },
        },
        spec: { podCIDR: '10.244.1.0/24' },
        status: {
          addresses: [{ type: 'InternalIP', address: '192.168.0.11' }],
          nodeInfo: { kubeletVersion: 'v1.30.1' },
        },
      },
    ]);
  });

  it.each([
    ['a dump', DUMP],
    [
      'services, their endpoints, what owns what',
      documents(
        nodeText('n1', '192.168.0.11', '10.244.1.0/24'),
        podText(
          'web',
          'n1',
          '10.244.1.2',
          'containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080}]}]',
        ),
        podText('gone', 'n1', '10.244.1.2').replace('Running', 'Succeeded'),
        serviceText('selector: {app: web}', 'sessionAffinity: ClientIP', 'ipFamilies: [IPv4]'),
        objectText(
          'v1',
          'Endpoints',
          'web',
          'subsets: [{addresses: [{ip: 10.244.1.2, targetRef: {kind: Pod}}], ports: [{port: 80}]}]',
        ),
        objectText(
          'discovery.k8s.io/v1',
          'EndpointSlice',
          'other-x',
          '  labels: {kubernetes.io/service-name: other}',
          'addressType: IPv4',
          'ports: []',
          'endpoints: [{addresses: [10.244.1.2], conditions: {ready: true}, zone: a}]',
        ),
        objectText(
          'apps/v1',
          'ReplicaSet',
          'owned',
          '  ownerReferences: [{kind: Deployment, controller: true}]',
          'spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: []}}}',
        ),
        objectText(
          'apps/v1',
          'Deployment',
          'more',
          'spec: {replicas: 2, selector: {matchLabels: {a: b}}, strategy: {}, template: {metadata: {labels: {a: b}}, spec: {containers: [{image: c}]}}}',
        ),
        objectText('v1', 'ConfigMap', 'kube-proxy', "data: {config.conf: 'mode: ipvs'}"),
        objectText('v1', 'ConfigMap', 'settings', 'data: {a: b}'),
      ),
    ],
  ])('is the same cluster: %s', (_, text) => {
    const words = tidy(text).map((object) => stringify(object));
    expect({ ...manifest(documents(...words)), warnings: null }).toEqual({
      ...manifest(text),
      warnings: null,
    });
  });

  it('keeps what must be there, with nothing in it', () => {
    const text = objectText('v1', 'Pod', 'a', 'spec: {containers: [], volumes: [{name: b}]}');
    expect(tidy(text)).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} }]);
  });

  it('is told when it is none', () => {
    const result = tidied('a: 1');
    expect(!result.ok && problemText(result.problem)).toContain('document 1, line 1: it has no kind');
  });
});
