// What goes into tunnels and comes out of them.

import { type Fragment, link, type Sentence } from '../sentence.ts';
import type { FdbFound } from '../values.ts';

export const tunnels = {
  fdbUnknown: (device: Fragment, mac: string): Sentence => [
    'The FDB of ',
    device,
    ` has no entry for the destination MAC ${mac}.`,
  ],
  fdbFound: ({ entry, device, mac, remote, host }: FdbFound): Sentence => [
    link('The FDB entry', entry),
    ' of ',
    device,
    ` for the destination MAC ${mac} names the host to send to: ${remote}${host === null ? '' : ` (${host})`}.`,
  ],
  vxlanOn: (remote: string, port: number, vni: number, sport: number): readonly Sentence[] => [
    [`The whole frame becomes the payload of a UDP datagram to ${remote}, port ${port}, with VNI ${vni}.`],
    [
      `Its source port ${sport} is a hash of the inner flow. From here it is a new packet of this host: it passes OUTPUT and POSTROUTING.`,
    ],
  ],
  vxlanOff: (port: number, vni: number, device: Fragment): Sentence => [
    `UDP port ${port} is a VXLAN socket. The device with VNI ${vni} is `,
    device,
    ': the outer headers come off, the inner frame arrives there.',
  ],
  ipipOn: (remote: string, ttl: number, inherited: boolean): readonly Sentence[] => [
    [`The whole packet becomes the load of another IPv4 packet (protocol 4) to ${remote}.`],
    [
      `Its TTL is ${ttl}${inherited ? ', as in the packet inside' : ''}. From here it is a new packet of this host: it passes OUTPUT and POSTROUTING.`,
    ],
  ],
  ipipOff: (device: Fragment): Sentence => [
    'Protocol 4 is IPv4 in IPv4. The tunnel for these two addresses is ',
    device,
    ': the outer header comes off, the packet inside arrives there, its TTL as it was.',
  ],
};
