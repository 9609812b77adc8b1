// The other stages of a packet's way, in a sentence each.
import type { Did } from '../../trace/events.ts';
import { type Fragment, link, type Sentence, type Target } from '../sentence.ts';

type Kind<K extends Did['kind']> = Extract<Did, { kind: K }>;

export const stages = {
  /** What there is to say where nothing is in hand. */
  packet: 'packet',
  send: (by: string, packet: string): Sentence => [`${by} hands the stack its packet: ${packet}.`],
  transmit: (device: Fragment, packet: string): Sentence => [device, ` transmits the ${packet}.`],
  receive: (device: Fragment, packet: string): Sentence => [device, ` has received the ${packet}.`],
  command: (by: string, code: number): Sentence => [
    { code: by },
    code === 0 ? ' has run.' : ` has failed: exit status ${code}.`,
  ],
  segment: (wire: string, to: readonly string[], flooded: boolean): Sentence => {
    const names = to.join(', ') || 'nobody';
    return [
      flooded
        ? `On ${wire}: everybody gets it (${names}).`
        : `On ${wire}: the switch knows the destination MAC is ${names}’s.`,
    ];
  },
  veth: (device: Fragment, peer: Fragment): Sentence => [
    device,
    ' is one end of a veth pair: what it sends, ',
    peer,
    ' receives, in its own namespace.',
  ],
  ttl: (before: number, after: number): Sentence => [
    `This host forwards the packet, so it is a router on its way: TTL ${before} becomes ${after}.`,
  ],
  conntrack({ action, state }: Kind<'conntrack'>, entry: Target | null): Sentence {
    switch (action) {
      case 'new':
        return [
          'No connection has this tuple: a new one begins (NEW). It is kept only if its first packet gets through.',
        ];
      case 'found':
        return [
          'The packet belongs to a known connection (',
          link('entry', entry),
          `): ${state}. The nat table is not asked again.`,
        ];
      case 'related':
        return ['The packet it quotes belongs to a known connection (', link('entry', entry), '): RELATED.'];
      case 'confirm':
        return ['The first packet has passed every hook: its connection gets an ', link('entry', entry), '.'];
      case 'invalid':
        return ['It neither begins a connection nor belongs to one: INVALID.'];
      case 'untracked':
        return ['It is not to be tracked: a rule has said so, or IPVS (net.ipv4.vs.conntrack is 0).'];
    }
  },
  nat: ({ manip, from, to, answers }: Kind<'nat'>, entry: Target): Sentence => [
    answers
      ? 'It answers in a connection that is translated, so the translation is taken back: '
      : 'The connection is translated: ',
    `${manip === 'src' ? 'source' : 'destination'} ${from} becomes ${to}`,
    answers ? (manip === 'src' ? ', which was asked (' : ', who has asked (') : ' (',
    link('its entry', entry),
    ').',
  ],
  fragment: (mtu: number, pieces: number): Sentence => [
    `The packet is larger than the MTU ${mtu} and may be cut: ${pieces} fragments.`,
  ],
  defrag: (length: number): Sentence => [
    `The last missing fragment has come: the packet is whole again, ${length} octets.`,
  ],
  reassembly: (pieces: number): Sentence => [
    `${pieces === 1 ? 'One piece' : `${pieces} pieces`} of a packet waited for the rest, which has not come.`,
  ],
  icmp(about: Kind<'icmp'>['about'], name: string): Sentence {
    switch (about) {
      case 'echo':
        return ['The kernel itself answers echo requests: same data, addresses swapped, a TTL of its own.'];
      case 'timestamp':
        return [
          'The kernel itself answers timestamp requests: when the request was sent, when it came, when the answer goes.',
        ];
      case 'error':
        return [
          `The kernel tells the sender: ${name}. It quotes the packet’s header. Which source address the error gets is decided by the route back.`,
        ];
      case 'turned':
        return [
          `The tunnel answers by itself: ${name}, as if the host that the packet was for had said so. There need not be a router on a bridge who could.`,
        ];
    }
  },
  /** What a segment did to a connection, from the side of the socket that got it. */
  tcp({ by, was, state }: Kind<'tcp'>): Sentence {
    if (was === state) return [`The connection of ${by} takes the segment; it stays ${state}.`];
    const meaning = TCP_MEANING[state];
    return [
      `The connection of ${by} goes from ${was} to ${state}${meaning === undefined ? '' : `: ${meaning}`}.`,
    ];
  },
  deliver: (by: string, packet: string): Sentence => [`The socket of ${by} gets the ${packet}.`],
  consume: ['The packet has served its purpose.'] as Sentence,
};

const TCP_MEANING: Readonly<Partial<Record<Kind<'tcp'>['state'], string>>> = {
  SYN_RECV: 'somebody wants to connect, and is answered with SYN ACK',
  ESTABLISHED: 'both sides know that the other one hears them',
  CLOSE_WAIT: 'the other side sends no more',
  FIN_WAIT2: 'the other side knows that we send no more',
  TIME_WAIT: 'both sides have closed; stray segments are waited for',
  CLOSE: 'it is over',
};
