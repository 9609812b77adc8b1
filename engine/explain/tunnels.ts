// IPv4 in IPv4, in sentences.
import type { Did } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import { formatIpv4 } from '../wire/address.ts';
import { namedDevice, type Sentence } from './words.ts';

type Ipip<K extends Did['kind']> = Extract<Did, { kind: K; tunnel: 'ipip' }>;

export function ipipEncap({ remote, ttl, inherited }: Ipip<'encap'>): Sentence[] {
  return [
    [`The whole packet becomes the load of another IPv4 packet (protocol 4) to ${formatIpv4(remote)}.`],
    [
      `Its TTL is ${ttl}${inherited ? ', as in the packet inside' : ''}. From here it is a new packet of this host: it passes OUTPUT and POSTROUTING.`,
    ],
  ];
}

export function ipipDecap(outline: Outline, ns: number, { dev }: Ipip<'decap'>): Sentence {
  return [
    'Protocol 4 is IPv4 in IPv4. The tunnel for these two addresses is ',
    namedDevice(outline, ns, dev),
    ': the outer header comes off, the packet inside arrives there, its TTL as it was.',
  ];
}
