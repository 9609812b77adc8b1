// Frames and packets as lines of text: every field that both sides have to agree on, none that is drawn by lot.
import { formatIpv4 } from '../wire/address.ts';
import type { Frame, Layer } from '../wire/frame.ts';
import { decodeQuoted, echoId, echoSeq, type Icmp, isIcmpError } from '../wire/icmp.ts';
import { encodeIpv4, type Ipv4 } from '../wire/ipv4.ts';
import { decodeTcpOptions, type Tcp, tcpFlagNames } from '../wire/tcp.ts';
import { datagramPayload, type NumberNames, portNames } from './normalised.ts';

const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;

/** The kernel counts IP ids by addresses: the same number on another path means nothing. */
function ipIdName({ src, dst, protocol, id }: Ipv4, names: NumberNames): string {
  return names.of('ip', `${src} ${dst} ${protocol} ${id}`);
}

function icmpText(message: Icmp, names: NumberNames): string {
  const kind = `icmp ${message.type}/${message.code}`;
  if (!isIcmpError(message.type))
    return `${kind} id ${names.of('echo', echoId(message))} seq ${echoSeq(message)} data ${message.body.length}`;
  const quoted = decodeQuoted(message);
  return `${kind} rest ${message.rest} quotes ${message.body.length} [${quoted ? packetText(quoted, names) : '?'}]`;
}

/** Times differ, the rest does not. */
function optionsText({ options }: Tcp): string {
  const { mss, sackPermitted, windowScale, timestamps } = decodeTcpOptions(options);
  return `options ${options.length} mss ${mss} sack ${sackPermitted} scale ${windowScale} times ${timestamps !== null}`;
}

function layerText(layer: Layer, names: NumberNames): string {
  switch (layer.layer) {
    case 'ethernet':
      return `${layer.src} > ${layer.dst} ${hex(layer.type, 4)} ${layerText(layer.payload, names)}`;
    case 'arp':
      return `arp ${layer.op} ${formatIpv4(layer.spa)} ${layer.sha} asks ${formatIpv4(layer.tpa)} ${layer.tha}`;
    case 'ipv4':
      return packetText(layer, names);
    case 'icmp':
      return icmpText(layer, names);
    case 'udp': {
      const [sport, dport] = portNames(layer.sport, layer.dport, names);
      return `udp ${sport} > ${dport} ${layerText(datagramPayload(layer), names)}`;
    }
    case 'tcp': {
      const [sport, dport] = portNames(layer.sport, layer.dport, names);
      const flags = tcpFlagNames(layer.flags).join(',');
      const numbers = `seq ${names.sequence(layer.seq)} ack ${names.sequence(layer.ack)}`;
      return `tcp ${sport} > ${dport} ${flags} ${numbers} ${optionsText(layer)} ${layerText(layer.payload, names)}`;
    }
    case 'vxlan':
      return `vxlan ${layer.vni} ${layerText(layer.payload, names)}`;
    case 'data':
      return `data ${layer.bytes.length}`;
  }
}

export function packetText(packet: Ipv4, names: NumberNames): string {
  const flags = `${packet.df ? ' DF' : ''}${packet.mf ? ' MF' : ''}${packet.fragment === 0 ? '' : ` at ${packet.fragment}`}`;
  const id = ipIdName(packet, names);
  const head = `${formatIpv4(packet.src)} > ${formatIpv4(packet.dst)} tos ${hex(packet.tos, 2)} ttl ${packet.ttl}${flags}`;
  return `${head} len ${encodeIpv4(packet).length} ${id} ${layerText(packet.payload, names)}`;
}

export function frameText(frame: Frame, names: NumberNames): string {
  return layerText(frame, names);
}
