// net/netfilter/xt_recent.c: addresses seen lately, remembered in lists by name.
import { formatIpv4 } from '../../../wire/address.ts';
import { parseDotted } from '../parse/address.ts';
import { textOf, uint } from '../parse/xtoptions.ts';
import { type HookState, type MatchExtension, OptionError } from '../types.ts';

const OPERATIONS = ['--set', '--rcheck', '--update', '--remove'] as const;
type Operation = (typeof OPERATIONS)[number];
/** ip_list_tot and ip_pkt_list_tot: addresses in a list, times kept of each. */
const LIST_TOT = 100;
const PKT_LIST_TOT = 20;
const XT_RECENT_MAX_NSTAMPS = 65_536;

interface RecentParams {
  readonly operation: Operation;
  readonly inverted: boolean;
  readonly seconds: number;
  readonly hitcount: number;
  readonly reap: boolean;
  readonly rttl: boolean;
  readonly name: string;
  readonly mask: number;
  readonly side: 'source' | 'dest';
}

/** struct recent_entry: when an address was seen, in the order in which it was. */
interface RecentEntry {
  ttl: number;
  stamps: number[];
}

export type RecentList = Map<number, RecentEntry>;

/** recent_entry_init: when a list is full, the address not seen for longest goes. */
function remember(list: RecentList, address: number, ttl: number, now: number): void {
  const [oldest] = list.keys();
  if (list.size >= LIST_TOT && oldest !== undefined) list.delete(oldest);
  list.set(address, { ttl, stamps: [now] });
}

/** recent_entry_update: a further time; and the address is the one seen last. */
function update(list: RecentList, address: number, entry: RecentEntry, ttl: number, now: number): void {
  entry.stamps = [...entry.stamps, now].slice(-PKT_LIST_TOT);
  entry.ttl = ttl;
  list.delete(address);
  list.set(address, entry);
}

function hits({ seconds, hitcount }: RecentParams, entry: RecentEntry, now: number): boolean {
  const since = now - seconds * 1_000_000;
  const counted = seconds === 0 ? entry.stamps : entry.stamps.filter((stamp) => stamp >= since);
  return counted.length > 0 && (hitcount === 0 || counted.length >= hitcount);
}

function recent_mt(params: RecentParams, { net, skb, packet, out }: HookState): boolean {
  const list = net.xtables.recentList(params.name);
  const now = net.env.now();
  const address = ((params.side === 'dest' ? packet.dst : packet.src) & params.mask) >>> 0;
  // The TTL as it was before forwarding: what a socket here has sent was not forwarded.
  const ttl = packet.ttl + (out !== null && skb.orphan ? 1 : 0);
  const entry = list.get(address);
  const found = entry && (!params.rttl || entry.ttl === ttl) ? entry : undefined;
  if (!found) {
    if (params.operation !== '--set') return params.inverted;
    remember(list, address, ttl, now);
    return !params.inverted;
  }
  const matched =
    params.operation === '--rcheck' || params.operation === '--update' ? hits(params, found, now) : true;
  if (params.operation === '--remove') list.delete(address);
  if (params.operation === '--set' || (params.operation === '--update' && matched))
    update(list, address, found, ttl, now);
  return matched !== params.inverted;
}

const operation = { takes: 0, invertible: true };
const others = (own: Operation) => OPERATIONS.filter((each) => each !== own);

export const recent: MatchExtension<RecentParams> = {
  options: {
    ...Object.fromEntries(OPERATIONS.map((name) => [name, { ...operation, excludes: others(name) }])),
    '--seconds': { takes: 1 },
    '--reap': { takes: 0, needs: ['--seconds'] },
    '--hitcount': { takes: 1 },
    '--rttl': { takes: 0, excludes: ['--set', '--remove'] },
    '--name': { takes: 1 },
    '--rsource': { takes: 0 },
    '--rdest': { takes: 0 },
    '--mask': { takes: 1 },
  },
  parse(options) {
    const find = (name: string) => options.find((option) => option.name === name);
    const chosen = OPERATIONS.find(find);
    if (!chosen)
      throw new OptionError("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'");
    const [seconds, hitcount, name, mask] = ['--seconds', '--hitcount', '--name', '--mask'].map(find);
    const address = mask ? parseDotted(textOf(mask)) : 0xffffffff;
    if (address === null) throw new OptionError('getaddrinfo: Name or service not known\n');
    const sides = options.filter((option) => option.name === '--rsource' || option.name === '--rdest');
    return {
      operation: chosen,
      inverted: find(chosen)!.inverted,
      seconds: seconds ? uint('recent', seconds, 0xffffffff, 1) : 0,
      hitcount: hitcount ? uint('recent', hitcount, 0xffffffff) : 0,
      reap: find('--reap') !== undefined,
      rttl: find('--rttl') !== undefined,
      name: name ? textOf(name) : 'DEFAULT',
      mask: address,
      side: sides.at(-1)?.name === '--rdest' ? 'dest' : 'source',
    };
  },
  check({ operation: chosen, hitcount, seconds, name }) {
    const timed = seconds !== 0 || hitcount !== 0;
    if (timed && (chosen === '--set' || chosen === '--remove'))
      return 'xt_recent: seconds and hitcount are for checks';
    if (hitcount >= XT_RECENT_MAX_NSTAMPS)
      return `xt_recent: hitcount (${hitcount}) is larger than allowed maximum (${XT_RECENT_MAX_NSTAMPS - 1})`;
    return name === '' ? 'xt_recent: a list needs a name' : null;
  },
  match: recent_mt,
  save: (params) =>
    [
      `${params.inverted ? '! ' : ''}${params.operation}`,
      ...(params.seconds ? [`--seconds ${params.seconds}`] : []),
      ...(params.reap ? ['--reap'] : []),
      ...(params.hitcount ? [`--hitcount ${params.hitcount}`] : []),
      ...(params.rttl ? ['--rttl'] : []),
      `--name ${params.name} --mask ${formatIpv4(params.mask)} --r${params.side}`,
    ].join(' '),
  list: (params) =>
    [
      `${params.inverted ? '! ' : ''}recent:`,
      params.operation === '--rcheck' ? 'CHECK' : params.operation.slice(2).toUpperCase(),
      ...(params.seconds ? [`seconds: ${params.seconds}`] : []),
      ...(params.reap ? ['reap'] : []),
      ...(params.hitcount ? [`hit_count: ${params.hitcount}`] : []),
      ...(params.rttl ? ['TTL-Match'] : []),
      `name: ${params.name} side: ${params.side} mask: ${formatIpv4(params.mask)}`,
    ].join(' '),
};
