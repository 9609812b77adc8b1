// The kernel's reasons for dropping a packet, in words a person understands.
import type { DropReason } from '../../trace/events.ts';
import { type Fragment, link, listed, type Sentence, type Target } from '../sentence.ts';

type Tell = (detail: string) => string;

const always =
  (text: string): Tell =>
  () =>
    text;

const reasons: Readonly<Record<DropReason, Tell>> = {
  NOT_SPECIFIED: (detail) =>
    detail === '' ? 'The kernel gives no reason.' : `The packet cannot go on: ${detail}.`,
  NO_SOCKET: (detail) =>
    detail.startsWith('tcp')
      ? `No process listens on port ${detail.slice(4)}. The sender is told by a reset (RST).`
      : `No process listens on port ${detail.slice(4)}. The sender is told: port unreachable.`,
  FRAG_REASM_TIMEOUT: always(
    'The other pieces of this packet have not come within 30 seconds (ipfrag_time).',
  ),
  TCP_INVALID_SEQUENCE: always('The segment is not the one this connection expects next.'),
  TCP_FLAGS: always('A segment with these flags means nothing in this state of the connection.'),
  NETFILTER_DROP: (detail) =>
    detail.startsWith('IPVS: ')
      ? `IPVS lets it go no further: ${detail.slice('IPVS: '.length)}.`
      : detail === 'connection clash'
        ? 'Another packet has meanwhile begun a connection with the same addresses and ports.'
        : `A rule or policy of ${detail} says DROP.`,
  OTHERHOST: always(
    'The frame is addressed to another host’s MAC address; this one only happened to see it.',
  ),
  IP_RPFILTER: always(
    'rp_filter: the route back to the source does not lead through the device the packet came in by.',
  ),
  IP_NOPROTO: always('Nothing on this host handles the packet’s protocol.'),
  IP_INHDR: (detail) =>
    detail === 'ttl'
      ? 'The TTL has run out: a router may not pass it on with TTL 0.'
      : 'The IP header is not acceptable.',
  IP_OUTNOROUTES: always('No route leads to the destination.'),
  IP_INNOROUTES: always('No route leads to the destination. The sender is told: net unreachable.'),
  IP_INADDRERRORS: (detail) =>
    detail === 'ip_forward'
      ? 'The packet is for somebody else, and this host does not forward (ip_forward is 0). Nobody is told.'
      : 'The route to the destination says unreachable.',
  IP_LOCAL_SOURCE: always(
    'The source is one of this host’s own addresses, and yet the packet came from outside.',
  ),
  IP_INVALID_SOURCE: always('A packet with this source must not come in by this device (a martian).'),
  IP_LOCALNET: always('Loopback addresses do not travel on wires.'),
  NEIGH_FAILED: (detail) => `Nobody answered three ARP requests for ${detail}.`,
  NEIGH_QUEUEFULL: always('Too many packets wait for the same neighbour.'),
  UNHANDLED_PROTO: always('Nothing on this host handles frames of this type.'),
  DEV_READY: (detail) =>
    detail === 'no cable' ? 'The NIC is not plugged into anything.' : `${detail} is down.`,
  QDISC_DROP: (detail) =>
    `${detail} has no carrier: nothing behind it is up. So it has no queue either, and the frame is not sent.`,
  PKT_TOO_BIG: (detail) => `The packet is larger than the MTU of ${detail} and must not be fragmented (DF).`,
  VXLAN_VNI_NOT_FOUND: (detail) => `No VXLAN device here has VNI ${detail}.`,
  NO_TX_TARGET: (detail) =>
    `The FDB has no entry for ${detail}, so the device does not know which host to send to. Nobody is told.`,
  LOCAL_MAC: always('The frame carries this device’s own MAC address as source: it has come back.'),
  RECURSION_LIMIT: always('The packet goes round in circles inside this host.'),
  IP_TUNNEL_ECN: always(
    'The outer header says that there was congestion on the way, and the packet inside cannot carry such a mark.',
  ),
};

export const drops = {
  dropped: (reason: DropReason, detail: string): Sentence => [`Dropped: ${reasons[reason](detail)}`],
  /** Where the MAC address came from that a VXLAN device does not know. */
  neighbourSays: (nexthop: string, entry: Target): Sentence => [
    'That MAC is what the ',
    link(`neighbour entry of ${nexthop}`, entry),
    ' says.',
  ],
  fdbKnows: (entries: readonly { readonly mac: Fragment; readonly at: string }[]): Sentence => [
    'The FDB knows ',
    ...listed(
      entries.map(({ mac, at }) => [mac, ` at ${at}`]),
      ', ',
    ),
    '.',
  ],
};
