// What an skb may hold at some moment: a whole Ethernet frame, or an IPv4 or ARP packet that has no link header yet.
import { type Arp, encodeArp } from './arp.ts';
import type { Data } from './data.ts';
import { type Ethernet, encodeEthernet } from './ethernet.ts';
import type { Icmp } from './icmp.ts';
import { encodeIpv4, type Ipv4 } from './ipv4.ts';
import type { Tcp } from './tcp.ts';
import type { Udp } from './udp.ts';
import type { Vxlan } from './vxlan.ts';

export { decodeEthernet } from './ethernet.ts';

export type Frame = Ethernet | Ipv4 | Arp;
export type Layer = Ethernet | Arp | Ipv4 | Icmp | Tcp | Udp | Vxlan | Data;

/** The layers of a frame from the outside in. Layers that did not change between two steps are the same object. */
export function layersOf(frame: Frame): Layer[] {
  const layers: Layer[] = [];
  let layer: Layer | undefined = frame;
  while (layer) {
    layers.push(layer);
    layer = 'payload' in layer ? layer.payload : undefined;
  }
  return layers;
}

/** The outermost IPv4 header of a frame, if it has one. */
export function ipv4Of(frame: Frame): Ipv4 | undefined {
  if (frame.layer === 'ipv4') return frame;
  return frame.layer === 'ethernet' && frame.payload.layer === 'ipv4' ? frame.payload : undefined;
}

/** The octets of a frame as they would be on the wire, lengths and checksums filled in. */
export function encodeFrame(frame: Frame): Uint8Array {
  switch (frame.layer) {
    case 'ethernet':
      return encodeEthernet(frame);
    case 'ipv4':
      return encodeIpv4(frame);
    case 'arp':
      return encodeArp(frame);
  }
}
