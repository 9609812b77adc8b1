// The layer below IP: bridges, ARP, neighbour entries.
import type { Did } from '../../trace/events.ts';
import { type Fragment, link, listed, type Sentence, type Target } from '../sentence.ts';
import type { Flood } from '../values.ts';

const ports = (names: readonly Fragment[]) =>
  listed(
    names.map((name) => [name]),
    ', ',
  );

export const neighbours = {
  learns: (bridge: string, port: Fragment): Sentence => [
    `${bridge} notes that the sender’s MAC is behind `,
    port,
    '.',
  ],
  floods: ({ to, group, up }: Flood): Sentence => [
    group ? 'The destination is everybody' : 'The destination MAC is not in the FDB',
    ...(to.length > 0
      ? [': out of every other port (', ...ports(to), ')']
      : [', and there is no other port']),
    up ? '. The frame also goes up to this host’s own stack.' : '.',
  ],
  takesUp: (entry: Target): Sentence => [
    'The destination MAC is the bridge’s own (',
    link('FDB entry', entry),
    '): the frame goes up to the IP stack.',
  ],
  forwards: (entry: Target, to: readonly Fragment[]): Sentence => [
    'The ',
    link('FDB entry', entry),
    ' of the destination MAC names ',
    ...ports(to),
    '.',
  ],
  turnsBack: (entry: Target): Sentence => [
    'The ',
    link('FDB entry', entry),
    ' leads back to the port the frame came in by: it goes nowhere.',
  ],
  arp: (action: Extract<Did, { kind: 'arp' }>['action']): Sentence => [ARP[action]],
  known: (nexthop: Fragment, lladdr: string, state: string): Sentence => [
    'The next hop ',
    nexthop,
    ` is at ${lladdr} (${state}): that MAC goes into the link header.`,
  ],
  waits: (nexthop: string): Sentence => [
    `The MAC of the next hop ${nexthop} is not known. The packet waits, and an ARP request goes out.`,
  ],
  timer(who: Fragment, { state, asks }: Extract<Did, { kind: 'timer' }>): Sentence {
    if (asks && state === 'INCOMPLETE')
      return ['No answer from ', who, ` yet: ARP request ${asks.nth} of ${asks.of} goes out.`];
    if (asks)
      return [
        'The entry of ',
        who,
        ` was used and nothing has confirmed it: the kernel asks, ${asks.nth} of ${asks.of}.`,
      ];
    if (state === 'REACHABLE')
      return ['Nothing was heard of ', who, ' for a while: its entry becomes STALE, and is still used.'];
    return [
      'None of the ARP requests for ',
      who,
      ` was answered: the entry becomes FAILED${state === 'INCOMPLETE' ? ', and what waited for it is dropped' : ''}.`,
    ];
  },
};

const ARP: Readonly<Record<Extract<Did, { kind: 'arp' }>['action'], string>> = {
  request: 'It asks who has the address.',
  reply:
    'The address asked for is local, so the kernel answers with this device’s MAC. It also records the asker as a neighbour (STALE).',
  proxy:
    'proxy_arp: this host would forward to the address asked for by another device, so it answers in its place, after a random pause of up to proxy_delay.',
  learn: 'The answer to our question: the neighbour becomes REACHABLE, and what waited for it is sent.',
  ignore: 'The address asked for is not local: no answer.',
};
