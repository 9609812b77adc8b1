// What IPVS does with a packet, in sentences.
import type { Did } from '../trace/events.ts';
import { rowLink, type Sentence } from './words.ts';

type Ipvs = Extract<Did, { kind: 'ipvs' }>;

/** `10.42.1.9:80` of `TCP 10.43.6.58:80 -> 10.42.1.9:80`. */
const serverOf = (destination: string) => destination.slice(destination.indexOf(' -> ') + 4);

export function ipvsTitle(did: Ipvs): string {
  switch (did.action) {
    case 'scheduled':
      return `IPVS ${did.scheduler}: ${serverOf(did.destination)}`;
    case 'found':
      return `IPVS knows the connection: ${serverOf(did.destination)}`;
    case 'refused':
      return `IPVS: no server for ${did.service}`;
    case 'translated':
      return `IPVS: ${did.manip === 'src' ? 'source' : 'destination'} ${did.from} → ${did.to}`;
  }
}

export function ipvsSentences(ns: number, did: Ipvs): Sentence[] {
  switch (did.action) {
    case 'scheduled':
      return [
        [
          rowLink(did.service, ns, 'ipvs', did.service),
          ` is a virtual service of IPVS. Its scheduler ${did.scheduler} gives this new connection to `,
          rowLink(serverOf(did.destination), ns, 'ipvs', did.destination),
          '.',
        ],
      ];
    case 'found':
      return [
        [
          'IPVS knows ',
          rowLink('the connection', ns, 'ipvs', did.connection),
          `: its server is ${serverOf(did.destination)}. The scheduler is not asked again.`,
        ],
      ];
    case 'refused':
      return [
        [
          rowLink(did.service, ns, 'ipvs', did.service),
          ' is a virtual service of IPVS, and none of its servers takes connections. The sender is told: port unreachable.',
        ],
      ];
    case 'translated':
      return [translated(ns, did)];
  }
}

function translated(ns: number, did: Extract<Ipvs, { action: 'translated' }>): Sentence {
  const entry = rowLink('its connection', ns, 'ipvs', did.connection);
  if (did.manip === 'src')
    return [
      'IPVS gives the answer the address its client asked: source ',
      `${did.from} becomes ${did.to} (`,
      entry,
      ').',
    ];
  const on = did.local
    ? 'That is this host itself: the packet goes on to its sockets.'
    : 'From here it passes OUTPUT and POSTROUTING, as a packet of this host would, and its TTL is one less.';
  return [
    `IPVS writes the server into the packet: destination ${did.from} becomes ${did.to} (`,
    entry,
    `). ${on}`,
  ];
}
