// Links as strangers, mail programs and slips of the hand make them.
import { deflateRawSync, deflateSync } from 'node:zlib';

export interface BadLink {
  readonly name: string;
  readonly fragment: string;
  /** What the page must say about it. */
  readonly says: RegExp;
  /** The network itself is all right: it opens at its first step. */
  readonly opens?: boolean;
}

/** A fragment of version 1 around anything, packed as the page packs its own. */
export const wrap = (content: string | Uint8Array): string =>
  `#s=1.${deflateRawSync(content).toString('base64url')}`;

const pack = (content: unknown): string => wrap(JSON.stringify(content));

const AT = ['node-a', 'cni0', 'ip_forward', '', 0];
const GOOD = pack({ s: 'flannel-host-gw', a: AT, z: 1, f: 'node-b', t: 'fdb' });
const PAYLOAD = GOOD.slice('#s=1.'.length);
const cut = (length: number): string => GOOD.slice(0, length);
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const DAMAGED = /it is damaged or cut off; expected the whole link, as it was copied/;
const CHARACTERS = /it holds characters that no link of ours has, or lacks some at the end/;
const NOT_JSON = /what it holds is not JSON/;
const NO_MOMENT = /what it holds is no moment of ours/;

export const BAD_LINKS: readonly BadLink[] = [
  { name: 'something else after the #', fragment: '#section-3', says: /it does not begin like one of ours/ },
  {
    name: 'a version from the future',
    fragment: `#s=2.${PAYLOAD}`,
    says: /found version "2"; expected version 1/,
  },
  { name: 'a version called like a method', fragment: '#s=toString.x', says: /found version "toString"/ },
  { name: 'no payload', fragment: '#s=1.', says: CHARACTERS },
  { name: 'no payload and no dot', fragment: '#s=1', says: CHARACTERS },
  { name: 'cut off after a few characters', fragment: cut(9), says: DAMAGED },
  { name: 'cut off in the middle', fragment: cut(57), says: DAMAGED },
  { name: 'cut off near the end', fragment: cut(GOOD.length - 8), says: DAMAGED },
  { name: 'without its last characters', fragment: cut(GOOD.length - 3), says: CHARACTERS },
  {
    name: 'with other letters in the middle',
    fragment: GOOD.replace(/.{8}(?=.{40}$)/, 'AAAAAAAA'),
    says: NOT_JSON,
  },
  { name: 'with spaces in it', fragment: `${cut(30)} ${GOOD.slice(30)}`, says: CHARACTERS },
  { name: 'not base64', fragment: '#s=1.???===!!!', says: CHARACTERS },
  { name: 'in another alphabet', fragment: '#s=1.ссылка💥', says: CHARACTERS },
  {
    name: 'a megabyte of junk',
    fragment: `#s=1.${'junk'.repeat(262_144)}`,
    says: /it has 1,0\d\d,\d{3} characters; expected at most 262,144/,
  },
  {
    name: 'packed another way',
    fragment: `#s=1.${deflateSync('{"s":"flannel-host-gw"}').toString('base64url')}`,
    says: DAMAGED,
  },
  {
    name: 'something behind the payload',
    fragment: `#s=1.${Buffer.concat([deflateRawSync('{"s":"flannel-host-gw"}'), Buffer.from('more')]).toString('base64url')}`,
    says: DAMAGED,
  },
  {
    name: 'a bomb: few characters that unpack to many megabytes',
    fragment: wrap(new Uint8Array(32 * 1024 * 1024)),
    says: /it unpacks to more than a scenario can hold; expected at most 1,048,576 octets/,
  },
  { name: 'text that is no JSON', fragment: wrap('To be, or not to be'), says: NOT_JSON },
  {
    name: 'octets that are no text',
    fragment: wrap(new Uint8Array([0xff, 0xfe, 0x80, 0xc0])),
    says: NOT_JSON,
  },
  { name: 'nothing, packed', fragment: wrap(''), says: NOT_JSON },
  { name: 'JSON of null', fragment: pack(null), says: NO_MOMENT },
  { name: 'JSON of a list', fragment: pack(['flannel-host-gw']), says: /the link's scenario: found nothing/ },
  {
    name: 'JSON half a million brackets deep',
    fragment: wrap(nested(250_000)),
    says: /the link's scenario: found nothing/,
  },
  { name: 'no scenario', fragment: pack({ z: 1 }), says: /the link's scenario/ },
  { name: 'a number for a scenario', fragment: pack({ s: 7 }), says: /the link's scenario/ },
  {
    name: 'a scenario that is not in the library',
    fragment: pack({ s: 'calico-bgp' }),
    says: /scenario: there is none called "calico-bgp"; expected one of veth-pair, bridge/,
  },
  {
    name: 'a scenario called like a prototype',
    fragment: pack({ s: '__proto__' }),
    says: /there is none called "__proto__"/,
  },
  {
    name: 'a script for a scenario',
    fragment: pack({ s: '<script>alert(1)</script><img src=x onerror=alert(1)>' }),
    says: /there is none called "<script>alert\(1\)<\/script>/,
  },
  {
    name: 'a scenario in letters of all directions',
    fragment: pack({ s: '\u202Egnp.\u0000\uD800 مرحبا 🐇' }),
    says: /there is none called ".*مرحبا 🐇"/,
  },
  { name: 'a scenario of its own, empty', fragment: pack({ s: {} }), says: /the link's scenario, at / },
  {
    name: 'a scenario of its own, nested without end',
    fragment: wrap(`{"s":{"title":${nested(100_000)}}}`),
    says: /the link/,
  },
  {
    name: 'something set on every object',
    fragment: wrap('{"s":"flannel-host-gw","__proto__":{"z":2}}'),
    says: /it holds "__proto__"; expected scenario, probe, commands, position/,
  },
  {
    name: 'a key that no link has',
    fragment: pack({ s: 'flannel-host-gw', constructor: 1 }),
    says: /it holds "constructor"/,
  },
  { name: 'a zoom that is none', fragment: pack({ s: 'flannel-host-gw', z: 9 }), says: /the link's zoom/ },
  {
    name: 'a position with parts missing',
    fragment: pack({ s: 'flannel-host-gw', a: ['node-a'] }),
    says: /the link's position, part 2/,
  },
  {
    name: 'a position before the first',
    fragment: pack({ s: 'flannel-host-gw', a: [...AT.slice(0, 4), -1] }),
    says: /the link's position, part 5/,
  },
  {
    name: 'a probe from nowhere',
    fragment: pack({ s: 'flannel-host-gw', p: ['node-z', 'ping 10.10.3.4'] }),
    says: /probe\.in: there is no namespace "node-z"; expected one of node-a, node-a\/pod-a/,
  },
  {
    name: 'a probe that is no probe',
    fragment: pack({ s: 'flannel-host-gw', p: ['node-a', 'rm -rf /'] }),
    says: /probe: /,
  },
  {
    name: 'a step that does not come',
    fragment: pack({ s: 'flannel-host-gw', a: ['node-a', 'cni0', 'tcp_v4_rcv', '', 0] }),
    says: /step: there is none at "node-a cni0 tcp_v4_rcv" in this scenario/,
    opens: true,
  },
  {
    name: 'a namespace that is not there',
    fragment: pack({ s: 'flannel-host-gw', f: 'node-z' }),
    says: /focus: there is no namespace "node-z"/,
    opens: true,
  },
  {
    name: 'a pane that is not there',
    fragment: pack({ s: 'flannel-host-gw', t: 'sockets' }),
    says: /Pane: there is none called "sockets"; expected routes, iptables, netfilter, neighbours, fdb, links, sysctl, conntrack/,
    opens: true,
  },
];
