// A plain switch with NICs plugged in: learns who is where, floods what it does not know. It has no address and no rules.

import { drop_too_long, eth_hdr, is_skb_forwardable, netif_rx } from '../kernel/core/dev.ts';
import type { NetDevice } from '../kernel/core/netdevice.ts';
import { stage } from '../kernel/report.ts';
import { type SkBuff, skb_clone, skb_scrub_packet } from '../kernel/skbuff.ts';
import { isMulticastMac, type MacAddress } from '../wire/address.ts';
import type { Ethernet } from '../wire/ethernet.ts';
import type { Sleepers } from './sleepers.ts';

export class Segment {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly ports: NetDevice[] = [];
  /** One way, microseconds. */
  private readonly latency: number;
  /** Those whose machines are not built yet; null: there are none. */
  sleepers: Sleepers | null = null;
  private readonly learned = new Map<MacAddress, NetDevice>();

  constructor(id: number, name: string, label: string, latency: number) {
    this.id = id;
    this.name = name;
    this.label = label;
    this.latency = latency;
  }

  /** The cable is out. */
  unplug(dev: NetDevice): void {
    this.ports.splice(this.ports.indexOf(dev), 1);
  }

  /** What is for everybody, but asks for nobody, leaves asleep who sleeps. */
  private rouse(dst: MacAddress, payload: Ethernet['payload']): void {
    if (!this.sleepers || this.learned.has(dst)) return;
    const asking = payload.layer === 'arp' ? payload : null;
    if (asking || !isMulticastMac(dst)) this.sleepers.rouse(dst, asking);
  }

  /** A NIC has put a frame on the wire. */
  forward(from: NetDevice, skb: SkBuff): void {
    const { src, dst, payload } = eth_hdr(skb);
    this.learned.set(src, from);
    this.rouse(dst, payload);
    const known = isMulticastMac(dst) ? undefined : this.learned.get(dst);
    const to = (known ? [known] : this.ports).filter((port) => port !== from && port.up);
    stage(from.net, skb, 'ndo_start_xmit', {
      kind: 'segment',
      segment: this.id,
      to: to.map((port) => port.id),
      flooded: known === undefined,
    });
    for (const port of to) {
      const copy = skb_clone(skb);
      if (!is_skb_forwardable(port, copy)) {
        drop_too_long(port, copy, 'ndo_start_xmit');
        continue;
      }
      skb_scrub_packet(copy, true);
      copy.mac = null;
      netif_rx(port, copy, this.latency);
    }
  }
}
