// Devices as `ip link` makes them: segments, pairs, bridges, tunnels, and what is done to them before anything has a route.

import { isConnected } from '../../../scenario/machine.ts';
import type { Scenario, ScenarioLink, ScenarioNetns } from '../../../scenario/schema.ts';
import { parseRoute } from '../../../shell/ip_route.ts';
import { parseCidr } from '../../../wire/parse_address.ts';
import { NOWHERE, nicAt, type Place, peerOf, segmentNetns } from './places.ts';
import { heredoc, word } from './shell_text.ts';

/** Bridges that keep silent. */
const BRIDGE = 'type bridge stp_state 0 mcast_snooping 0';
const VXLAN_PORT = 8472;

function head({ name, ifindex, mac, mtu }: ScenarioLink): string {
  const parts = [`name ${word(name)}`];
  if (ifindex !== undefined) parts.push(`index ${ifindex}`);
  if (mac !== undefined) parts.push(`address ${word(mac)}`);
  if (mtu !== undefined) parts.push(`mtu ${mtu}`);
  return parts.join(' ');
}

const netnsWord = (netns: string) => `"$PREFIX"${word(netns)}`;

/** A pair: one end here, the other, as `peer` describes it, in another namespace. */
function pair(place: Place, link: ScenarioLink, peer: string, netns: string): string {
  return `ip_in ${word(place.netns)} link add ${head(link)} type veth peer ${peer} netns ${netnsWord(netns)}`;
}

/** A switch takes what its NICs send, and whether another one takes that is for that one to say. */
const SWITCH_MTU = 65_535;

/** A segment is a bridge in a namespace of its own; a NIC is a veth end whose other end is a port of it. */
export function segmentLines(name: string, ports: readonly string[], places: readonly Place[]): string[] {
  const netns = segmentNetns(name);
  const ends = ports.map((port) => nicAt(places, port)!);
  const plugs = ends.map(({ place, link }, index) =>
    pair(place, link, `name port${index} mtu ${SWITCH_MTU}`, netns),
  );
  const joined = ends.flatMap((_end, index) => [
    `link set port${index} master wire`,
    `link set port${index} up`,
  ]);
  return [
    `namespace ${word(netns)}`,
    `sysctl_in ${word(netns)} net/bridge/bridge-nf-call-iptables=0 2>/dev/null || true`,
    ...plugs,
    ...heredoc(
      `ip_batch ${word(netns)}`,
      [`link add name wire ${BRIDGE}`, 'link set wire up', ...joined].join('\n'),
    ),
  ];
}

/** Devices that are plugged in nowhere still need another end: a NIC's has a carrier, a lone veth's has none. */
export function looseLines(scenario: Scenario, places: readonly Place[]): string[] {
  const plugged = new Set(Object.values(scenario.segments ?? {}).flatMap(({ ports }) => ports));
  const paired = new Set(pairedVeths(places));
  const lines = places.flatMap((place) =>
    (place.content.links ?? []).flatMap((link): string[] => {
      if (link.kind !== 'nic' && link.kind !== 'veth') return [];
      if (link.kind === 'nic' ? plugged.has(`${place.name}/${link.name}`) : paired.has(link)) return [];
      const end = `${link.name}.${place.content.links!.indexOf(link)}`.slice(0, 15);
      const up = link.kind === 'nic' ? [`ip_in ${word(NOWHERE)} link set ${word(end)} up`] : [];
      return [pair(place, link, `name ${word(end)}`, NOWHERE), ...up];
    }),
  );
  return lines.length === 0 ? [] : [`namespace ${word(NOWHERE)}`, ...lines];
}

/** The end that names its peer, and the peer. */
function pairedVeths(places: readonly Place[]): ScenarioLink[] {
  return places.flatMap((place) =>
    (place.content.links ?? []).flatMap((link) =>
      link.kind === 'veth' && link.peer !== undefined ? [link, peerOf(places, place, link.peer)!.link] : [],
    ),
  );
}

