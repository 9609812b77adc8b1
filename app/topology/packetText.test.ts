// What the packet's card says: its kind in words, its layers from the outside in, and what just changed.
import { describe, expect, it } from 'vitest';
import type { Ethernet } from '../../engine/wire/ethernet.ts';
import { echo, ICMP_ECHO, ICMP_ECHOREPLY, ICMP_TIME_EXCEEDED, type Icmp } from '../../engine/wire/icmp.ts';
import type { Ipv4 } from '../../engine/wire/ipv4.ts';
import { parseIpv4 } from '../../engine/wire/parse_address.ts';
import { en } from '../words/catalogue.ts';
import { bandsOf, changeText, packetKind } from './packetText.ts';

const ip = (payload: Ipv4['payload'], ttl: number, src = '10.10.2.238', dst = '10.10.3.4'): Ipv4 => ({
  layer: 'ipv4',
  tos: 0,
  id: 1,
  df: true,
  mf: false,
  fragment: 0,
  ttl,
  protocol: payload.layer === 'udp' ? 17 : 1,
  src: parseIpv4(src)!,
  dst: parseIpv4(dst)!,
  payload,
});
const ethernet = (
  payload: Ethernet['payload'],
  src = '86:41:d0:e3:0c:65',
  dst = '2e:5b:e9:3d:88:51',
): Ethernet => ({
  layer: 'ethernet',
  dst,
  src,
  type: payload.layer === 'arp' ? 0x0806 : 0x0800,
  payload,
});
const request = echo(ICMP_ECHO, 7, 1, new Uint8Array(56));
const wrapped = (inner: Ethernet): Ethernet =>
  ethernet(
    ip(
      {
        layer: 'udp',
        sport: 45686,
        dport: 8472,
        checksummed: false,
        payload: { layer: 'vxlan', vni: 1, payload: inner },
      },
      64,
      '192.168.205.4',
      '192.168.205.3',
    ),
  );
const text = (bands: ReturnType<typeof bandsOf>, nth: number) => bands[nth]!.parts.map(changeText).join(' ');

describe('the kind of a packet', () => {
  it('tells requests, replies, errors and ARP apart by glyph and word', () => {
    const error: Icmp = { layer: 'icmp', type: ICMP_TIME_EXCEEDED, code: 0, rest: 0, body: new Uint8Array() };
    const arp = (op: number) =>
      ethernet({ layer: 'arp', op, sha: '02:00:00:00:00:01', spa: 1, tha: '00:00:00:00:00:00', tpa: 2 });
    const frames = [
      ethernet(ip(request, 64)),
      ethernet(ip(echo(ICMP_ECHOREPLY, 7, 1, new Uint8Array()), 64)),
      ethernet(ip(error, 64)),
      arp(1),
      arp(2),
    ];
    expect(frames.map((frame) => packetKind(en.topology.packets, frame).title)).toEqual([
      'ICMP echo request',
      'ICMP echo reply',
      'ICMP error: time exceeded',
      'ARP request',
      'ARP reply',
    ]);
    expect(new Set(frames.map((frame) => packetKind(en.topology.packets, frame).glyph)).size).toBe(
      frames.length,
    );
  });

  it('is that of the innermost packet, with a word on the tunnel', () => {
    expect(packetKind(en.topology.packets, wrapped(ethernet(ip(request, 63)))).title).toBe(
      'ICMP echo request, in VXLAN',
    );
  });
});

describe('the bands of a frame', () => {
  it('are its layers from the outside in, with the values that matter', () => {
    const bands = bandsOf(wrapped(ethernet(ip(request, 63))), null);
    expect(bands.map((band) => band.layer)).toEqual([
      'ethernet',
      'ipv4',
      'udp',
      'vxlan',
      'ethernet',
      'ipv4',
      'icmp',
    ]);
    expect(text(bands, 1)).toBe('192.168.205.4 → 192.168.205.3 TTL 64');
    expect(text(bands, 3)).toBe('VNI 1');
    expect(text(bands, 6)).toBe('echo request id 7 seq 1');
  });

  it('keep their identity when something is wrapped around them', () => {
    const inner = ethernet(ip(request, 63));
    const plain = bandsOf(inner, null).map((band) => band.id);
    expect(
      bandsOf(wrapped(inner), inner)
        .map((band) => band.id)
        .slice(-3),
    ).toEqual(plain);
  });

  it('show the falling TTL as old and new, and leave unchanged values alone', () => {
    const bands = bandsOf(ethernet(ip(request, 63)), ethernet(ip(request, 64)));
    expect(text(bands, 1)).toBe('10.10.2.238 → 10.10.3.4 TTL 64 → 63');
    expect(bands[0]!.parts.every((part) => part.was === null)).toBe(true);
  });

  it('remember a rewritten address', () => {
    const bands = bandsOf(ethernet(ip(request, 63), '02:00:00:00:00:01'), ethernet(ip(request, 63)));
    expect(bands[0]!.parts.map((part) => part.was)).toEqual(['86:41:d0:e3:0c:65', null, null]);
  });

  it('compare layers from the inside, so that a new header has nothing to be compared with', () => {
    const inner = ethernet(ip(request, 63));
    const bands = bandsOf(wrapped(inner), inner);
    expect(bands.flatMap((band) => band.parts).every((part) => part.was === null)).toBe(true);
  });
});
