// Whatever a decision had to choose from: why it counted, or did not.

import type { RouteLost } from '../../trace/events.ts';
import type { NudState } from '../../trace/rows.ts';
import type { Sentence } from '../sentence.ts';
import type { RouteWeighed, RouteWon, Seen } from '../values.ts';

const entries = (count: number) => (count === 1 ? '1 other entry' : `${count} other entries`);

const WON: Readonly<Record<RouteWon, string>> = {
  only: 'the only row that contains it',
  longest: 'the longest prefix that contains it',
  metric: 'the longest prefix, and of those the lowest metric',
  first: 'the longest prefix, and of those the first',
};

const SEEN: Readonly<Record<Seen['of'], (value: string) => string>> = {
  source: (value) => `the source is ${value}`,
  destination: (value) => `the destination is ${value}`,
  in: (value) => `it came in by ${value}`,
  out: (value) => `it goes out by ${value}`,
  protocol: (value) => `the protocol is ${value}`,
  fragment: (value) => `its fragment offset is ${value}`,
  addresses: (value) => `its addresses are ${value}`,
  nothing: () => 'asks nothing',
  state: (value) => `its connection is ${value}`,
  icmp: (value) => `ICMP type/code ${value}`,
  length: (value) => `it is ${value} octets long`,
  memory: () => 'decided by what the match itself remembers',
  mac: (value) => `the sender’s MAC is ${value}`,
  mark: (value) => `the mark is ${value}`,
  ports: (value) => `the ports are ${value}`,
  uid: (value) => `the socket’s user is ${value}`,
  physdev: (value) => `the bridge’s ports are ${value}`,
  set: (value) => `the set is asked about ${value}`,
  tos: (value) => `the type of service is ${value}`,
  ttl: (value) => `the TTL is ${value}`,
  elsewhere: () => 'decided by what is not in the packet',
};

const NONE: Readonly<Partial<Record<Seen['of'], string>>> = {
  in: 'it has no input device here',
  out: 'it has no output device yet',
  state: 'it is not tracked',
  ports: 'it has no such ports',
  icmp: 'it is no ICMP message',
  uid: 'it belongs to no socket of this host',
};

export const weighing = {
  seen: ({ of, value }: Seen): Sentence => [value === null ? (NONE[of] ?? SEEN[of]('?')) : SEEN[of](value)],
  routeWins: (won: RouteWon, length: number): Sentence => [`/${length}: ${WON[won]}`],
  routeLoses: (lost: RouteLost, own: RouteWeighed | null, won: RouteWeighed | null): Sentence => {
    switch (lost) {
      case 'prefix-shorter':
        return [own && won ? `/${own.length} is shorter than /${won.length}` : 'its prefix is shorter'];
      case 'metric-higher':
        return [own && won ? `metric ${own.metric} is higher than ${won.metric}` : 'its metric is higher'];
      case 'later-row':
        return ['same prefix and metric, listed later'];
      case 'device-down':
        return [own?.dev ? `${own.dev} is down` : 'its device is down'];
      case 'other-device':
        return [
          own?.dev ? `leads by ${own.dev}, and another device is asked for` : 'another device is asked for',
        ];
    }
  },
  otherRows: (table: string, count: number) =>
    count === 1 ? `1 other row of table ${table}` : `${count} other rows of table ${table}`,
  notContaining: (address: string): Sentence => [`not for ${address}`],
  otherEntries: (bridge: string, count: number) => `${entries(count)} of ${bridge}`,
  otherMacs: ['for another MAC address'] as Sentence,
  sameMac: (mac: string): Sentence => [`the destination MAC is ${mac}`],
  everyMac: ['stands for every MAC address that has no entry'] as Sentence,
  noEntry: ['no entry has this MAC address'] as Sentence,
  group: ['means everybody: the FDB is not asked'] as Sentence,
  portGets: ['gets a copy'] as Sentence,
  portGave: ['the frame came in by it'] as Sentence,
  portDown: ['it forwards nothing: down, or without carrier'] as Sentence,
  nobodyKnown: ['no entry: its MAC address has to be asked for by ARP'] as Sentence,
  neighbour: (state: NudState, lladdr: string | null): Sentence => [
    lladdr === null ? `${state}: no MAC address is known` : `${state}, at ${lladdr}`,
  ],
  otherDevice: (dev: string): Sentence => [`the same address, but behind ${dev}`],
  otherNeighbours: (count: number) => entries(count),
  otherAddresses: ['for another address'] as Sentence,
};
