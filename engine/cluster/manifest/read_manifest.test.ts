// Whole manifests: as kubectl prints them, in either language, in any order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
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
import { readManifest } from './read_manifest.ts';

describe('a manifest', () => {
  it('may be empty', () => {
    expect(manifest('# nothing')).toEqual({
      nodes: [],
      pods: [],
      services: [],
      endpointSlices: [],
      netConf: null,
      delegate: null,
      kubeProxy: null,
      warnings: [],
    });
  });

  it('may be a list, or a list of one kind, whose items need not say it', () => {
    const item = {
      metadata: { name: 'n1' },
      status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
    };
    const list = { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Node', ...item }] };
    const nodes = { apiVersion: 'v1', kind: 'NodeList', metadata: { resourceVersion: '' }, items: [item] };
    expect(manifest(JSON.stringify(list)).nodes).toEqual(manifest(JSON.stringify(nodes)).nodes);
    expect(manifest(stringify(list)).nodes).toHaveLength(1);
  });

  it('may have kinds that have no part in this, also under names we know', () => {
    const text = documents(
      objectText('networking.k8s.io/v1', 'NetworkPolicy', 'web'),
      objectText('serving.knative.dev/v1', 'Service', 'web', 'spec: {template: {}}'),
    );
    expect(warningsOf(text)).toEqual([
      'NetworkPolicy default/web, line 1: it is left out: NetworkPolicy of networking.k8s.io/v1 has no part in this',
      'Service default/web, line 6: it is left out: Service of serving.knative.dev/v1 has no part in this',
    ]);
    expect(manifest(text).services).toEqual([]);
  });

  it('says nothing of what no packet can tell', () => {
    const text = documents(
      objectText('v1', 'Namespace', 'shop'),
      objectText('rbac.authorization.k8s.io/v1', 'ClusterRole', 'flannel', 'rules: []'),
      objectText('autoscaling/v2', 'HorizontalPodAutoscaler', 'web'),
    );
    expect(warningsOf(text)).toEqual([]);
  });

  it.each([
    ['a: 1', 'document 1, line 1: it has no kind; expected a Kubernetes object'],
    ['kind: Pod', 'document 1, line 1: it has no apiVersion; expected a Kubernetes object'],
    ['just text', 'document 1, line 1: it has no kind; expected a Kubernetes object'],
    ['apiVersion: v1\nkind: List', 'document 1, items, line 1: found none; expected a list of objects'],
    [
      'apiVersion: v1\nkind: List\nitems:\n- a: 1',
      'document 1, object 1, line 4: it has no kind; expected a Kubernetes object',
    ],
    [
      'apiVersion: v1\nkind: List\nitems:\n- {kind: List, apiVersion: v1}',
      'document 1, object 1, line 4: a list in a list; expected a Kubernetes object',
    ],
    [
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nSpec: {}',
      'Service default/a, Spec, line 4: there is no such field; expected spec',
    ],
    [
      'apiVersion: v1\nkind: Service\nmetadata: {name: a, Labels: {}}',
      'Service default/a, metadata.Labels, line 3: there is no such field; expected labels',
    ],
  ])('%j is wrong', (text, expected) => {
    expect(problemIn(text)).toBe(expected);
  });

  it('is all or nothing: the first thing wrong is the answer', () => {
    const text = documents(serviceText('nodeport: 1'), nodeText('n1', 'nowhere'));
    expect(problemIn(text)).toBe(
      'Service default/web, spec.nodeport, line 8: there is no such field; expected one of type, clusterIP, clusterIPs, ports, selector, externalIPs, loadBalancerSourceRanges, sessionAffinity, sessionAffinityConfig, internalTrafficPolicy, externalTrafficPolicy, healthCheckNodePort, publishNotReadyAddresses, allocateLoadBalancerNodePorts, loadBalancerIP, externalName, ipFamily, ipFamilies, ipFamilyPolicy, loadBalancerClass, topologyKeys, trafficDistribution',
    );
  });

  it('has at most 200,000 objects', () => {
    const items = Array(200_001).fill({});
    expect(problemIn(JSON.stringify({ apiVersion: 'v1', kind: 'PodList', items }))).toBe(
      'Pod without a name, line 1: it is one too many; expected at most 200,000 objects',
    );
  });
});

describe('what kubectl prints', () => {
  const text = `
apiVersion: v1
kind: List
metadata: {resourceVersion: ""}
items:
- apiVersion: v1
  kind: Service
  metadata:
    annotations:
      kubectl.kubernetes.io/last-applied-configuration: |
        {"apiVersion":"v1","kind":"Service"}
    creationTimestamp: "2026-11-20T08:00:00Z"
    managedFields: [{apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {}}, manager: kubectl}]
    name: web
    namespace: default
    ownerReferences: [{kind: Shop}]
    resourceVersion: "1234"
    uid: 1b2c
  spec:
    clusterIP: 10.96.7.7
    clusterIPs: [10.96.7.7]
    internalTrafficPolicy: Cluster
    ipFamilies: [IPv4]
    ipFamilyPolicy: SingleStack
    ports:
    - port: 80
      protocol: TCP
      targetPort: http
    selector: {app: web}
    sessionAffinity: None
    type: ClusterIP
  status: {loadBalancer: {}}
- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2026-11-20T08:00:00Z"
    generateName: web-5d4f-
    labels: {app: web, pod-template-hash: 5d4f}
    name: web-5d4f-abcde
    namespace: default
    uid: 3d4e
  spec:
    affinity: {}
    containers:
    - image: nginx
      imagePullPolicy: Always
      name: nginx
      ports: [{containerPort: 8080, name: http, protocol: TCP}]
      resources: {}
      terminationMessagePath: /dev/termination-log
      terminationMessagePolicy: File
      volumeMounts: [{mountPath: /var, name: api, readOnly: true}]
    dnsPolicy: ClusterFirst
    enableServiceLinks: true
    nodeName: n1
    preemptionPolicy: PreemptLowerPriority
    priority: 0
    restartPolicy: Always
    schedulerName: default-scheduler
    securityContext: {}
    serviceAccount: default
    serviceAccountName: default
    terminationGracePeriodSeconds: 30
    tolerations: [{effect: NoExecute, key: node.kubernetes.io/not-ready, operator: Exists}]
    volumes: [{name: api, projected: {sources: []}}]
  status:
    conditions:
    - {lastProbeTime: null, status: "True", type: Initialized}
    - {lastProbeTime: null, status: "True", type: Ready}
    containerStatuses: [{containerID: containerd://1, ready: true}]
    hostIP: 192.168.0.11
    phase: Running
    podIP: 10.244.1.7
    podIPs: [{ip: 10.244.1.7}]
    qosClass: BestEffort
    startTime: "2026-11-20T08:00:00Z"
- apiVersion: v1
  kind: Node
  metadata:
    annotations: {node.alpha.kubernetes.io/ttl: "0", volumes.kubernetes.io/controller-managed-attach-detach: "true"}
    labels: {kubernetes.io/hostname: n1}
    name: n1
    uid: 5f6a
  spec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24], taints: [{effect: NoSchedule, key: a}]}
  status:
    addresses: [{address: 192.168.0.11, type: InternalIP}, {address: n1, type: Hostname}]
    allocatable: {cpu: "2"}
    capacity: {cpu: "2"}
    conditions: []
    daemonEndpoints: {kubeletEndpoint: {Port: 10250}}
    images: [{names: [nginx], sizeBytes: 1}]
    nodeInfo: {kubeletVersion: v1.31.0}
    runtimeHandlers: [{features: {}, name: ""}]
`;

  it('is read without a word', () => {
    const { nodes, pods, endpointSlices, warnings } = manifest(text);
    expect(warnings).toEqual([]);
    expect(nodes.map(({ name }) => name)).toEqual(['n1']);
    expect(pods.map(({ name }) => name)).toEqual(['web-5d4f-abcde']);
    expect(endpointSlices).toMatchObject([
      { serviceName: 'web', ports: [{ port: 8080 }], endpoints: [{ address: '10.244.1.7', nodeName: 'n1' }] },
    ]);
  });
});

const octet = fc.integer({ min: 1, max: 254 });
const metadata = (name: string, namespace = 'default') => ({ name, namespace });

const anyService = (number: number) =>
  fc
    .record({
      type: fc.constantFrom(undefined, 'ClusterIP', 'NodePort'),
      sessionAffinity: fc.constantFrom(undefined, 'None', 'ClientIP'),
      selector: fc.constantFrom(undefined, { app: 'a' }, { app: 'b' }),
      targetPort: fc.constantFrom(undefined, 8080, 'http'),
    })
    .map(({ targetPort, type, ...spec }) => {
      const port = { port: 80, targetPort, ...(type === 'NodePort' ? { nodePort: 30000 + number } : {}) };
      const clusterIP = `10.96.0.${number}`;
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(`svc-${number}`),
        spec: { type, ...spec, clusterIP, ports: [port] },
      };
    });

