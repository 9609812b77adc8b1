// A scenario as real network namespaces: machines, what is inside them, and a bridge for each segment.

import type { Scenario, ScenarioLink, ScenarioNetns } from '../scenario/schema.ts';
import { formatIpv4, prefixMask } from '../wire/address.ts';
import { parseCidr } from '../wire/parse_address.ts';
import { inside, run } from './exec.ts';
import { type LabNamespace, labNamespaces, segmentNetns } from './names.ts';

const PATIENCE_MS = 10_000;
const POLL_MS = 50;
/** Bridges that keep silent. */
const BRIDGE = 'stp_state 0 mcast_snooping 0';

const linesOf = (text: string | undefined) =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** `ip -batch`: one process for many commands. */
async function ipBatch(netns: string | null, commands: readonly string[]): Promise<void> {
  const where = netns === null ? [] : ['-n', netns];
  if (commands.length > 0) await run(['ip', ...where, '-batch', '-'], `${commands.join('\n')}\n`);
}

/** Silent namespaces: nothing speaks but what the probe makes speak. */
async function makeNamespace(netns: string): Promise<void> {
  await run(['ip', 'netns', 'add', netns]);
  const off = ['net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1'];
  await run(inside(netns, 'sysctl', '-q', '-w', ...off));
  await ipBatch(netns, ['link set lo up']);
}

function head(link: ScenarioLink): string {
  const index = link.ifindex === undefined ? '' : ` index ${link.ifindex}`;
  const mac = link.mac === undefined ? '' : ` address ${link.mac}`;
  const mtu = link.mtu === undefined ? '' : ` mtu ${link.mtu}`;
  return `name ${link.name}${index}${mac}${mtu}`;
}

/** As flannel makes the device: no checksum in the outer UDP header. */
function vxlanOptions(link: ScenarioLink & { kind: 'vxlan' }): string {
  const underlay = link.underlay === undefined ? '' : ` dev ${link.underlay}`;
  const local = link.local === undefined ? '' : ` local ${link.local}`;
  const learning = link.learning === false ? ' nolearning' : '';
  return `id ${link.vni} dstport ${link.port ?? 8472}${underlay}${local}${learning} noudpcsum`;
}

/** The other end of a veth pair: which namespace, which link. */
function peerOf(
  peer: string,
  own: LabNamespace,
  all: readonly LabNamespace[],
): { netns: string; link: ScenarioLink } {
  const slash = peer.lastIndexOf('/');
  const place = slash < 0 ? own.name : peer.slice(0, slash);
  const machine = own.name.split('/')[0]!;
  const names = place === '.' ? [machine] : [place, `${machine}/${place}`];
  const space = all.find((other) => names.includes(other.name));
  const link = space?.content.links?.find((other) => other.name === peer.slice(slash + 1));
  if (!space || !link) throw new Error(`${own.name}: no such veth peer: ${peer}`);
  return { netns: space.netns, link };
}

/** What makes a link that does not depend on another one; a veth pair is made by the end that names its peer. */
function addCommand(link: ScenarioLink, own: LabNamespace, all: readonly LabNamespace[]): string | null {
  if (link.kind === 'bridge') return `link add ${head(link)} netns ${own.netns} type bridge ${BRIDGE}`;
  if (link.kind !== 'veth' || link.peer === undefined) return null;
  const peer = peerOf(link.peer, own, all);
  return `link add ${head(link)} netns ${own.netns} type veth peer ${head(peer.link)} netns ${peer.netns}`;
}

function linkCommands(own: LabNamespace, all: readonly LabNamespace[]): string[] {
  return (own.content.links ?? [])
    .map((link) => addCommand(link, own, all))
    .filter((command) => command !== null);
}

/** A segment is a bridge in a namespace of its own; a NIC is a veth end whose other end is a port of it. */
async function makeSegment(
  prefix: string,
  name: string,
  ports: readonly string[],
  all: readonly LabNamespace[],
): Promise<void> {
  const netns = segmentNetns(prefix, name);
  await makeNamespace(netns);
  await run(inside(netns, 'sysctl', '-q', '-w', 'net.bridge.bridge-nf-call-iptables=0'));
  const commands = [`link add name wire netns ${netns} type bridge ${BRIDGE}`];
  ports.forEach((port, index) => {
    const [machine, device] = [port.slice(0, port.lastIndexOf('/')), port.slice(port.lastIndexOf('/') + 1)];
    const space = all.find((other) => other.name === machine);
    const link = space?.content.links?.find((other) => other.kind === 'nic' && other.name === device);
    if (!space || !link) throw new Error(`segment ${name}: no such NIC: ${port}`);
    const mtu = link.mtu === undefined ? '' : ` mtu ${link.mtu}`;
    commands.push(
      `link add ${head(link)} netns ${space.netns} type veth peer name port${index}${mtu} netns ${netns}`,
    );
  });
  await ipBatch(null, commands);
  const up = ports.flatMap((_port, index) => [
    `link set port${index} master wire`,
    `link set port${index} up`,
  ]);
  await ipBatch(netns, ['link set wire up', ...up]);
}

