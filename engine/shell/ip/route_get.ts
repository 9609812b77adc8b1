// iproute2 ip/iproute.c iproute_get: which way a packet would go.
import type { Dst, RouteErrno } from '../../kernel/ipv4/route.ts';
import { type Decision, ip_route_nexthop, route_input, route_output } from '../../kernel/ipv4/route.ts';
import type { Net } from '../../kernel/net_namespace.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { Exit, type Site, unsupported } from '../tool.ts';
import { deviceNamed } from './device.ts';
import { tableName } from './tables.ts';
import { addressOf, matches, prefixOf, unsigned, type Words, wrong } from './words.ts';

interface Question {
  to: number | undefined;
  from: number | null;
  iif: string | null;
  oif: string | null;
  mark: number;
}

const ERRORS: Readonly<Record<RouteErrno, string>> = {
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
  EACCES: 'Permission denied',
  EINVAL: 'Invalid argument',
  EXDEV: 'Invalid argument',
};

const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;

function readQuestion(words: Words, site: Site): Question {
  const question: Question = { to: undefined, from: null, iif: null, oif: null, mark: 0 };
  for (; words.word !== undefined; words.skip()) {
    const { word } = words;
    if (matches(word, 'from')) question.from = addressOf(words.value());
    else if (word === 'iif') question.iif = words.value();
    else if (word === 'oif' || word === 'dev') question.oif = words.value();
    else if (word === 'mark') {
      const text = words.value();
      question.mark = unsigned(text) ?? wrong('invalid mark', text);
    } else if (['tos', 'uid', 'vrf', 'ipproto', 'sport', 'dport', 'fibmatch', 'notify'].includes(word))
      unsupported(`ip route get ${word}`);
    else question.to = destination(words, site);
  }
  return question;
}

function destination(words: Words, site: Site): number {
  const { address, length, explicit } = prefixOf(words.word === 'to' ? words.value() : words.word!);
  if (explicit && length !== 32)
    site.err(`Warning: /${length} as prefix is invalid, only /32 (or none) is supported.`);
  return address;
}

function decide(question: Question, { net }: Site): Decision {
  const { to = 0, from, iif, oif, mark } = question;
  if (iif !== null) return route_input(net, to, from ?? 0, net.device(iif)!, mark);
  const own = [...net.devices.values()].some(({ addresses }) =>
    addresses.some((ifa) => ifa.address === from),
  );
  if (from !== null && !own) return { dst: { kind: 'error', errno: 'ENETUNREACH' }, lookups: [] };
  return route_output(
    net,
    { daddr: to, saddr: from ?? 0, oif: oif === null ? null : net.device(oif)! },
    mark,
  );
}

export function getRoute(words: Words, site: Site): number {
  const question = readQuestion(words, site);
  const { to, iif, oif } = question;
  if (to === undefined) throw new Exit(1, 'need at least a destination address');
  for (const dev of [iif, oif]) if (dev !== null) deviceNamed(site, dev);
  const { dst, lookups } = decide(question, site);
  if (dst.kind === 'error') throw new Exit(2, `RTNETLINK answers: ${ERRORS[dst.errno]}`);
  const last = lookups.at(-1);
  const table = last?.candidates.some(({ lost }) => lost === null) ? last.table : RT_TABLE_MAIN;
  const type = table === RT_TABLE_LOCAL ? localType(site, to) : 'unicast';
  site.out(answer(question, to, dst, type, tableText(site, table)));
  site.out(`    cache ${CACHE_FLAGS[type]}${iif === null ? learned(site.net, to) : `iif ${iif} `}`);
  return 0;
}

/** What was learned about the way: a nearer gateway, a smaller MTU. */
function learned(net: Net, to: number): string {
  const nexthop = ip_route_nexthop(net, to);
  const exception = nexthop && net.exceptions.find(net, to, nexthop);
  if (!exception) return '';
  const seconds = Math.floor((exception.expires - net.env.now() - 1) / 1_000_000);
  const words = [
    ...(exception.redirect === null ? [] : ['<redirected>']),
    `expires ${seconds}sec`,
    ...(exception.mtu === null ? [] : [`mtu ${exception.mtu}`]),
  ];
  return `${words.join(' ')} `;
}

const CACHE_FLAGS = { unicast: '', local: '<local> ', broadcast: '<local,brd> ' } as const;
type AnswerType = keyof typeof CACHE_FLAGS;

function localType({ net }: Site, address: number): AnswerType {
  const { row } = net.fib.lookup(RT_TABLE_LOCAL, address, () => null);
  return row?.type === 'broadcast' ? 'broadcast' : 'local';
}

/** As long as nobody has touched the rules, the local table is part of main. */
function tableText({ net }: Site, table: number): string | null {
  const isMain = table === RT_TABLE_MAIN || (table === RT_TABLE_LOCAL && !net.rules.custom);
  return isMain ? null : tableName(table);
}

function answer(
  { from, iif, mark }: Question,
  to: number,
  dst: Exclude<Dst, { kind: 'error' }>,
  type: AnswerType,
  table: string | null,
): string {
  const words = type === 'unicast' ? [formatIpv4(to)] : [type, formatIpv4(to)];
  if (from !== null) words.push('from', formatIpv4(from));
  if (dst.gateway !== null) words.push('via', formatIpv4(dst.gateway));
  words.push('dev', type === 'local' ? 'lo' : dst.dev.name);
  if (table !== null) words.push('table', table);
  if (from === null) words.push('src', formatIpv4(dst.saddr));
  if (mark !== 0) words.push('mark', mark < 16 ? String(mark) : `0x${mark.toString(16)}`);
  if (iif === null) words.push('uid 0');
  return `${words.join(' ')} `;
}
