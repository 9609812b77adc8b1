// One stage in one or two sentences: which of a language's functions, and the values it needs.
import type { Did, TableStage, TraceEvent, Walk } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import { formatIpv4, isMulticastMac } from '../wire/address.ts';
import { routeSentences } from './routes.ts';
import { row, rowLink, type Sentence } from './sentence.ts';
import type { Speech } from './speech.ts';
import { deviceLink, icmpName, namedDevice, packetName } from './words.ts';

type Kind<K extends Did['kind']> = Extract<Did, { kind: K }>;

/** Says what a stage or the arrival at a hop did. */
export function stageSentences(
  speech: Speech,
  outline: Outline,
  event: TraceEvent,
  did: Exclude<Did, Walk | TableStage>,
): readonly Sentence[] {
  const { ns, frame, dev } = event;
  const { stages } = speech;
  const device = deviceLink(outline, dev);
  const packet = frame ? packetName(frame) : stages.packet;
  switch (did.kind) {
    case 'send':
      return [stages.send(did.by, packet)];
    case 'transmit':
      return [stages.transmit(device, packet)];
    case 'receive':
      return [stages.receive(device, packet)];
    case 'timer':
      return [speech.neighbours.timer(rowLink(formatIpv4(did.nexthop), ns, 'neigh', did.key), did)];
    case 'command':
      return [stages.command(did.by, did.code)];
    case 'segment':
      return [segment(speech, outline, did)];
    case 'veth':
      return [stages.veth(device, deviceLink(outline, did.peer))];
    case 'bridge':
      return bridge(speech, outline, event, did);
    case 'neigh':
      return [neigh(speech, ns, did)];
    case 'arp':
      return [speech.neighbours.arp(did.action)];
    case 'fdb':
      return [vxlanFdb(speech, outline, ns, did)];
    case 'encap':
      return encap(speech, outline, event, did);
    case 'decap':
      return [decap(speech, outline, ns, did)];
    case 'route':
      return routeSentences(speech, outline, ns, did);
    case 'ttl':
      return [stages.ttl(did.before, did.after)];
    case 'conntrack':
      return [stages.conntrack(did, did.key === null ? null : row(ns, 'conntrack', did.key))];
    case 'nat':
      return [stages.nat(did, row(ns, 'conntrack', did.key))];
    case 'ipvs':
      return [ipvs(speech, ns, did)];
    case 'fragment':
      return [stages.fragment(did.mtu, did.pieces)];
    case 'defrag':
      return [stages.defrag(did.length)];
    case 'icmp':
      return [stages.icmp(did.about, icmpName(did.type, did.code))];
    case 'reassembly':
      return [stages.reassembly(did.pieces)];
    case 'tcp':
      return [stages.tcp(did)];
    case 'deliver':
      return [stages.deliver(did.by, packet)];
    case 'drop':
      return [speech.drops.dropped(did.reason, did.detail)];
    case 'consume':
      return [stages.consume];
  }
}

function segment({ stages }: Speech, outline: Outline, did: Kind<'segment'>): Sentence {
  const to = did.to.map((id) => outline.namespaces[outline.devices[id]!.ns]!.label);
  return stages.segment(outline.segments[did.segment]!.label, to, did.flooded);
}

function bridge(speech: Speech, outline: Outline, event: TraceEvent, did: Kind<'bridge'>): Sentence[] {
  const learned = did.port !== null && did.learned !== null && did.learned !== 'known';
  const decision = bridgeDecision(speech, outline, event, did);
  return learned
    ? [speech.neighbours.learns(did.bridge, namedDevice(outline, event.ns, did.port!)), decision]
    : [decision];
}

function bridgeDecision(
  { neighbours }: Speech,
  outline: Outline,
  { ns, frame }: TraceEvent,
  did: Kind<'bridge'>,
): Sentence {
  const to = did.to.map((name) => namedDevice(outline, ns, name));
  if (did.entry === null) {
    const group = frame?.layer === 'ethernet' && isMulticastMac(frame.dst);
    return neighbours.floods({ to, group, up: did.up });
  }
  const entry = row(ns, 'fdb', did.entry);
  if (did.up) return neighbours.takesUp(entry);
  return to.length > 0 ? neighbours.forwards(entry, to) : neighbours.turnsBack(entry);
}

function neigh({ neighbours }: Speech, ns: number, did: Kind<'neigh'>): Sentence {
  const nexthop = formatIpv4(did.nexthop);
  return did.result === 'resolved' && did.key !== null
    ? neighbours.known(rowLink(nexthop, ns, 'neigh', did.key), did.lladdr ?? '?', did.state)
    : neighbours.waits(nexthop);
}

function vxlanFdb({ tunnels }: Speech, outline: Outline, ns: number, did: Kind<'fdb'>): Sentence {
  const { remote, entry, mac } = did;
  const device = namedDevice(outline, ns, did.dev);
  if (remote === null || entry === null) return tunnels.fdbUnknown(device, mac);
  const owner = outline.devices.find((each) => each.addresses.some((ifa) => ifa.address === remote));
  const host = owner ? outline.namespaces[owner.ns]!.label : null;
  return tunnels.fdbFound({ entry: row(ns, 'fdb', entry), device, mac, remote: formatIpv4(remote), host });
}

function encap(
  { tunnels }: Speech,
  outline: Outline,
  { dev }: TraceEvent,
  did: Kind<'encap'>,
): readonly Sentence[] {
  const remote = formatIpv4(did.remote);
  if (did.tunnel === 'ipip') return tunnels.ipipOn(remote, did.ttl, did.inherited);
  return tunnels.vxlanOn(remote, outline.devices[dev]?.vxlan?.port ?? 0, did.vni, did.sport);
}

function decap({ tunnels }: Speech, outline: Outline, ns: number, did: Kind<'decap'>): Sentence {
  const device = namedDevice(outline, ns, did.dev);
  return did.tunnel === 'ipip'
    ? tunnels.ipipOff(device)
    : tunnels.vxlanOff(vxlanPort(outline, ns, did.dev), did.vni, device);
}

/** 0 when there is no such device. */
function vxlanPort(outline: Outline, ns: number, name: string): number {
  return outline.devices.find((each) => each.ns === ns && each.name === name)?.vxlan?.port ?? 0;
}

function ipvs(speech: Speech, ns: number, did: Kind<'ipvs'>): Sentence {
  switch (did.action) {
    case 'scheduled':
      return speech.ipvs.scheduled(
        rowLink(did.service, ns, 'ipvs', did.service),
        did.scheduler!,
        rowLink(serverOf(did.destination), ns, 'ipvs', did.destination),
      );
    case 'found':
      return speech.ipvs.found(row(ns, 'ipvs', did.connection), serverOf(did.destination));
    case 'refused':
      return speech.ipvs.refused(rowLink(did.service, ns, 'ipvs', did.service));
    case 'translated':
      return speech.ipvs.translated(did, row(ns, 'ipvs', did.connection));
  }
}

/** `10.42.1.9:80` of `TCP 10.43.6.58:80 -> 10.42.1.9:80`. */
export const serverOf = (destination: string) => destination.slice(destination.indexOf(' -> ') + 4);
