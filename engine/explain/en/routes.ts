// Which route won, which lost, and where a source address comes from.
import type { RouteLost } from '../../trace/events.ts';
import { type Fragment, link, listed, type Sentence, type Target } from '../sentence.ts';
import type { RouteDecided, RouteLoser } from '../values.ts';

const LOST: Readonly<Record<RouteLost, string>> = {
  'prefix-shorter': 'shorter prefix',
  'metric-higher': 'higher metric',
  'later-row': 'listed later',
  'device-down': 'its device is down',
  'other-device': 'another device',
};

export const routes = {
  decided: ({ daddr, row, longest, gateway, device }: RouteDecided): Sentence => [
    `To ${daddr}: `,
    row ?? 'no row',
    longest ? ', the longest prefix that contains it. So ' : '. So ',
    gateway === null ? 'it is directly on ' : `next hop ${gateway} by `,
    device,
    '.',
  ],
  lost: (rows: readonly RouteLoser[]): Sentence => [
    'It is also in ',
    ...listed(
      rows.map(({ row, why }) => [row, ` (${LOST[why]})`]),
      ', ',
    ),
    '.',
  ],
  /** `dev`: whose address it becomes, if it is that of the device it leaves by. */
  source: (saddr: string, dev: string | null): Sentence => [
    `It has no source address yet: it becomes ${saddr}, ${dev === null ? 'the one the route names' : `${dev}’s, the device it leaves by`}.`,
  ],
  ownAddress: (daddr: string, row: Target, device: Fragment): Sentence => [
    `${daddr} is `,
    link('an address of this host itself', row),
    ': the packet stays here and goes through ',
    device,
    '.',
  ],
  local: (daddr: string, row: Target | null): Sentence => [
    `${daddr} is `,
    link('an address of this host', row),
    ': the packet goes to INPUT.',
  ],
  broadcast: (daddr: string): Sentence => [
    `${daddr} is a broadcast address: the packet is for this host too.`,
  ],
  none: (daddr: string, errno: string): Sentence => [`There is no way to ${daddr} (${errno}).`],
};
