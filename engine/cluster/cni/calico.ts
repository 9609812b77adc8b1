// Calico v3.22 with BGP: routes as BIRD spreads them, pods as the CNI plugin makes them, rules and sets as Felix writes them.
import { ok, problem, type Result } from '../../problem.ts';
import { allocate, sizeOf } from '../host/allocate.ts';
import { type Link, type NetnsPart, netnsPart, type Part, part } from '../host/part.ts';
import { addressOf, contains, masked, nthAddress, prefixOf } from '../host/prefix.ts';
import { onLink, type Uplink } from '../host/uplink.ts';
import { vethName } from './felix/names.ts';
import { type FelixConf, filterTable, mangleTable, natTable, rawTable, SETS } from './felix/static.ts';
import { type Workload, workloadChains } from './felix/workload.ts';
import { portmapPart } from './portmap.ts';
import { type Attachment, attachment, type Sandbox } from './sandbox.ts';

export interface CalicoConf {
  readonly pools: readonly IpPool[];
  /** Does the nodes' iptables have MASQUERADE --random-fully? Default true. */
  readonly randomFully?: boolean;
  /** FELIX_DEFAULTENDPOINTTOHOSTACTION, in the manifests ACCEPT. */
  readonly endpointToHost?: 'ACCEPT' | 'RETURN' | 'DROP';
}

export interface IpPool {
  readonly cidr: string;
  readonly natOutgoing: boolean;
  /** CrossSubnet: only to nodes on another link. */
  readonly ipipMode: 'Never' | 'Always' | 'CrossSubnet';
}

export interface CalicoNode {
  readonly node: string;
  readonly address: string;
  /** Blocks of a pool that are this node's, /26 by default. */
  readonly blocks: readonly [string, ...string[]];
  /** Of tunl0. Default: the first address of the first block. */
  readonly tunnelAddress?: string;
}

export interface CalicoPod extends Sandbox {
  readonly namespace: string;
  readonly name: string;
  /** Default: `default`. */
  readonly serviceAccount?: string;
}

const CALICO_MAC = 'ee:ee:ee:ee:ee:ee';
const GATEWAY = '169.254.1.1';
const IPIP_OVERHEAD = 20;

/** What portmap and Calico leave on the node `own`, in a cluster of `all`, in whatever order. Felix sees to it that its rules stay on top. */
export function calicoParts(
  conf: CalicoConf,
  own: CalicoNode,
  all: readonly CalicoNode[],
  uplink: Uplink,
  pods: readonly CalicoPod[],
): Result<Part[]> {
  const felix = felixConf(conf);
  const attached = attach(own, felix.ipip, pods);
  if (!attached.ok) return attached;
  const nodes = [own, ...all.filter(({ node }) => node !== own.node)] as const;
  return ok([
    portmapPart({ name: 'k8s-pod-network', length: 32 }, attached.value),
    podsPart(attached.value, felix.ipip ? uplink.mtu - IPIP_OVERHEAD : uplink.mtu),
    nodePart(conf, felix, nodes, uplink),
    part({
      iptables: [
        ...rawTable(),
        ...mangleTable(),
        ...natTable(felix),
        ...filterTable(felix),
        ...workloadChains(pods.map((pod, at) => workload(pod, attached.value[at]!))),
      ],
    }),
  ]);
}

/** The CNI plugin's. */
function podsPart(pods: readonly Attachment[], mtu: number): Part {
  return part({
    sysctl: Object.assign({}, ...pods.map(interfaceSysctls)),
    links: pods.map((pod) => hostVeth(pod, mtu)),
    routes: pods.map(({ address, veth }) => `${address} dev ${veth} scope link`),
    netns: Object.fromEntries(pods.map((pod) => [pod.netns, podNetns(pod, mtu)])),
  });
}

/** calico-node's: BIRD's routes, Felix's tunnel and sets. */
function nodePart(
  conf: CalicoConf,
  felix: FelixConf,
  nodes: readonly [CalicoNode, ...CalicoNode[]],
  uplink: Uplink,
): Part {
  const [own, ...peers] = nodes;
  return part({
    sysctl: { 'net.ipv4.ip_forward': '1' },
    links: felix.ipip ? [tunl0(own, uplink.mtu - IPIP_OVERHEAD)] : [],
    routes: [
      ...own.blocks.map((block) => `blackhole ${masked(block)} proto bird`),
      ...peerRoutes(conf, peers, uplink),
    ],
    ipset: ipsets(conf, felix, nodes),
  });
}

function felixConf({ pools, randomFully = true, endpointToHost = 'ACCEPT' }: CalicoConf): FelixConf {
  return {
    ipip: pools.some(({ ipipMode }) => ipipMode !== 'Never'),
    natOutgoing: pools.some(({ natOutgoing }) => natOutgoing),
    randomFully,
    endpointToHost,
  };
}