/** The connected route of an address, when the routes give it a metric: then the address has to bring it with that metric. */
function prefixMetric(content: ScenarioNetns, dev: string, cidr: string): string {
  const parsed = parseCidr(cidr);
  if (!parsed) throw new Error(`${dev}: no address: ${cidr}`);
  const network = formatIpv4((parsed.address & prefixMask(parsed.length)) >>> 0);
  const start = `${network}/${parsed.length} dev ${dev} proto kernel `;
  const line = linesOf(content.routes).find((candidate) => candidate.startsWith(start));
  return /\bmetric \d+\b/.exec(line ?? '')?.[0] ?? '';
}

function raiseCommands({ content }: LabNamespace): string[] {
  const links = content.links ?? [];
  const vxlans = links.flatMap((link) =>
    link.kind === 'vxlan' ? [`link add ${head(link)} type vxlan ${vxlanOptions(link)}`] : [],
  );
  const masters = links.flatMap((link) => {
    if (link.master === undefined) return [];
    const hairpin =
      link.kind === 'veth' && link.hairpin ? [`link set ${link.name} type bridge_slave hairpin on`] : [];
    return [`link set ${link.name} master ${link.master}`, ...hairpin];
  });
  // An address of its own keeps a bridge from taking its lowest port's.
  const macs = links.flatMap((link) =>
    link.kind === 'bridge' && link.mac ? [`link set ${link.name} address ${link.mac}`] : [],
  );
  const up = links.filter((link) => link.up !== false).map((link) => `link set ${link.name} up`);
  const addresses = links.flatMap((link) =>
    (link.addresses ?? []).map(
      (cidr) => `addr add ${cidr} dev ${link.name} ${prefixMetric(content, link.name, cidr)}`,
    ),
  );
  return [...vxlans, ...masters, ...macs, ...up, ...addresses];
}

/** Link routes first: a gateway has to be reachable when it is named. */
function routeCommands(content: ScenarioNetns): string[] {
  const lines = linesOf(content.routes).map((line) => line.replace(/ (linkdown|dead)\b/g, ''));
  const viaGateway = (line: string) => / via /.test(line);
  const ordered = [...lines.filter((line) => !viaGateway(line)), ...lines.filter(viaGateway)];
  return ordered.map((line) => `route replace ${line}`);
}

/** `0:\tfrom all lookup local` as `ip rule` prints it; what every namespace has is there already. */
function ruleCommands(content: ScenarioNetns): string[] {
  return linesOf(content.rules)
    .filter((line) => !/^(0|32766|32767):/.test(line))
    .map((line) => `rule add priority ${line.replace(':', '')}`);
}

/** `10.0.0.1 dev eth0 lladdr aa:… PERMANENT` as `ip neigh` prints it. */
function neighbourCommands(content: ScenarioNetns): string[] {
  return linesOf(content.neigh).map((line) => {
    const words = line.split(/\s+/);
    const state = words.at(-1)!;
    return `neigh replace ${words.slice(0, -1).join(' ')} nud ${state.toLowerCase()}`;
  });
}

/** Until link watch has seen its carrier a bridge port drops what comes. */
async function waitUntilForwarding(netns: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const ports = JSON.parse((await run(['bridge', '-n', netns, '-j', 'link', 'show'])) || '[]') as {
      state?: string;
      ifname: string;
    }[];
    const waiting = ports.filter((port) => port.state !== 'forwarding');
    if (waiting.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`${netns}: not forwarding: ${waiting.map((port) => port.ifname).join(', ')}`);
    await pause(POLL_MS);
  }
}

async function fill(space: LabNamespace): Promise<void> {
  const { netns, content } = space;
  const settings = Object.entries(content.sysctl ?? {}).map(([key, value]) => `${key}=${value}`);
  if (settings.length > 0) await run(inside(netns, 'sysctl', '-q', '-w', ...settings));
  await ipBatch(netns, [...routeCommands(content), ...ruleCommands(content), ...neighbourCommands(content)]);
  const entries = linesOf(content.fdb).map((line) => `fdb append ${line}`);
  if (entries.length > 0) await run(['bridge', '-n', netns, '-batch', '-'], `${entries.join('\n')}\n`);
  if (content.iptables !== undefined) await run(inside(netns, 'iptables-legacy-restore'), content.iptables);
}

/** Builds everything; the caller takes it down with removeLab(prefix), also when this fails half-way. */
export async function buildLab(scenario: Scenario, prefix: string): Promise<LabNamespace[]> {
  const spaces = labNamespaces(scenario, prefix);
  for (const space of spaces) await makeNamespace(space.netns);
  const segments = Object.entries(scenario.segments ?? {});
  for (const [name, segment] of segments) await makeSegment(prefix, name, segment.ports, spaces);
  await ipBatch(
    null,
    spaces.flatMap((space) => linkCommands(space, spaces)),
  );
  for (const space of spaces) await ipBatch(space.netns, raiseCommands(space));
  for (const { netns } of spaces) await waitUntilForwarding(netns);
  for (const [name] of segments) await waitUntilForwarding(segmentNetns(prefix, name));
  for (const space of spaces) await fill(space);
  return spaces;
}
