// What people write without an address, a place or a pod, and what the control plane makes of it.
import { describe, expect, it } from 'vitest';
import { problemText } from '../../problem.ts';
import { documents, objectText, podText, serviceText } from '../manifest/manifest.fixture.ts';
import { type Manifest, readManifest } from '../manifest/read_manifest.ts';
import { DEFAULT_RANGES, type Ranges } from './ranges.ts';

const RANGES = { ...DEFAULT_RANGES, podCIDR: '10.244.0.0/16' };

function given(text: string, ranges: Partial<Ranges> = {}): Manifest {
  const result = readManifest(text, { ...RANGES, ...ranges });
  if (!result.ok) throw new Error(problemText(result.problem));
  return result.value;
}

function refused(text: string, ranges: Partial<Ranges> = {}): string {
  const result = readManifest(text, { ...RANGES, ...ranges });
  return result.ok ? 'read' : problemText(result.problem);
}

const node = (name: string, ...more: string[]) => objectText('v1', 'Node', name, ...more);
const pod = (name: string, ...more: string[]) =>
  objectText('v1', 'Pod', name, 'spec:', '  containers: []', ...more.map((line) => `  ${line}`));
const addressed = (name: string, on: string, podIP: string) =>
  podText(name, on, podIP).replace('app: web', `app: ${name}`);
const NODES = ['n1', 'n2', 'n3'].map((name) => node(name));

const workload = (kind: string, ...spec: string[]) =>
  objectText(
    'apps/v1',
    kind,
    'web',
    'spec:',
    '  selector: {matchLabels: {app: web}}',
    '  template:',
    '    metadata: {labels: {app: web}}',
    '    spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}',
    ...spec.map((line) => `  ${line}`),
  );

const placesOf = ({ pods }: Manifest) =>
  Object.fromEntries(pods.map(({ name, nodeName, podIP }) => [name, `${podIP} on ${nodeName}`]));

describe('nodes', () => {
  it('get subnets in the order of the text, beside those that are declared', () => {
    const declared = node('n0', 'spec: {podCIDR: 10.244.1.0/24}');
    const { nodes } = given(documents(declared, ...NODES));
    expect(nodes.map(({ podCIDR }) => podCIDR)).toEqual([
      '10.244.1.0/24',
      '10.244.0.0/24',
      '10.244.2.0/24',
      '10.244.3.0/24',
    ]);
    const blocks = given(documents(...NODES), { nodeMaskSize: 26 });
    expect(blocks.nodes.map(({ podCIDR }) => podCIDR)).toEqual([
      '10.244.0.0/26',
      '10.244.0.64/26',
      '10.244.0.128/26',
    ]);
  });

  it('go without where nothing is left, or nobody was told', () => {
    const subnets = (podCIDR: string | null) =>
      given(documents(...NODES), { podCIDR }).nodes.map((each) => each.podCIDR);
    expect(subnets('10.244.0.0/23')).toEqual(['10.244.0.0/24', '10.244.1.0/24', null]);
    expect(subnets('10.244.0.0/25')).toEqual([null, null, null]);
    expect(subnets(null)).toEqual([null, null, null]);
  });

  it('are taken to be in the network of the others, and that is said', () => {
    const declared = node('n0', 'status: {addresses: [{type: InternalIP, address: 172.16.0.11}]}');
    const { nodes, warnings } = given(documents(declared, ...NODES));
    expect(nodes.map(({ addresses }) => addresses[0])).toEqual([
      '172.16.0.11',
      '172.16.0.12',
      '172.16.0.13',
      '172.16.0.14',
    ]);
    expect(warnings.map(problemText)[0]).toBe(
      'Node n1, status.addresses, line 7: it has no IPv4 address; 172.16.0.12 is taken for it; expected one of type InternalIP',
    );
    expect(given(node('n1')).nodes[0]!.addresses).toEqual(['192.168.0.11']);
  });
});

it('endpoints are looked for in the subnets that were given', () => {
  const endpoints = objectText(
    'v1',
    'Endpoints',
    'web',
    'subsets: [{addresses: [{ip: 203.0.113.1}, {ip: 10.244.0.9}], ports: [{port: 80}]}]',
  );
  expect(
    given(
      documents(node('n1', 'status: {addresses: [{type: InternalIP, address: 192.168.0.11}]}'), endpoints),
    ).warnings.map(problemText),
  ).toEqual([
    "Endpoints default/web, subsets[0].addresses[0], line 11: 203.0.113.1 is in no node's podCIDR; expected an address of a podCIDR",
  ]);
});

