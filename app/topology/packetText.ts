// A frame as the drawing shows it: what kind of packet, and its layers as bands with the values that matter on the way.
import { icmpName } from '../../engine/explain/index.ts';
import { formatIpv4 } from '../../engine/wire/address.ts';
import { ARPOP_REQUEST, type Arp } from '../../engine/wire/arp.ts';
import { type Frame, type Layer, layersOf } from '../../engine/wire/frame.ts';
import { echoId, echoSeq, ICMP_ECHO, ICMP_ECHOREPLY, type Icmp } from '../../engine/wire/icmp.ts';
import { tcpFlagNames } from '../../engine/wire/tcp.ts';
import type { Words } from '../words/catalogue.ts';

/** Told apart by glyph and word, not by colour alone. */
export type PacketGlyph = 'request' | 'reply' | 'error' | 'question' | 'answer' | 'datagram';

export interface PacketKind {
  readonly glyph: PacketGlyph;
  readonly title: string;
}

export interface BandPart {
  /** Parts with a key can change; those without are punctuation. */
  readonly key: string | null;
  readonly text: string;
  /** What the text shows when the value has just changed. */
  readonly was: string | null;
}

export interface Band {
  /** Stays the same while the layer stays, whatever is put around it: its distance from the innermost layer. */
  readonly id: string;
  readonly layer: Layer['layer'];
  readonly name: string;
  readonly parts: readonly BandPart[];
}

export const LAYER_NAMES: Readonly<Record<Layer['layer'], string>> = {
  ethernet: 'Ethernet',
  arp: 'ARP',
  ipv4: 'IPv4',
  icmp: 'ICMP',
  tcp: 'TCP',
  udp: 'UDP',
  vxlan: 'VXLAN',
  data: 'Data',
};

function arpTitle(arp: Arp): string {
  return arp.op === ARPOP_REQUEST ? `who has ${formatIpv4(arp.tpa)}?` : `${formatIpv4(arp.spa)} is at`;
}

function icmpGlyph({ type }: Icmp): PacketGlyph {
  if (type === ICMP_ECHO) return 'request';
  return type === ICMP_ECHOREPLY ? 'reply' : 'error';
}

/** What the packet is wrapped in. */
export function tunnelOf(frame: Frame): 'VXLAN' | 'IPIP' | null {
  const layers = layersOf(frame).map(({ layer }) => layer);
  if (layers.includes('vxlan')) return 'VXLAN';
  return layers.filter((layer) => layer === 'ipv4').length > 1 ? 'IPIP' : null;
}

/** What the innermost layer says the packet is. */
export function packetKind(words: Words['topology']['packets'], frame: Frame): PacketKind {
  const inner = layersOf(frame).findLast((layer) => layer.layer !== 'data');
  const tunnel = tunnelOf(frame);
  const { glyph, title } = innerKind(words, inner);
  return { glyph, title: tunnel ? words.tunnelled(title, tunnel) : title };
}

function innerKind(words: Words['topology']['packets'], inner: Layer | undefined): PacketKind {
  switch (inner?.layer) {
    case 'icmp': {
      const glyph = icmpGlyph(inner);
      const name = icmpName(inner.type, inner.code);
      return { glyph, title: glyph === 'error' ? words.icmpError(name) : words.icmp(name) };
    }
    case 'arp':
      return inner.op === ARPOP_REQUEST
        ? { glyph: 'question', title: words.arpRequest }
        : { glyph: 'answer', title: words.arpReply };
    case 'tcp':
      return { glyph: 'datagram', title: words.tcp(tcpFlagNames(inner.flags).join(' ')) };
    default:
      return { glyph: 'datagram', title: words.other(LAYER_NAMES[inner?.layer ?? 'data']) };
  }
}

type Value = readonly [key: string | null, text: string];

function values(layer: Layer): Value[] {
  switch (layer.layer) {
    case 'ethernet':
      return [
        ['src', layer.src],
        [null, '→'],
        ['dst', layer.dst],
      ];
    case 'ipv4':
      return [
        ['src', formatIpv4(layer.src)],
        [null, '→'],
        ['dst', formatIpv4(layer.dst)],
        ['ttl', `TTL ${layer.ttl}`],
      ];
    case 'icmp': {
      const isEcho = layer.type === ICMP_ECHO || layer.type === ICMP_ECHOREPLY;
      const numbers = isEcho
        ? [['id', `id ${echoId(layer)}`] as const, ['seq', `seq ${echoSeq(layer)}`] as const]
        : [];
      return [['type', icmpName(layer.type, layer.code)], ...numbers];
    }
    case 'tcp':
      return [
        ['sport', `${layer.sport}`],
        [null, '→'],
        ['dport', `${layer.dport}`],
        ['flags', tcpFlagNames(layer.flags).join(' ')],
      ];
    case 'udp':
      return [
        ['sport', `${layer.sport}`],
        [null, '→'],
        ['dport', `${layer.dport}`],
      ];
    case 'vxlan':
      return [['vni', `VNI ${layer.vni}`]];
    case 'arp':
      return layer.op === ARPOP_REQUEST
        ? [
            ['op', arpTitle(layer)],
            [null, 'tell'],
            ['spa', formatIpv4(layer.spa)],
          ]
        : [
            ['op', arpTitle(layer)],
            ['sha', layer.sha],
          ];
    case 'data':
      return [['size', `${layer.bytes.length} B`]];
    default:
      return layer satisfies never;
  }
}

/** The layers drawn; application data has no header worth a band. */
function drawn(frame: Frame): Layer[] {
  return layersOf(frame).filter((layer, index) => layer.layer !== 'data' || index === 1);
}

/** Bands from the outside in; values that differ from the packet a moment before carry the old one. */
export function bandsOf(frame: Frame, before: Frame | null): Band[] {
  const layers = drawn(frame);
  const old = before ? drawn(before) : [];
  return layers.map((layer, index) => {
    const fromEnd = layers.length - 1 - index;
    const counterpart = old[old.length - 1 - fromEnd];
    const previous =
      counterpart && counterpart.layer === layer.layer && counterpart !== layer ? values(counterpart) : [];
    const parts = values(layer).map(([key, text]) => {
      const was = key === null ? undefined : previous.find(([other]) => other === key)?.[1];
      return { key, text, was: was !== undefined && was !== text ? was : null };
    });
    return { id: `${fromEnd}:${layer.layer}`, layer: layer.layer, name: LAYER_NAMES[layer.layer], parts };
  });
}

/** `TTL 64` and `TTL 63` to `TTL 64 → 63`; anything else is `old → new`. */
export function changeText({ text, was }: BandPart): string {
  if (was === null) return text;
  return text.startsWith('TTL ') ? `${was} → ${text.slice(4)}` : text;
}
