// The log is what dmesg shows: the expected lines are those of Linux 6.18, whose namespaces sent the same packets.
import { expect, it } from 'vitest';
import type { TableStage, Trace, TraceEvent, Walk } from '../../trace/events.ts';
import type { Outline } from '../../trace/outline.ts';
import { data } from '../../wire/data.ts';
import type { Frame } from '../../wire/frame.ts';
import { echo, ICMP_ECHO, type Icmp } from '../../wire/icmp.ts';
import { encodeIpv4, type Ipv4 } from '../../wire/ipv4.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { dump_ipv4_packet } from './nf_log_ipv4.ts';
import { traceLog } from './trace_log.ts';

const [A, B, ROUTER] = ['10.77.1.2', '10.77.2.2', '10.77.1.1'].map((text) => parseIpv4(text)!) as [
  number,
  number,
  number,
];

const packet = (about: Partial<Ipv4> & Pick<Ipv4, 'payload'>): Ipv4 => ({
  layer: 'ipv4',
  tos: 0,
  id: 0,
  df: false,
  mf: false,
  fragment: 0,
  ttl: 64,
  protocol: 1,
  src: A,
  dst: B,
  ...about,
});

const ping = (about: Partial<Ipv4>, id: number, size = 56): Ipv4 =>
  packet({ df: true, ...about, payload: echo(ICMP_ECHO, id, 1, new Uint8Array(size)) });

const datagram = packet({
  df: true,
  id: 26445,
  ttl: 63,
  protocol: 17,
  payload: { layer: 'udp', sport: 40000, dport: 9, checksummed: true, payload: data(new Uint8Array(8)) },
});

/** Errors carry at most 576 octets in all. */
const error = (type: number, code: number, rest: number, about: Ipv4): Icmp => ({
  layer: 'icmp',
  type,
  code,
  rest,
  body: encodeIpv4(about).slice(0, 548),
});

const outline: Outline = {
  title: '',
  machines: [{ id: 0, name: 'node-a', label: 'Node A', kernel: '6.18' }],
  namespaces: [{ id: 0, name: 'node-a/pod-a', label: 'Pod A', machine: 0, root: false, tracks: false }],
  devices: [],
  segments: [],
};

const TABLE: TableStage = {
  kind: 'table',
  table: 'raw',
  hook: 'PREROUTING',
  verdict: 'ACCEPT',
  in: null,
  out: null,
  physin: null,
  physout: null,
  mac: null,
  uid: null,
};

const WALK: Walk = {
  kind: 'walk',
  table: 'raw',
  chain: 'PREROUTING',
  first: 1,
  failed: Uint8Array.of(0),
  tried: 1,
  matched: true,
  outcome: { kind: 'policy', verdict: 'ACCEPT' },
  record: { comment: 'policy', num: 2 },
  traced: true,
  mark: 0,
};

/** A trace of one walk in one table. */
function traceOf(stage: Partial<TableStage>, walk: Partial<Walk>, frame: Frame): Trace {
  const event = { time: 0, ns: 0, dev: -1, skb: 1, frame, fn: 'ipt_do_table', cause: -1, changes: [] };
  const events: TraceEvent[] = [
    { ...event, parent: -1, end: 1, level: 'stage', did: { ...TABLE, ...stage } },
    { ...event, parent: 0, end: 1, level: 'rule', did: { ...WALK, ...walk } },
  ];
  return { events, ticks: Int32Array.of(0, 1, 2), outcome: { answered: true, output: '', failure: null } };
}

const log = (stage: Partial<TableStage>, walk: Partial<Walk>, frame: Frame): string[] =>
  traceLog(traceOf(stage, walk, frame), outline);

it('LOG writes its prefix, traced or not, and of the fields those it was asked for', () => {
  const named = { prefix: 'ping: ', uid: false, tcpSequence: false, tcpOptions: false };
  const outcome = { kind: 'continue', target: 'LOG', log: named } as const;
  const [line, ...more] = log(
    { out: 'a0', uid: 0 },
    { chain: 'OUTPUT', traced: false, outcome },
    ping({ id: 1 }, 2),
  );
  expect(more).toEqual([]);
  expect(line).toMatch(/ kernel: ping: IN= OUT=a0 SRC=.* ID=2 SEQ=1 $/);
  expect(
    log({ out: 'a0', uid: 0 }, { outcome: { ...outcome, log: { ...named, uid: true } } }, ping({ id: 1 }, 2)),
  ).toHaveLength(2);
});

it('a packet of a local process: no IN, no MAC, and whose socket it is', () => {
  expect(log({ out: 'a0', uid: 0 }, { chain: 'OUTPUT' }, ping({ id: 13941 }, 8720))).toEqual([
    'node-a kernel: TRACE: raw:OUTPUT:policy:2 IN= OUT=a0 SRC=10.77.1.2 DST=10.77.2.2 LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=13941 DF ' +
      'PROTO=ICMP TYPE=8 CODE=0 ID=8720 SEQ=1 UID=0 GID=0 ',
  ]);
});

