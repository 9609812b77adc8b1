// Two to five namespaces, joined by veth pairs, a bridge, a segment, a VXLAN tunnel.
import type { Lots } from './lots.ts';
import { Plan, type Space } from './plan.ts';

const MOST_SPACES = 5;
const VXLAN_HEADROOM = 50;
/** Bridges that a NIC, and the end of a tunnel, is a port of. */
const LAN = 'brl';
const OVERLAY = 'brx';

export function randomTopology(lots: Lots): Plan {
  const plan = new Plan(lots);
  const machines = lots.weighted([
    [3, 1],
    [3, 2],
    [1, 3],
  ]);
  const roots = Array.from({ length: machines }, (_, index) => plan.addSpace(`m${index}`, null));
  if (machines > 1) joinBySegment(plan, lots, roots);
  for (const root of roots) {
    const room = MOST_SPACES - plan.spaces.length;
    const least = machines === 1 ? 1 : 0;
    const pods = lots.between(least, Math.max(least, Math.min(3, room)));
    if (pods > 0) addPods(plan, lots, root, pods);
  }
  if (machines > 1 && lots.chance(40)) joinByTunnel(plan, lots, roots[0]!, roots[1]!);
  return plan;
}

/** Each by a NIC, which may be a port of a bridge. */
function joinBySegment(plan: Plan, lots: Lots, roots: readonly Space[]): void {
  const subnet = plan.addSubnet();
  const { mtu } = subnet;
  for (const root of roots) {
    const bridged = lots.chance(20);
    const master = bridged ? { master: LAN } : {};
    plan.addLink(root, { kind: 'nic', name: 'eth0', mtu, ...master }, bridged ? null : subnet);
    if (bridged) plan.addLink(root, { kind: 'bridge', name: LAN, mtu }, subnet);
    plan.plugged.push(`${root.name}/eth0`);
  }
}

/** Namespaces inside a machine: behind a bridge, each behind a pair of its own, or in a row. */
function addPods(plan: Plan, lots: Lots, root: Space, count: number): void {
  const pods = Array.from({ length: count }, (_, index) => plan.addSpace(root.machine, `n${index}`));
  const kind = lots.pick(['bridge', 'star', 'row']);
  if (kind === 'bridge') addBridge(plan, lots, root, pods);
  else {
    pods.forEach((pod, index) => {
      addPair(plan, kind === 'row' && index > 0 ? pods[index - 1]! : root, pod);
    });
  }
}

function addBridge(plan: Plan, lots: Lots, root: Space, pods: readonly Space[]): void {
  const subnet = plan.addSubnet();
  const { mtu } = subnet;
  plan.addLink(root, { kind: 'bridge', name: 'br0', mtu }, subnet);
  pods.forEach((pod, index) => {
    const hairpin = lots.chance(25);
    plan.addLink(root, { kind: 'veth', name: `p${index}`, mtu, master: 'br0', hairpin }, null);
    plan.addLink(pod, { kind: 'veth', name: 'eth0', mtu, peer: `./p${index}` }, subnet);
  });
}

function addPair(plan: Plan, one: Space, other: Space): void {
  const subnet = plan.addSubnet();
  const { mtu } = subnet;
  const name = `v${one.links.length}`;
  const peer = one.netns === null ? `./${name}` : `${one.netns}/${name}`;
  plan.addLink(one, { kind: 'veth', name, mtu }, subnet);
  plan.addLink(other, { kind: 'veth', name: `v${other.links.length}`, mtu, peer }, subnet);
}

function joinByTunnel(plan: Plan, lots: Lots, one: Space, other: Space): void {
  const [underlay] = plan.subnets;
  const subnet = { ...plan.addSubnet(), mtu: underlay!.mtu - VXLAN_HEADROOM };
  plan.subnets[plan.subnets.length - 1] = subnet;
  const learning = lots.chance(30);
  for (const space of [one, other]) {
    const local = underlay!.members.find((member) => member.space === space)?.address;
    const own = { kind: 'vxlan', name: 'vx0', vni: 1, port: 8472, learning, mtu: subnet.mtu } as const;
    const wire = space.links.some(({ name }) => name === LAN) ? LAN : 'eth0';
    const bridged = lots.chance(25);
    const link = { ...own, underlay: wire, ...(local === undefined ? {} : { local }) };
    plan.addLink(space, bridged ? { ...link, master: OVERLAY } : link, bridged ? null : subnet);
    if (bridged) plan.addLink(space, { kind: 'bridge', name: OVERLAY, mtu: subnet.mtu }, subnet);
  }
}
