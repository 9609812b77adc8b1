// The scenario format, version 1: what a person wrote, imported or got in a link.
import * as v from 'valibot';
import type { Problem, Result } from '../problem.ts';

const Name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected a name of letters, digits, dot, dash, underscore'),
);
const DeviceName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/, 'expected a device name of at most 15 characters'),
);
const Text = v.pipe(v.string(), v.maxLength(1_000_000, 'expected at most 1,000,000 characters'));
/** The rules of a node with 10,000 services are 7 million characters. */
const Rules = v.pipe(v.string(), v.maxLength(20_000_000, 'expected at most 20,000,000 characters'));
const Label = v.pipe(v.string(), v.maxLength(200, 'expected at most 200 characters'));
const Mac = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'expected a MAC address, aa:bb:cc:dd:ee:ff'),
);
const Mtu = v.pipe(v.number(), v.integer(), v.minValue(68), v.maxValue(65535));

const link = {
  name: DeviceName,
  ifindex: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0x7fffffff))),
  mac: v.optional(Mac),
  mtu: v.optional(Mtu),
  /** Default true. */
  up: v.optional(v.boolean()),
  /** The bridge this device is a port of. */
  master: v.optional(DeviceName),
  /** `192.168.0.3/28`; the kernel adds the connected and local routes. */
  addresses: v.optional(v.pipe(v.array(Label), v.maxLength(64))),
};

const Link = v.variant('kind', [
  /** A NIC, plugged into the segment that lists it. */
  v.strictObject({ kind: v.literal('nic'), ...link }),
  /** One end of a veth pair; the end that names its peer brings the pair about. `NETNS/DEVICE`, or `DEVICE` in the same namespace; `./DEVICE` is the machine's own namespace. */
  v.strictObject({
    kind: v.literal('veth'),
    ...link,
    peer: v.optional(Label),
    hairpin: v.optional(v.boolean()),
  }),
  v.strictObject({ kind: v.literal('bridge'), ...link }),
  v.strictObject({
    kind: v.literal('vxlan'),
    ...link,
    vni: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffff)),
    port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))),
    underlay: v.optional(DeviceName),
    local: v.optional(Label),
    learning: v.optional(v.boolean()),
  }),
  /** IPv4 in IPv4. Without a remote, the next hop of a packet's route is the other end; `tunl0` takes what no other tunnel takes. */
  v.strictObject({
    kind: v.literal('ipip'),
    ...link,
    local: v.optional(Label),
    remote: v.optional(Label),
    /** Default: the inner packet's. */
    ttl: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255))),
    /** Default true; tunl0's is false. */
    pmtudisc: v.optional(v.boolean()),
    underlay: v.optional(DeviceName),
  }),
  /** A place for addresses: what is sent there goes nowhere. */
  v.strictObject({ kind: v.literal('dummy'), ...link }),
]);

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

/** A process that waits for others to come. */
const Listener = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['tcp', 'udp', 'echo']), port: Port }),
  v.strictObject({ kind: v.literal('http'), port: Port, body: v.pipe(v.string(), v.maxLength(1200)) }),
  /** Knows the addresses of some names. */
  v.strictObject({ kind: v.literal('dns'), port: Port, names: v.record(v.string(), v.string()) }),
]);

const Netns = v.strictObject({
  label: v.optional(Label),
  sysctl: v.optional(v.record(v.string(), v.string())),
  links: v.optional(v.pipe(v.array(Link), v.maxLength(1000))),
  /** Lines as `ip route` prints them; connected routes may be left out. */
  routes: v.optional(Text),
  /** Lines as `ip rule` prints them. */
  rules: v.optional(Text),
  /** Lines as `ip neigh` prints them. */
  neigh: v.optional(Text),
  /** Lines as `bridge fdb` prints them. */
  fdb: v.optional(Text),
  /** As `ipset save` prints it. */
  ipset: v.optional(Text),
  /** As `ipvsadm -S -n` prints it. */
  ipvs: v.optional(Text),
  /** As `iptables-save` prints it. */
  iptables: v.optional(Rules),
  /** Processes that listen: a web server, a name server, or nothing but an open port. */
  listeners: v.optional(v.pipe(v.array(Listener), v.maxLength(100))),
  /** Whose ping and traceroute are installed here. Default iputils. */
  tools: v.optional(v.picklist(['iputils', 'busybox'])),
});

const Kernel = v.pipe(v.string(), v.regex(/^\d+\.\d+/, 'expected a kernel release such as 6.18'));
const Iptables = v.pipe(v.string(), v.regex(/^v?\d+\.\d+/, 'expected a release of iptables such as 1.8.9'));