const anyPod = (number: number) =>
  fc
    .record({ app: fc.constantFrom('a', 'b', 'c'), node: fc.constantFrom('n1', 'n2', 'n9'), port: octet })
    .map(({ app, node, port }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata(`pod-${number}`), labels: { app } },
      spec: { nodeName: node, containers: [{ name: 'c', ports: [{ name: 'http', containerPort: port }] }] },
      status: { podIP: `10.244.${node === 'n2' ? 2 : 1}.${number + 1}` },
    }));

const anyEndpoints = (number: number) =>
  fc.uniqueArray(octet, { maxLength: 4 }).map((octets) => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: metadata(`svc-${number}`),
    subsets: [{ addresses: octets.map((last) => ({ ip: `10.244.2.${last}` })), ports: [{ port: 8080 }] }],
  }));

const node = (name: string, podCIDR: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: { podCIDR },
  status: { addresses: [{ type: 'InternalIP', address: podCIDR.replace(/\.0\/24$/, '.250') }] },
});

const anyObjects = fc
  .tuple(
    fc.tuple(...[1, 2, 3].map(anyService)),
    fc.tuple(...[1, 2, 3, 4].map(anyPod)),
    fc.subarray([1, 2]).chain((numbers) => fc.tuple(...numbers.map(anyEndpoints))),
  )
  .map((some): object[] => [node('n1', '10.244.1.0/24'), node('n2', '10.244.2.0/24'), ...some.flat()]);

