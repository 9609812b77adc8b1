// kubectl: nodes, pods, services, where services lead, and how many pods a workload has.
import type {
  EndpointsRow,
  NodeRow,
  PodRow,
  ServiceRow,
  WorkloadRow,
} from '../../../engine/cluster/kubectl/rows.ts';
import { type Field, type Forms, line, type Place, pair, type Values } from './form.ts';

/** Nobody has to say that it is the usual one. */
const inNamespace = ({ namespace }: { readonly namespace: string }) =>
  namespace === 'default' ? '' : `-n ${namespace}`;

/** In single quotes, in which sh changes nothing; JSON of names and numbers has none. */
const json = (value: unknown) => `'${JSON.stringify(value)}'`;

const labelText = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

const nodeNames = ({ rows }: Place) => [...rows('nodes').keys()];

interface Run {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly port: string;
  readonly labels: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

function run({ name, image, port, labels, spec, ...place }: Run): string {
  return line(
    `kubectl run ${name} ${inNamespace(place)} --image=${image || 'nginx'}`.replace(/ +/g, ' '),
    pair('--port', port).replace(' ', '='),
    labels !== '' && `--labels=${labels}`,
    Object.keys(spec).length > 0 && `--overrides=${json({ spec })}`,
  );
}

const remove = (type: string, row: { readonly name: string; readonly namespace?: string }) =>
  line(`kubectl delete ${type} ${row.name}`, row.namespace !== undefined && inNamespace(row as PodRow));

/** A pod stays where it is: who wants it elsewhere takes it away and has it run there. */
function moved(row: PodRow, node: string): string[] {
  const { namespace, name, image, labels, ports, hostNetwork } = row;
  const [port] = ports;
  const plain = ports.length === 1 && port?.protocol === 'TCP' && port.hostPort === 0 && port.name === '';
  const declared = ports.map(({ name: called, hostIP, hostPort, ...rest }) => ({
    ...rest,
    ...(called !== '' && { name: called }),
    ...(hostPort !== 0 && { hostPort }),
    ...(hostIP !== null && { hostIP }),
  }));
  const containers = [{ name, image: image || 'nginx', ports: declared }];
  const spec = {
    nodeName: node,
    ...(hostNetwork && { hostNetwork }),
    ...(!plain && ports.length > 0 && { containers }),
  };
  const again = run({
    namespace,
    name,
    image: image ?? '',
    port: plain ? String(port.containerPort) : '',
    labels: labelText(labels),
    spec,
  });
  return [remove('pod', row), again];
}

export const pods: Forms<PodRow> = {
  move(row, _key, place) {
    return {
      values: { node: row.node ?? '' },
      fields: () => [{ name: 'node', options: nodeNames(place) }],
      commands: ({ node = '' }) => (node === '' || node === row.node ? [] : moved(row, node)),
    };
  },
  /** `key`: of a node. */
  add(place, key) {
    const nodes = nodeNames(place);
    return {
      values: { name: '', node: key ?? nodes[0] ?? '', port: '80', labels: '', image: 'nginx' },
      fields: () => [
        { name: 'name' },
        { name: 'node', options: nodes },
        { name: 'port' },
        { name: 'labels' },
        { name: 'image' },
      ],
      commands: ({ name = '', node, port = '', labels = '', image = '' }) =>
        name === ''
          ? []
          : [run({ namespace: 'default', name, image, port, labels, spec: { nodeName: node } })],
    };
  },
  delete: (row) => [remove('pod', row)],
};

export const nodes: Forms<NodeRow> = {
  add() {
    return {
      values: { name: '', address: '', podCIDR: '' },
      fields: () => [{ name: 'name' }, { name: 'address' }, { name: 'podCIDR' }],
      commands({ name, address, podCIDR }) {
        if (!name) return [];
        const node = {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name },
          ...(podCIDR && { spec: { podCIDR } }),
          ...(address && { status: { addresses: [{ type: 'InternalIP', address }] } }),
        };
        return [`echo ${json(node)} | kubectl apply -f -`];
      },
    };
  },
  delete: (row) => [remove('node', row)],
};

/** What a service can be made of: pods that have labels, and workloads. */
function exposable({ rows }: Place): string[] {
  const labelled = [...rows('pods').values()].filter(
    ({ image, labels }) => image !== null && Object.keys(labels).length > 0,
  );
  const workloads = [...rows('workloads').values()];
  return [
    ...workloads.map(({ kind, ...row }) => line(`${kind.toLowerCase()}/${row.name}`, inNamespace(row))),
    ...labelled.map((row) => line(`pod/${row.name}`, inNamespace(row))),
  ];
}

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'];
const POLICIES = ['Cluster', 'Local'];

