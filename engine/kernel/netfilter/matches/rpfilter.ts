// net/ipv4/netfilter/ipt_rpfilter.c: would an answer to the sender leave by the device the packet came in by?
import { isMulticastIpv4 } from '../../../wire/address.ts';
import type { Ipv4 } from '../../../wire/ipv4.ts';
import { fib_lookup, usable } from '../../ipv4/route.ts';
import type { HookState, MatchExtension } from '../types.ts';

/** In the order in which iptables prints them. */
const FLAGS = ['loose', 'validmark', 'accept-local', 'invert'] as const;
type Flag = (typeof FLAGS)[number];

const EVERYBODY = 0xffffffff;

/** rpfilter_mt */
function passes(flags: readonly Flag[], { net, packet, skb, in: indev }: HookState): boolean {
  if (skb.type === 'LOOPBACK' || indev?.type.kind === 'loopback') return true;
  const { src, dst } = packet;
  if (src === 0 && (dst === EVERYBODY || isLocalMulticast(dst))) return true;
  const mark = flags.includes('validmark') ? skb.mark : 0;
  const flow = {
    daddr: src,
    saddr: rpfilter_get_saddr(dst),
    iif: 'lo',
    oif: null,
    mark,
    tos: dscpOf(packet),
  };
  const { row } = fib_lookup(net, flow, usable(net));
  if (!row || row.type === 'unreachable' || row.type === 'blackhole' || row.type === 'prohibit') return false;
  if (row.type !== 'unicast' && !(row.type === 'local' && flags.includes('accept-local'))) return false;
  const leadsBack = row.dev === indev?.name || row.nexthops?.some((hop) => hop.dev === indev?.name);
  return leadsBack === true || flags.includes('loose');
}

/** ipv4_is_local_multicast: 224.0.0.0/24 */
const isLocalMulticast = (address: number) => (address & 0xffffff00) >>> 0 === 0xe0000000;

/** No answer comes from an address of many, or of none. */
const rpfilter_get_saddr = (address: number) =>
  isMulticastIpv4(address) || address === EVERYBODY || address === 0 ? 0 : address;

const dscpOf = ({ tos }: Ipv4) => tos & 0xfc;

const once = { takes: 0 };

export const rpfilter: MatchExtension<{ flags: readonly Flag[] }> = {
  tables: ['raw', 'mangle'],
  hooks: ['PREROUTING'],
  options: { '--loose': once, '--validmark': once, '--accept-local': once, '--invert': once },
  parse: (options) => ({
    flags: FLAGS.filter((flag) => options.some(({ name }) => name === `--${flag}`)),
  }),
  match: ({ flags }, state) => passes(flags, state) !== flags.includes('invert'),
  save: ({ flags }) => flags.map((flag) => `--${flag}`).join(' '),
  list: ({ flags }) => ['rpfilter', ...flags].join(' '),
};