const modelOf = (text: string) => ({ ...manifest(text), warnings: null });

describe('any objects', () => {
  it('mean the same as YAML, as JSON, as documents and as a list', () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const list = { apiVersion: 'v1', kind: 'List', items: objects };
        const expected = modelOf(JSON.stringify(list));
        expect(modelOf(stringify(list, { aliasDuplicateObjects: false }))).toEqual(expected);
        expect(modelOf(documents(...objects.map((object) => stringify(object))))).toEqual(expected);
        expect(modelOf(documents(...objects.map((object) => JSON.stringify(object))))).toEqual(expected);
        const [inJson, inYaml] = [JSON.stringify(list, null, 1), `${JSON.stringify(list, null, 1)}\n#`];
        expect(manifest(inYaml).warnings).toEqual(manifest(inJson).warnings);
      }),
      { numRuns: 30 },
    );
  });

  it('mean the same in any order', () => {
    const shuffled = anyObjects.chain((objects) =>
      fc.tuple(
        fc.constant(objects),
        fc.shuffledSubarray(objects, { minLength: objects.length, maxLength: objects.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([objects, others]) => {
        const text = (some: object[]) => documents(...some.map((object) => JSON.stringify(object)));
        expect(modelOf(text(others))).toEqual(modelOf(text(objects)));
      }),
    );
  });
});

it('whatever is in the fields, the answer is a manifest or a problem', () => {
  const kinds = ['Node', 'Pod', 'Service', 'Endpoints', 'EndpointSlice', 'ConfigMap', 'List'] as const;
  const anything = fc.jsonValue({ maxDepth: 2 });
  const strange = fc.record({
    apiVersion: fc.constantFrom('v1', 'discovery.k8s.io/v1'),
    kind: fc.constantFrom(...kinds),
    metadata: fc.oneof(fc.constant({ name: 'a' }), anything),
  });
  const fieldNames = ['spec', 'status', 'subsets', 'endpoints', 'ports', 'addressType', 'data', 'items'];
  const parts = fc.constantFrom(
    'ports',
    'clusterIP',
    'podCIDRs',
    'containers',
    'addresses',
    'podIPs',
    'podIP',
  );
  const field = fc.oneof(anything, fc.dictionary(parts, anything), fc.array(fc.dictionary(parts, anything)));
  const object = fc.tuple(strange, fc.dictionary(fc.constantFrom(...fieldNames), field, { maxKeys: 2 }));
  fc.assert(
    fc.property(fc.array(object, { maxLength: 3 }), (objects) => {
      const items = objects.map(([known, fields]) => ({ ...known, ...fields }));
      const result = readManifest(documents(...items.map((item) => JSON.stringify(item))));
      expect(result.ok || result.problem.where).toBeTruthy();
    }),
    { numRuns: 300 },
  );
});

it('pods and services are in the order of their names', () => {
  const text = documents(podText('b', 'n1', '10.244.1.3'), podText('a', 'n1', '10.244.1.2'));
  expect(manifest(text).pods.map(({ name }) => name)).toEqual(['a', 'b']);
});