export const services: Forms<ServiceRow> = {
  edit(row) {
    const values = { type: row.type, policy: row.externalTrafficPolicy } as Values;
    return {
      values,
      fields: ({ type }) => [
        { name: 'type', options: TYPES.includes(row.type) ? TYPES : [row.type] },
        ...(type === 'ClusterIP' ? [] : ([{ name: 'policy', options: POLICIES }] as const)),
      ],
      commands({ type, policy }) {
        const spec = {
          ...(type !== values.type && { type }),
          ...(type !== 'ClusterIP' && policy !== values.policy && { externalTrafficPolicy: policy }),
        };
        if (Object.keys(spec).length === 0) return [];
        return [
          line(`kubectl patch service ${row.name}`, inNamespace(row), '--type=merge -p', json({ spec })),
        ];
      },
    };
  },
  add(place) {
    const from = exposable(place);
    const fields: Field[] = [
      { name: 'of', options: from, long: true },
      { name: 'name' },
      { name: 'servicePort' },
      { name: 'targetPort' },
      { name: 'type', options: TYPES },
      { name: 'clusterIP' },
    ];
    return {
      values: {
        of: from[0] ?? '',
        name: '',
        servicePort: '80',
        targetPort: '',
        type: 'ClusterIP',
        clusterIP: '',
      },
      fields: () => fields,
      commands: ({ of, name, servicePort, targetPort, type, clusterIP }) =>
        of && name
          ? [
              line(
                `kubectl expose ${of} --name=${name} --port=${servicePort}`,
                targetPort !== '' && `--target-port=${targetPort}`,
                type !== 'ClusterIP' && `--type=${type}`,
                clusterIP !== '' && `--cluster-ip=${clusterIP}`,
              ),
            ]
          : [],
    };
  },
  delete: (row) => [remove('service', row)],
};

const NOBODY = '';

/** Pods of a service's namespace, by whether it leads to them. */
function candidates(row: EndpointsRow, { rows }: Place) {
  const addresses = new Set(row.addresses.map((address) => address.split(':')[0]!));
  const own = [...rows('pods').values()].filter(
    ({ namespace, image }) => namespace === row.namespace && image !== null,
  );
  const isIn = ({ ip }: PodRow) => ip !== null && addresses.has(ip);
  return { within: own.filter(isIn), without: own.filter((pod) => !isIn(pod)) };
}

export const endpoints: Forms<EndpointsRow> = {
  /** Who selects pods leads to those that have the labels; who does not, to what is written down. */
  edit(row, key, place) {
    const selector = place.rows('services').get(key)?.selector ?? {};
    if (Object.keys(selector).length === 0) return writtenEndpoints(row);
    const { within, without } = candidates(row, place);
    const label = (pod: string, what: string) => line(`kubectl label pod ${pod}`, inNamespace(row), what);
    return {
      values: { takeOut: NOBODY, putIn: NOBODY },
      fields: () => [
        { name: 'takeOut', options: [NOBODY, ...within.map(({ name }) => name)], long: true },
        { name: 'putIn', options: [NOBODY, ...without.map(({ name }) => name)], long: true },
      ],
      commands: ({ takeOut, putIn }) => [
        ...(takeOut ? [label(takeOut, `${Object.keys(selector)[0]}-`)] : []),
        ...(putIn ? [label(putIn, `${labelText(selector).replaceAll(',', ' ')} --overwrite`)] : []),
      ],
    };
  },
};

function writtenEndpoints(row: EndpointsRow): ReturnType<NonNullable<Forms<EndpointsRow>['edit']>> {
  const values = { addresses: row.addresses.join(' ') };
  return {
    values,
    fields: () => [{ name: 'addresses', long: true }],
    commands({ addresses = '' }) {
      if (addresses === values.addresses) return [];
      const subsets = addresses
        .split(/[\s,]+/)
        .filter((address) => address !== '')
        .map((address) => {
          const [ip, port] = address.split(':');
          return { addresses: [{ ip }], ports: [{ port: Number(port) }] };
        });
      return [
        line(`kubectl patch endpoints ${row.name}`, inNamespace(row), '--type=merge -p', json({ subsets })),
      ];
    },
  };
}

export const workloads: Forms<WorkloadRow> = {
  edit(row) {
    return {
      values: { replicas: String(row.replicas) },
      fields: () => [{ name: 'replicas' }],
      commands: ({ replicas }) =>
        replicas === String(row.replicas)
          ? []
          : [
              line(
                `kubectl scale ${row.kind.toLowerCase()}/${row.name}`,
                inNamespace(row),
                `--replicas=${replicas}`,
              ),
            ],
    };
  },
};