it('a bridged packet in its frame: the ports, the link header, and the mark last', () => {
  const mac = { dst: '2e:5b:e9:3d:88:51', src: '86:41:d0:e3:0c:65', type: 0x0800 };
  const frame: Frame = { layer: 'ethernet', ...mac, payload: ping({ id: 63186 }, 8704) };
  const stage = { in: 'cni0', out: 'cni0', physin: 'vethef2d98bc', physout: 'veth0', mac };
  expect(log(stage, { mark: 0x4000, record: { comment: 'rule', num: 1 } }, frame)).toEqual([
    'node-a kernel: TRACE: raw:PREROUTING:rule:1 IN=cni0 OUT=cni0 PHYSIN=vethef2d98bc PHYSOUT=veth0 ' +
      'MAC=2e:5b:e9:3d:88:51:86:41:d0:e3:0c:65:08:00 SRC=10.77.1.2 DST=10.77.2.2 LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=63186 DF ' +
      'PROTO=ICMP TYPE=8 CODE=0 ID=8704 SEQ=1 MARK=0x4000 ',
  ]);
});

it('rules that leave no record, and packets nobody traces, are silent', () => {
  expect(log({}, { record: null }, ping({}, 1))).toEqual([]);
  expect(log({}, { traced: false }, ping({}, 1))).toEqual([]);
});

const words: [string, Ipv4, string][] = [
  [
    'UDP',
    { ...datagram, ttl: 64 },
    'SRC=10.77.1.2 DST=10.77.2.2 LEN=36 TOS=0x00 PREC=0x00 TTL=64 ID=26445 DF PROTO=UDP SPT=40000 DPT=9 LEN=16 ',
  ],
  [
    'an error about a ping',
    packet({
      tos: 0xc0,
      id: 40669,
      src: ROUTER,
      dst: A,
      payload: error(11, 0, 0, ping({ id: 13943, ttl: 1 }, 8722)),
    }),
    'SRC=10.77.1.1 DST=10.77.1.2 LEN=112 TOS=0x00 PREC=0xC0 TTL=64 ID=40669 PROTO=ICMP TYPE=11 CODE=0 ' +
      '[SRC=10.77.1.2 DST=10.77.2.2 LEN=84 TOS=0x00 PREC=0x00 TTL=1 ID=13943 DF PROTO=ICMP TYPE=8 CODE=0 ID=8722 SEQ=1 ] ',
  ],
  [
    'an error about a datagram',
    packet({ tos: 0xc0, id: 31320, ttl: 63, src: B, dst: A, payload: error(3, 3, 0, datagram) }),
    'SRC=10.77.2.2 DST=10.77.1.2 LEN=64 TOS=0x00 PREC=0xC0 TTL=63 ID=31320 PROTO=ICMP TYPE=3 CODE=3 ' +
      '[SRC=10.77.1.2 DST=10.77.2.2 LEN=36 TOS=0x00 PREC=0x00 TTL=63 ID=26445 DF PROTO=UDP SPT=40000 DPT=9 LEN=16 ] ',
  ],
  [
    'a packet too big: the quote keeps its own length though it is cut, and the MTU follows',
    packet({ tos: 0xc0, id: 40688, src: ROUTER, dst: A, payload: error(3, 4, 1400, ping({}, 8765, 1420)) }),
    'SRC=10.77.1.1 DST=10.77.1.2 LEN=576 TOS=0x00 PREC=0xC0 TTL=64 ID=40688 PROTO=ICMP TYPE=3 CODE=4 ' +
      '[SRC=10.77.1.2 DST=10.77.2.2 LEN=1448 TOS=0x00 PREC=0x00 TTL=64 ID=0 DF PROTO=ICMP TYPE=8 CODE=0 ID=8765 SEQ=1 ] MTU=1400 ',
  ],
  [
    'the first fragment, which has the ICMP header',
    packet({ id: 13944, mf: true, payload: data(encodeIpv4(ping({}, 8766, 1368)).slice(20)) }),
    'SRC=10.77.1.2 DST=10.77.2.2 LEN=1396 TOS=0x00 PREC=0x00 TTL=64 ID=13944 MF PROTO=ICMP TYPE=8 CODE=0 ID=8766 SEQ=1 ',
  ],
  [
    'the last fragment, which has not',
    packet({ id: 13944, fragment: 172, payload: data(new Uint8Array(232)) }),
    'SRC=10.77.1.2 DST=10.77.2.2 LEN=252 TOS=0x00 PREC=0x00 TTL=64 ID=13944 FRAG:172 PROTO=ICMP ',
  ],
];

it.each(words)('dump_ipv4_packet: %s', (_name, about, expected) => {
  expect(dump_ipv4_packet(encodeIpv4(about))).toBe(expected);
});

it('a quote shorter than a header says so', () => {
  const { body, ...rest } = error(11, 0, 0, ping({}, 1));
  const cut = (length: number) =>
    dump_ipv4_packet(encodeIpv4(packet({ payload: { ...rest, body: body.slice(0, length) } })));
  expect(cut(12)).toMatch(/TYPE=11 CODE=0 INCOMPLETE \[20 bytes\] $/);
  expect(cut(24)).toMatch(/DF PROTO=ICMP INCOMPLETE \[4 bytes\] \] $/);
});