/** Calico IPAM: every address of a block is a pod's, but the one that tunl0 has taken when the node started. */
function attach(own: CalicoNode, ipip: boolean, pods: readonly CalicoPod[]): Result<Attachment[]> {
  const reserved = ipip ? { [tunnelAddress(own)]: 'tunl0' } : {};
  const attached = new Map<CalicoPod, Attachment>();
  for (const subnet of own.blocks) {
    const members = pods.filter((pod) => blockOf(own, pod) === subnet);
    const asking = members.map((pod) => ({ name: nameOf(pod), address: pod.address }));
    const pool = { subnet, first: 0, last: sizeOf(prefixOf(subnet)) - 1, reserved };
    const addresses = allocate(pool, asking);
    if (!addresses.ok) return addresses;
    for (const [at, pod] of members.entries()) {
      const veth = pod.veth ?? vethName(pod.namespace, pod.name);
      const sandbox = { ...pod, veth, vethMac: CALICO_MAC };
      attached.set(pod, attachment(own.node, sandbox, addresses.value[at]!));
    }
  }
  const lost = pods.find((pod) => !attached.has(pod));
  if (lost)
    return problem(nameOf(lost), `${lost.address} is in no block of ${own.node}`, own.blocks.join(' or '));
  return ok(pods.flatMap((pod) => attached.get(pod) ?? []));
}

const nameOf = ({ namespace, name }: CalicoPod) => `pod ${namespace}/${name}`;

/** Who has declared no address gets one of the first. */
function blockOf({ blocks }: CalicoNode, { address }: CalicoPod): string | undefined {
  if (address === undefined) return blocks[0];
  return blocks.find((block) => contains(prefixOf(block), address));
}

const tunnelAddress = ({ tunnelAddress: declared, blocks: [first] }: CalicoNode) =>
  declared ?? nthAddress(prefixOf(first), 0);

const tunl0 = (own: CalicoNode, mtu: number): Link => ({
  kind: 'ipip',
  name: 'tunl0',
  mtu,
  addresses: [`${tunnelAddress(own)}/32`],
});

const hostVeth = ({ veth }: Attachment, mtu: number): Link => ({
  kind: 'veth',
  name: veth,
  mac: CALICO_MAC,
  mtu,
});

/** endpoint_mgr.go configureInterface: the node answers for every address that it has a route to. */
const interfaceSysctls = ({ veth }: Attachment) => ({
  [`net.ipv4.conf.${veth}.route_localnet`]: '1',
  [`net.ipv4.neigh.${veth}.proxy_delay`]: '0',
  [`net.ipv4.conf.${veth}.proxy_arp`]: '1',
  [`net.ipv4.conf.${veth}.forwarding`]: '1',
});

/** BIRD: a peer's blocks by its address, or by the tunnel to it. */
function peerRoutes({ pools }: CalicoConf, peers: readonly CalicoNode[], uplink: Uplink): string[] {
  const isNear = onLink(uplink);
  const prefixes = pools.map(({ cidr, ipipMode }) => ({ prefix: prefixOf(cidr), ipipMode }));
  const modeOf = (block: string) => prefixes.find(({ prefix }) => contains(prefix, block))?.ipipMode;
  return peers.flatMap(({ address, blocks }) =>
    blocks.map((block) => {
      const mode = modeOf(block);
      const tunnelled = mode === 'Always' || (mode === 'CrossSubnet' && !isNear(address));
      const way = tunnelled ? 'dev tunl0 proto bird onlink' : `dev ${uplink.dev} proto bird`;
      return `${masked(block)} via ${address} ${way}`;
    }),
  );
}

/** dataplane_linux.go DoNetworking: one address, and a gateway that no device has. */
function podNetns({ address, mac, veth }: Attachment, mtu: number): NetnsPart {
  return netnsPart({
    links: [{ kind: 'veth', name: 'eth0', mac, mtu, peer: `./${veth}`, addresses: [`${address}/32`] }],
    routes: [`default via ${GATEWAY} dev eth0`, `${GATEWAY} dev eth0 scope link`],
  });
}

function workload({ namespace, serviceAccount = 'default' }: CalicoPod, { veth }: Attachment): Workload {
  return {
    iface: veth,
    profiles: [
      { name: `kns.${namespace}`, allows: true },
      { name: `ksa.${namespace}.${serviceAccount}`, allows: false },
    ],
  };
}

/** masq_mgr.go and ipip_mgr.go. */
function ipsets({ pools }: CalicoConf, { ipip }: FelixConf, nodes: readonly CalicoNode[]): string[] {
  const set = (name: string, members: readonly string[]) => [
    `create ${name} hash:net family inet hashsize 1024 maxelem 1048576`,
    ...members.map((member) => `add ${name} ${member}`),
  ];
  const cidrs = (some: readonly IpPool[]) => some.map(({ cidr }) => masked(cidr));
  const hosts = nodes
    .map(({ address }) => address)
    .sort((a, b) => addressOf(a).address - addressOf(b).address);
  return [
    ...set(SETS.allPools, cidrs(pools)),
    ...set(SETS.masqueradedPools, cidrs(pools.filter(({ natOutgoing }) => natOutgoing))),
    ...(ipip ? set(SETS.allHosts, hosts) : []),
  ];
}
