// net/netfilter/xt_TCPMSS.c: a smaller maximum segment size in a SYN.
import type { Ipv4Address } from '../../../wire/address.ts';
import type { Ipv4 } from '../../../wire/ipv4.ts';
import { IP_HLEN } from '../../../wire/ipv4.ts';
import { decodeTcpOptions, TCP_HLEN, TCP_SYN, type Tcp, withMss } from '../../../wire/tcp.ts';
import { dst_mtu } from '../../ipv4/fib_exceptions.ts';
import { type Dst, ip_route_output_quiet } from '../../ipv4/route.ts';
import type { Net } from '../../net_namespace.ts';
import { set_ip } from '../../skbuff.ts';
import { uint } from '../parse/xtoptions.ts';
import { type CheckPlace, type HookState, OptionError, type TargetExtension } from '../types.ts';

/** null: as the path's MTU allows. */
interface TcpmssParams {
  readonly mss: number | null;
}

const HEADERS = IP_HLEN + TCP_HLEN;
/** RFC 1122 4.2.2.6: what a host that names no size can take. */
const DEFAULT_MSS = 536;
const OPT_MSS = [2, 4];
const MAX_OPTIONS = 40;
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** tcpmss_reverse_mtu and dst_mtu: the smaller of what the ways to the destination and back to the source take. */
function pathMtu({ net, skb, packet, out }: HookState): number {
  const back = ip_route_output_quiet(net, packet.src);
  return Math.min(
    mtuOf(net, packet.dst, skb.dst) ?? out?.mtu ?? NO_LIMIT,
    mtuOf(net, packet.src, back) ?? NO_LIMIT,
  );
}

function mtuOf(net: Net, to: Ipv4Address, dst: Dst | null): number | null {
  if (dst?.kind === 'output') return dst.mtu;
  // What is forwarded need not mind what was learned of the path; this does.
  return dst?.kind === 'forward' ? dst_mtu(net, to, dst) : null;
}

/** tcpmss_mangle_packet: the option never grows; where there is none it is added. */
function mangled(segment: Tcp, mss: number): Tcp {
  const own = decodeTcpOptions(segment.options).mss;
  if (own !== null) return own <= mss ? segment : { ...segment, options: withMss(segment.options, mss) };
  if (segment.payload.bytes.length > 0 || segment.options.length >= MAX_OPTIONS) return segment;
  const size = Math.min(mss, DEFAULT_MSS);
  const options = Uint8Array.from([...OPT_MSS, size >> 8, size & 0xff, ...segment.options]);
  return { ...segment, options };
}

function isSynMatch({ rule }: CheckPlace): boolean {
  return rule.matches.some(
    (match) =>
      match.kind === 'match' &&
      match.name === 'tcp' &&
      /(?<!! )--tcp-flags \S*SYN\S* \S*SYN/.test(match.save),
  );
}

export const TCPMSS: TargetExtension<TcpmssParams> = {
  options: { '--set-mss': { takes: 1 }, '--clamp-mss-to-pmtu': { takes: 0 } },
  protocol: 6,
  parse(options) {
    const [option] = options;
    if (!option) throw new OptionError('TCPMSS target: At least one parameter is required');
    const clamp = options.some(({ name }) => name === '--clamp-mss-to-pmtu');
    const set = options.find(({ name }) => name === '--set-mss');
    const mss = set ? uint('TCPMSS', set, 0xffff - IP_HLEN) : null;
    return { mss: clamp ? null : mss };
  },
  check({ mss }, place) {
    if (mss === null && (place.hooks.has('PREROUTING') || place.hooks.has('INPUT')))
      return 'path-MTU clamping only supported in FORWARD, OUTPUT and POSTROUTING hooks';
    return isSynMatch(place) ? null : 'Only works on TCP SYN packets';
  },
  act({ mss }, state) {
    const { skb, packet } = state;
    const { payload } = packet;
    if (payload.layer !== 'tcp' || (payload.flags & TCP_SYN) === 0) return 'CONTINUE';
    const mtu = mss === null ? pathMtu(state) : 0;
    if (mss === null && mtu <= HEADERS) return 'DROP';
    const segment = mangled(payload, mss ?? mtu - HEADERS);
    if (segment !== payload) set_ip(skb, { ...packet, payload: segment } satisfies Ipv4);
    return 'CONTINUE';
  },
  save: ({ mss }) => (mss === null ? '--clamp-mss-to-pmtu' : `--set-mss ${mss}`),
  list: ({ mss }) => (mss === null ? 'TCPMSS clamp to PMTU' : `TCPMSS set ${mss}`),
};