/** Pairs and bridges of a namespace; a pair is made by the end that names its peer. */
export function linkLines(place: Place, places: readonly Place[]): string[] {
  return (place.content.links ?? []).flatMap((link) => {
    if (link.kind === 'bridge') return [`ip_in ${word(place.netns)} link add ${head(link)} ${BRIDGE}`];
    if (link.kind !== 'veth' || link.peer === undefined) return [];
    const peer = peerOf(places, place, link.peer)!;
    return [pair(place, link, head(peer.link), peer.place.netns)];
  });
}

/** As flannel makes the device: no checksum in the outer UDP header. */
function vxlanCommand(link: ScenarioLink & { kind: 'vxlan' }): string {
  const underlay = link.underlay === undefined ? '' : ` dev ${link.underlay}`;
  const local = link.local === undefined ? '' : ` local ${link.local}`;
  const learning = link.learning === false ? ' nolearning' : '';
  const options = `id ${link.vni} dstport ${link.port ?? VXLAN_PORT}${underlay}${local}${learning} noudpcsum`;
  return `link add ${head(link)} type vxlan ${options}`;
}

/** The kernel makes tunl0 itself, with its module; an end that is not named is any. */
function ipipCommands(link: ScenarioLink & { kind: 'ipip' }): string[] {
  const parts = [
    ...(link.local === undefined ? [] : [`local ${link.local}`]),
    ...(link.remote === undefined ? [] : [`remote ${link.remote}`]),
    ...(link.ttl === undefined ? [] : [`ttl ${link.ttl}`]),
    ...(link.pmtudisc === false ? ['nopmtudisc'] : []),
    ...(link.underlay === undefined ? [] : [`dev ${link.underlay}`]),
  ];
  if (link.name !== 'tunl0') return [`link add ${head(link)} type ipip ${parts.join(' ')}`.trimEnd()];
  return link.mtu === undefined ? [] : [`link set tunl0 mtu ${link.mtu}`];
}

function masterCommands(link: ScenarioLink): string[] {
  if (link.master === undefined) return [];
  const hairpin = link.kind === 'veth' && link.hairpin === true;
  return [
    `link set ${link.name} master ${link.master}`,
    ...(hairpin ? [`link set ${link.name} type bridge_slave hairpin on`] : []),
  ];
}

/** The kernel adds an address's connected route, with the metric that it has where the routes write it out. */
function addressCommand({ routes }: ScenarioNetns, dev: string, cidr: string): string {
  const prefix = parseCidr(cidr)!;
  const written = (routes ?? '').split('\n').flatMap((line) => {
    const route = parseRoute(line, '');
    return route.ok && isConnected(route.value, dev, prefix) ? [route.value] : [];
  });
  const metric = written[0]?.metric ?? 0;
  return `addr add ${cidr} dev ${dev}${metric === 0 ? '' : ` metric ${metric}`}`;
}

/** Tunnels, bridge ports, what is up, and addresses. */
export function raiseLines({ netns, content }: Place): string[] {
  const links = content.links ?? [];
  const commands = [
    ...links.flatMap((link) => (link.kind === 'vxlan' ? [vxlanCommand(link)] : [])),
    ...links.flatMap((link) => (link.kind === 'ipip' ? ipipCommands(link) : [])),
    ...links.flatMap((link) => (link.kind === 'dummy' ? [`link add ${head(link)} type dummy`] : [])),
    ...links.flatMap(masterCommands),
    // Written again, an address is the bridge's own, and not its lowest port's.
    ...links.flatMap((link) =>
      link.kind === 'bridge' && link.mac ? [`link set ${link.name} address ${link.mac}`] : [],
    ),
    ...links.filter(({ up }) => up !== false).map(({ name }) => `link set ${name} up`),
    ...links.flatMap((link) =>
      (link.addresses ?? []).map((cidr) => addressCommand(content, link.name, cidr)),
    ),
  ];
  return commands.length === 0 ? [] : heredoc(`ip_batch ${word(netns)}`, commands.join('\n'));
}