const bridgeOptions = {
  /** The bridge's own address, `172.17.0.1/16`. */
  gateway: v.exactOptional(Label),
  icc: v.exactOptional(v.boolean()),
  ipMasquerade: v.exactOptional(v.boolean()),
  mtu: v.exactOptional(Mtu),
  mac: v.exactOptional(Mac),
};

/** The Docker Engine of a machine: what dockerd, `docker network create` and `docker run` were told. */
const Docker = v.strictObject({
  /** Release of the Docker Engine, `20.10.24`. */
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+/, 'expected a release of Docker such as 20.10.24')),
  /** --iptables, default true. */
  iptables: v.exactOptional(v.boolean()),
  userlandProxy: v.exactOptional(v.boolean()),
  defaultBridge: v.exactOptional(v.strictObject(bridgeOptions)),
  networks: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          ...bridgeOptions,
          name: Name,
          id: v.exactOptional(
            v.pipe(v.string(), v.regex(/^[0-9a-f]{12,64}$/, 'expected 12 to 64 hex digits')),
          ),
          bridge: v.exactOptional(DeviceName),
          internal: v.exactOptional(v.boolean()),
        }),
      ),
      v.maxLength(100),
    ),
  ),
  containers: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          name: Name,
          /** `bridge`, a network of its own, `host`, `none`, `container:NAME`. */
          network: v.exactOptional(Label),
          address: v.exactOptional(Label),
          mac: v.exactOptional(Mac),
          veth: v.exactOptional(DeviceName),
          publish: v.exactOptional(
            v.pipe(
              v.array(
                v.strictObject({
                  hostIp: v.exactOptional(Label),
                  hostPort: Port,
                  containerPort: Port,
                  protocol: v.exactOptional(v.picklist(['tcp', 'udp', 'sctp'])),
                }),
              ),
              v.maxLength(100),
            ),
          ),
          listeners: v.exactOptional(v.pipe(v.array(Listener), v.maxLength(100))),
        }),
      ),
      v.maxLength(1000),
    ),
  ),
});

const Machine = v.strictObject({
  ...Netns.entries,
  docker: v.optional(Docker),
  /** Kernel release, `6.18`: some of what Linux prints depends on it. */
  kernel: v.optional(Kernel),
  /** Namespaces inside the machine: pods, containers, `ip netns`. */
  netns: v.optional(v.record(Name, Netns)),
});

const Segment = v.strictObject({
  label: v.optional(Label),
  /** One way, microseconds. Default 100. */
  latency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000))),
  /** `MACHINE/NIC`. */
  ports: v.pipe(v.array(Label), v.maxLength(10_000)),
});

const Objects = v.union([Rules, v.pipe(v.array(v.record(v.string(), v.unknown())), v.maxLength(200_000))]);

const Count = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const PodNetwork = v.variant('kind', [
  v.strictObject({
    kind: v.literal('flannel'),
    /** Release of flannel, `v0.24.0`: its rules have changed. */
    release: v.optional(Label),
    /** net-conf.json, where the objects do not have it in their ConfigMap. */
    conf: v.optional(v.union([Text, v.record(v.string(), v.unknown())])),
  }),
  v.strictObject({
    kind: v.literal('calico'),
    /** IPPool: cidr, natOutgoing, ipipMode. A node's podCIDR is its block. */
    pools: v.pipe(
      v.array(
        v.strictObject({
          cidr: Label,
          natOutgoing: v.optional(v.boolean(), true),
          ipipMode: v.optional(v.picklist(['Never', 'Always', 'CrossSubnet']), 'Never'),
        }),
      ),
      v.minLength(1, 'expected a pool'),
      v.maxLength(64),
    ),
  }),
]);