describe('pods', () => {
  it('go to the node that has the fewest, and get the next address of its subnet, as host-local counts', () => {
    const text = documents(
      ...NODES,
      addressed('a', 'n2', '10.244.1.2'),
      ...['b', 'c', 'd', 'e'].map((name) => pod(name)),
    );
    expect(placesOf(given(text))).toEqual({
      a: '10.244.1.2 on n2',
      b: '10.244.0.2 on n1',
      c: '10.244.2.2 on n3',
      d: '10.244.0.3 on n1',
      e: '10.244.1.3 on n2',
    });
  });

  it('are not disturbed by one more at the end', () => {
    const text = documents(...NODES, pod('b'), pod('c'));
    expect(placesOf(given(documents(text, pod('a'))))).toMatchObject(placesOf(given(text)));
  });

  it('get other addresses from Calico', () => {
    const text = documents(NODES[0]!, pod('a'), pod('b'));
    expect(placesOf(given(text, { ipam: 'calico' }))).toEqual({
      a: '10.244.0.0 on n1',
      b: '10.244.0.1 on n1',
    });
    expect(placesOf(given(text, { ipam: 'calico-ipip' }))).toEqual({
      a: '10.244.0.1 on n1',
      b: '10.244.0.2 on n1',
    });
  });

  it('go where their nodeSelector says, and nowhere when there is no such node', () => {
    const labelled = node('n4', '  labels: {disk: ssd}');
    const { pods, warnings } = given(
      documents(
        ...NODES,
        labelled,
        pod('a', 'nodeSelector: {disk: ssd}'),
        pod('b', 'nodeSelector: {kubernetes.io/hostname: n3}'),
        pod('c', 'nodeSelector: {disk: tape}'),
      ),
    );
    expect(pods.map(({ nodeName }) => nodeName)).toEqual(['n4', 'n3', null]);
    expect(warnings.map(problemText).at(-1)).toMatch(
      /^Pod default\/c, spec\.nodeSelector, line \d+: no node has these labels, so it is on none$/,
    );
  });

  it('that wait in a dump for a node wait on', () => {
    const waiting = `${pod('a')}\nstatus: {phase: Pending}`;
    expect(given(documents(...NODES, waiting)).pods[0]).toMatchObject({ nodeName: null, podIP: null });
  });

  it('on the network of their node have its address', () => {
    expect(placesOf(given(documents(NODES[0]!, pod('a', 'hostNetwork: true'))))).toEqual({
      a: '192.168.0.11 on n1',
    });
  });

  it('are told when there is no address left', () => {
    const full = node('n1', 'spec: {podCIDR: 10.244.0.0/30}');
    expect(refused(documents(full, pod('a'), pod('b')))).toBe(
      'Pod default/b, status.podIP, line 14: 10.244.0.0/30 has no free address',
    );
  });
});

