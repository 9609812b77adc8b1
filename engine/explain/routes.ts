// A lookup in the routing tables: what won, what lost, and where the source address comes from.
import type { Did, RouteCandidate } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import { formatIpv4 } from '../wire/address.ts';
import { row, rowLink, type Sentence } from './sentence.ts';
import type { Speech } from './speech.ts';
import { namedDevice } from './words.ts';

type Route = Extract<Did, { kind: 'route' }>;

export function routeSentences(speech: Speech, outline: Outline, ns: number, did: Route): Sentence[] {
  const { routes } = speech;
  const { result } = did;
  const daddr = formatIpv4(did.daddr);
  const candidates = did.lookups.flatMap((lookup) => lookup.candidates);
  const won = candidates.find((candidate) => candidate.lost === null);
  switch (result.kind) {
    case 'forward':
    case 'output': {
      const device = namedDevice(outline, ns, result.dev);
      if (won && isLocal(won.key)) return [routes.ownAddress(daddr, row(ns, 'route', won.key), device)];
      const decision = routes.decided({
        daddr,
        row: won ? rowLink(routeName(won.key), ns, 'route', won.key) : null,
        longest: candidates.some((candidate) => candidate.lost === 'prefix-shorter'),
        gateway: result.gateway === null ? null : formatIpv4(result.gateway),
        device,
      });
      const source = did.saddr === 0 ? [sourceSentence(speech, outline, ns, result)] : [];
      return [decision, ...losers(speech, ns, candidates), ...source];
    }
    case 'local':
      return [routes.local(daddr, won ? row(ns, 'route', won.key) : null)];
    case 'broadcast':
      return [routes.broadcast(daddr)];
    case 'error':
      return [routes.none(daddr, result.errno)];
  }
}

/** Row keys begin with table and type. */
const isLocal = (key: string) => key.split(' ')[1] === 'local';

/** Routes that lead nowhere are known by what they say. */
const SAYING = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);

/** The words of a route's key that a person knows it by: `10.10.3.0/24 via 192.168.0.4 dev eth0`, `blackhole 10.0.0.0/8`. */
export function routeName(key: string): string {
  const [, type = '', ...rest] = key.split(' ');
  const words = rest
    .join(' ')
    .replace(/ metric 0$/, '')
    .replace(/ dev -$/, '')
    .replace(/^0\.0\.0\.0\/0/, 'default');
  return SAYING.has(type) ? `${type} ${words}` : words;
}

/** The rows that contain the destination too, and why they did not win. */
function losers({ routes }: Speech, ns: number, candidates: readonly RouteCandidate[]): Sentence[] {
  const lost = candidates.flatMap(({ key, lost: why }) =>
    why === null ? [] : [{ row: rowLink(routeName(key), ns, 'route', key), why }],
  );
  return lost.length === 0 ? [] : [routes.lost(lost)];
}

/** Where the source address of a packet that has none yet comes from. */
function sourceSentence(
  { routes }: Speech,
  outline: Outline,
  ns: number,
  { dev, saddr }: Extract<Route['result'], { saddr: number }>,
): Sentence {
  const owner = outline.devices.find(
    (each) => each.ns === ns && each.addresses.some((ifa) => ifa.address === saddr),
  );
  return routes.source(formatIpv4(saddr), owner?.name === dev ? dev : null);
}