/** A Kubernetes cluster as declared. Its nodes become machines with the tables that its programs write. */
const Cluster = v.strictObject({
  /** Release of Kubernetes, `1.28.3`. */
  kubernetes: Label,
  /** Node, Pod, Service, Endpoints, EndpointSlice: YAML or JSON as kubectl prints them, or a list of objects. */
  objects: v.optional(Objects, ''),
  /** A cluster of any size: nodes, pods and services that are generated, besides those of the objects. */
  scale: v.optional(
    v.strictObject({
      nodes: Count(1, 5000),
      podsPerNode: Count(0, 110),
      services: Count(0, 10_000),
      /** Of each service. */
      endpoints: Count(0, 100),
    }),
  ),
  network: PodNetwork,
  /** kube-apiserver --service-cluster-ip-range, for services that ask for no address. Default 10.96.0.0/12. */
  serviceCIDR: v.optional(Label),
  /** KubeProxyConfiguration, as far as rules follow from it. */
  proxy: v.optional(
    v.strictObject({
      mode: v.optional(v.picklist(['iptables', 'ipvs'])),
      clusterCIDR: v.optional(Label),
      scheduler: v.optional(Label),
      masqueradeAll: v.optional(v.boolean()),
      nodePortAddresses: v.optional(v.pipe(v.array(Label), v.maxLength(64))),
    }),
  ),
  /** What no object says of the nodes: how they are joined, and their kernel. */
  nodes: v.optional(
    v.strictObject({
      nic: v.optional(DeviceName),
      prefixLength: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(31))),
      mtu: v.optional(Mtu),
      gateway: v.optional(Label),
      kernel: v.optional(Kernel),
      /** Release of the iptables that the nodes' programs find: before 1.6.2 it has no MASQUERADE --random-fully. */
      iptables: v.optional(Iptables),
    }),
  ),
  /** What no object says of a pod, by its namespace on the node: what is drawn at random otherwise. */
  pods: v.optional(
    v.record(
      Name,
      v.strictObject({
        mac: v.exactOptional(Mac),
        /** The end of its pair on the node, and its address. */
        veth: v.exactOptional(DeviceName),
        vethMac: v.exactOptional(Mac),
      }),
    ),
  ),
});

const Command = v.strictObject({ in: Label, run: v.pipe(v.string(), v.maxLength(4096)) });

/** Something in the network is broken, for those who like to find it themselves. */
const Fault = v.strictObject({
  /** What a person sees who sends the probe. */
  symptom: v.pipe(v.string(), v.maxLength(1000)),
  /** Where the packet ends, and why. */
  cause: v.pipe(v.string(), v.maxLength(2000)),
  /** With these, in their order, the probe is answered. */
  mend: v.pipe(v.array(Command), v.minLength(1, 'expected a command'), v.maxLength(32)),
});

const ScenarioSchema = v.strictObject({
  version: v.literal(1),
  title: Label,
  description: v.optional(v.pipe(v.string(), v.maxLength(4000))),
  /** Seed of all randomness: IP ids, ports, statistic matches. */
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff))),
  cluster: v.optional(Cluster),
  /** Machines beside the cluster, and what is to be said of its nodes besides. */
  machines: v.optional(v.record(Name, Machine), {}),
  segments: v.optional(v.record(Name, Segment)),
  commands: v.optional(v.pipe(v.array(Command), v.maxLength(10_000))),
  probe: Command,
  /** Other probes worth sending through this network. */
  alternatives: v.optional(v.pipe(v.array(Command), v.maxLength(32))),
  fault: v.optional(Fault),
});

export type Scenario = v.InferOutput<typeof ScenarioSchema>;
export type ScenarioMachine = v.InferOutput<typeof Machine>;
export type ScenarioNetns = v.InferOutput<typeof Netns>;
export type ScenarioCluster = v.InferOutput<typeof Cluster>;
export type ScenarioLink = v.InferOutput<typeof Link>;
export type ScenarioCommand = v.InferOutput<typeof Command>;

/** The line of a part of the text that a scenario was read from. */
export type LineOf = (path: readonly (string | number)[]) => number;

/** Checks unknown data against the format; the first thing wrong is the answer. */
export function parseScenario(input: unknown, lineOf?: LineOf): Result<Scenario> {
  const result = v.safeParse(ScenarioSchema, input, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  const path = issue.path?.map(({ key }) => key as string | number) ?? [];
  const found = problemOf(issue);
  // Where a field is missing, its name is all that valibot expects.
  const problem = found.expected === path.at(-1) ? { ...found, expected: null } : found;
  if (!lineOf) return { ok: false, problem };
  return { ok: false, problem: { ...problem, where: `${problem.where}, line ${lineOf(path)}` } };
}

/** A valibot issue in our words: the path, what was found, what was expected. */
export function problemOf(issue: v.BaseIssue<unknown>): Problem {
  const where = v.getDotPath(issue) ?? 'the scenario';
  if (issue.expected === 'never') return { where, what: 'there is no such field', expected: null };
  const found = issue.received === 'undefined' ? 'nothing' : issue.received.slice(0, 80);
  return { where, what: `found ${found}`, expected: inWords(issue.expected ?? issue.message) };
}

/** valibot writes `>=0`, `"version"`, `(string | Object)`. */
function inWords(expected: string): string {
  return expected
    .replace(/^>=/, 'at least ')
    .replace(/^<=/, 'at most ')
    .replace(/^"(.+)"$/, '$1')
    .replace(/^\((.+)\)$/, '$1')
    .replaceAll(' | ', ' or ')
    .replace(/\bObject\b/, 'object')
    .replace(/\bArray\b/, 'list')
    .replace(/\bstring\b/, 'text');
}