describe('workloads', () => {
  it('have the pods they ask for, under names as Kubernetes makes them', () => {
    const names = (kind: string, ...spec: string[]) =>
      given(documents(node('n1', 'spec: {podCIDR: 10.0.0.0/8}'), workload(kind, ...spec))).pods.map(
        ({ name }) => name,
      );
    expect(names('Deployment', 'replicas: 2')).toEqual(
      Array(2).fill(expect.stringMatching(/^web-[b-z0-9]{10}-[b-z0-9]{5}$/)),
    );
    expect(names('ReplicaSet')).toEqual([expect.stringMatching(/^web-[b-z0-9]{5}$/)]);
    expect(names('StatefulSet', 'replicas: 3')).toEqual(['web-0', 'web-1', 'web-2']);
    expect(names('Deployment', 'replicas: 0')).toEqual([]);
    expect(new Set(names('ReplicaSet', 'replicas: 20000')).size).toBe(20_000);
  });

  it('of a DaemonSet have one on each node that will do', () => {
    const text = documents(node('n0', '  labels: {os: windows}'), ...NODES, workload('DaemonSet'));
    const nodesOf = ({ pods }: Manifest) => pods.map(({ nodeName }) => nodeName).sort();
    expect(nodesOf(given(text))).toEqual(['n0', 'n1', 'n2', 'n3']);
    expect(
      nodesOf(given(text.replace('spec: {containers', 'spec: {nodeSelector: {os: windows}, containers'))),
    ).toEqual(['n0']);
  });

  it('are endpoints of services that select them', () => {
    const text = documents(
      ...NODES,
      workload('Deployment', 'replicas: 2'),
      serviceText('selector: {app: web}'),
    );
    const { endpointSlices } = given(text);
    expect(endpointSlices).toMatchObject([
      {
        serviceName: 'web',
        ports: [{ port: 80 }],
        endpoints: [{ address: '10.244.0.2' }, { address: '10.244.1.2' }],
      },
    ]);
  });

  it('of a dump have their pods already, and what they made is theirs', () => {
    const owned = workload('ReplicaSet', 'replicas: 2').replace(
      'name: web',
      'name: web-5d4f\n  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true, uid: a}]',
    );
    const dumped = podText('web-5d4f-abcde', 'n1', '10.244.0.7');
    expect(
      given(documents(...NODES, workload('Deployment', 'replicas: 2'), owned, dumped)).pods,
    ).toHaveLength(1);
    expect(given(documents(...NODES, workload('Deployment', 'replicas: 2'), owned)).pods).toHaveLength(2);
  });

  it.each([
    [
      workload('Deployment').replace('labels: {app: web}', 'labels: {app: wbe}'),
      'Deployment default/web, spec.template.metadata.labels, line 8: they lack app=web of the selector; expected all labels of spec.selector',
    ],
    [
      workload('Deployment', 'replica: 2'),
      'Deployment default/web, spec.replica, line 10: there is no such field; expected one of selector, template, replicas, strategy',
    ],
    [
      workload('DaemonSet', 'replicas: 2'),
      'DaemonSet default/web, spec.replicas, line 10: there is no such field; expected one of selector, template',
    ],
    [
      workload('Deployment').replace('containerPort', 'containerport'),
      'Deployment default/web, spec.template.spec.containers[0].ports[0].containerport, line 9: there is no such field; expected containerPort',
    ],
    [
      workload('Deployment', 'replicas: 2000000000'),
      'Deployment default/web, spec.replicas, line 10: 2,000,000,000 are too many; expected at most 200,000 pods in all',
    ],
    [
      documents(pod('web-0'), workload('StatefulSet')),
      'StatefulSet default/web, line 8: its pod web-0 is there already; expected another name',
    ],
  ])('%# is wrong', (text, expected) => {
    expect(refused(text)).toContain(expected);
  });
});

describe('services', () => {
  const bare = (name: string, ...spec: string[]) =>
    objectText('v1', 'Service', name, 'spec:', '  ports: [{port: 80}]', ...spec.map((line) => `  ${line}`));
  const only = (text: string, ranges: Partial<Ranges> = {}) => given(text, ranges).services[0]!;

  it('get an address of the range that is nobody else’s', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { services } = given(documents(...names.map((name) => bare(name))), {
      serviceCIDR: '10.43.0.0/29',
    });
    const addresses = services.flatMap(({ clusterIPs }) => clusterIPs).sort();
    expect(addresses).toEqual([1, 2, 3, 4, 5, 6].map((last) => `10.43.0.${last}`));
    expect(
      refused(documents(...[...names, 'g'].map((name) => bare(name))), { serviceCIDR: '10.43.0.0/29' }),
    ).toMatch(/^Service default\/g, spec\.clusterIP, line 47: found none, and no address is left for it/);
  });

  it('keep theirs when others come', () => {
    const alone = only(bare('web')).clusterIPs;
    const among = given(documents(bare('a'), bare('web'), bare('z'))).services[1]!;
    expect(among.clusterIPs).toEqual(alone);
    expect(alone).toEqual([expect.stringMatching(/^10\.\d+\.\d+\.\d+$/)]);
  });

  it('get node ports where their type asks for some', () => {
    const portsOf = (...spec: string[]) => only(bare('web', ...spec)).ports.map(({ nodePort }) => nodePort);
    expect(portsOf()).toEqual([0]);
    const [chosen] = portsOf('type: NodePort');
    expect(chosen).toBeGreaterThanOrEqual(30_086);
    expect(chosen).toBeLessThanOrEqual(32_767);
    expect(portsOf('type: LoadBalancer')).toEqual([chosen]);
    expect(portsOf('type: LoadBalancer', 'allocateLoadBalancerNodePorts: false')).toEqual([0]);
    expect(
      only(serviceText('type: LoadBalancer', 'externalTrafficPolicy: Local')).healthCheckNodePort,
    ).toBeGreaterThan(0);
  });

  it('are left alone where they need nothing', () => {
    expect(only(bare('web', 'clusterIP: None')).clusterIPs).toEqual(['None']);
    expect(only(bare('web', 'type: ExternalName', 'externalName: a.example')).clusterIPs).toEqual([]);
  });
});
