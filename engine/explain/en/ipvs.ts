// What IPVS does with a packet.
import type { Did } from '../../trace/events.ts';
import { type Fragment, link, type Sentence, type Target } from '../sentence.ts';

type Translated = Extract<Did, { kind: 'ipvs'; action: 'translated' }>;

export const ipvs = {
  scheduled: (service: Fragment, scheduler: string, server: Fragment): Sentence => [
    service,
    ` is a virtual service of IPVS. Its scheduler ${scheduler} gives this new connection to `,
    server,
    '.',
  ],
  found: (connection: Target, server: string): Sentence => [
    'IPVS knows ',
    link('the connection', connection),
    `: its server is ${server}. The scheduler is not asked again.`,
  ],
  refused: (service: Fragment): Sentence => [
    service,
    ' is a virtual service of IPVS, and none of its servers takes connections. The sender is told: port unreachable.',
  ],
  translated({ manip, from, to, local }: Translated, connection: Target): Sentence {
    const entry = link('its connection', connection);
    if (manip === 'src')
      return [
        `IPVS gives the answer the address its client asked: source ${from} becomes ${to} (`,
        entry,
        ').',
      ];
    const on = local
      ? 'That is this host itself: the packet goes on to its sockets.'
      : 'From here it passes OUTPUT and POSTROUTING, as a packet of this host would, and its TTL is one less.';
    return [`IPVS writes the server into the packet: destination ${from} becomes ${to} (`, entry, `). ${on}`];
  },
};
