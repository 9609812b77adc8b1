// Values and octets say the same: what is encoded decodes to itself, and what Linux sent encodes to what Linux sent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMac, macFromOctets, macToOctets } from './address.ts';
import { decodeArp } from './arp.ts';
import { checksum, checksumGood } from './checksum.ts';
import { decodeEthernet } from './ethernet.ts';
import { encodeFrame, type Frame, layersOf } from './frame.ts';
import {
  anyArp,
  anyEthernet,
  anyFrame,
  anyPacket,
  CAPTURED,
  CAPTURED_OFFLOADED,
  fromHex,
} from './frames.fixture.ts';
import { decodeIcmp, decodeQuoted, type Icmp } from './icmp.ts';
import { decodeIpv4, encodeIpv4, type Ipv4 } from './ipv4.ts';
import { decodeUdp, encodeUdp } from './udp.ts';
import { decodeVxlan } from './vxlan.ts';

function decoded<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new Error('did not decode');
  return result.value;
}

const frameOf = (name: keyof typeof CAPTURED) => decoded(decodeEthernet(fromHex(CAPTURED[name])));
const kindsOf = (frame: Frame) => layersOf(frame).map(({ layer }) => layer);

function packetIn(name: keyof typeof CAPTURED): Ipv4 {
  const { payload } = frameOf(name);
  if (payload.layer !== 'ipv4') throw new Error('no IPv4 packet');
  return payload;
}

function messageIn(name: keyof typeof CAPTURED): Icmp {
  const { payload } = packetIn(name);
  if (payload.layer !== 'icmp') throw new Error('no ICMP message');
  return payload;
}

describe('decode undoes encode', () => {
  it('[W1] for Ethernet frames of every kind', () => {
    fc.assert(
      fc.property(anyEthernet, (frame) => {
        expect(decodeEthernet(encodeFrame(frame))).toEqual({ ok: true, value: frame });
      }),
    );
  });

  it('[W1] for bare IPv4 packets and ARP', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        expect(decodeIpv4(encodeIpv4(packet))).toEqual({ ok: true, value: packet });
      }),
    );
    fc.assert(
      fc.property(anyArp, (packet) => {
        expect(decodeArp(encodeFrame(packet))).toEqual({ ok: true, value: packet });
      }),
    );
  });

  it('[W2] padding behind an IPv4 packet or ARP changes nothing', () => {
    const padded = anyEthernet.filter(({ payload }) => payload.layer !== 'data');
    fc.assert(
      fc.property(padded, fc.uint8Array({ maxLength: 46 }), (frame, padding) => {
        const result = decodeEthernet(Uint8Array.of(...encodeFrame(frame), ...padding));
        expect(result).toEqual({ ok: true, value: frame });
      }),
    );
  });
});

describe('frames that Linux sent', () => {
  it.each(Object.keys(CAPTURED) as (keyof typeof CAPTURED)[])('%s: encodes to the very octets', (name) => {
    expect(encodeFrame(frameOf(name))).toEqual(fromHex(CAPTURED[name]));
  });

  it('an ARP request asks everybody it does not know yet', () => {
    expect(frameOf('ARP request').payload).toMatchObject({
      op: 1,
      sha: '02:00:00:00:01:01',
      tha: '00:00:00:00:00:00',
    });
  });

  it('an echo request has its identifier and sequence number in the rest of the header', () => {
    expect(packetIn('echo request')).toMatchObject({
      ttl: 64,
      df: true,
      id: 0x3675,
      payload: { type: 8, rest: 0x22100001 },
    });
  });

  it('a frame in a VXLAN tunnel is decoded to the innermost layer', () => {
    expect(kindsOf(frameOf('VXLAN with echo request'))).toEqual([
      'ethernet',
      'ipv4',
      'udp',
      'vxlan',
      'ethernet',
      'ipv4',
      'icmp',
    ]);
    expect(kindsOf(frameOf('VXLAN with ARP'))).toEqual([
      'ethernet',
      'ipv4',
      'udp',
      'vxlan',
      'ethernet',
      'arp',
    ]);
  });

  it('an error quotes the packet it is about, as that packet was', () => {
    expect(decodeQuoted(messageIn('time exceeded'))).toMatchObject({
      ttl: 1,
      id: 0x3677,
      df: true,
      payload: { layer: 'icmp', type: 8 },
    });
    expect(decodeQuoted(messageIn('port unreachable'))).toMatchObject({
      ttl: 63,
      payload: { layer: 'udp', sport: 40000, dport: 9 },
    });
  });

  it('a checksum that the sender left to a device is no reason to refuse; encoding fills it in', () => {
    const frame = decoded(decodeEthernet(fromHex(CAPTURED_OFFLOADED)));
    const datagram = encodeFrame(frame).subarray(34);
    expect(kindsOf(frame)).toEqual(['ethernet', 'ipv4', 'udp', 'data']);
    expect(datagram.subarray(6, 8)).not.toEqual(fromHex('17bf'));
    expect(checksumGood(Uint8Array.of(...fromHex('0a4d0102 0a4d0202 0011 0010'), ...datagram))).toBe(true);
  });
});

describe('checksums', () => {
  it('RFC 1071 section 3: the example sums to ddf2', () => {
    expect(checksum(fromHex('0001 f203 f4f5 f6f7'))).toBe(0xffff - 0xddf2);
  });

  it('an odd octet at the end counts as if a zero followed', () => {
    expect(checksum(fromHex('0102 03'))).toBe(checksum(fromHex('0102 0300')));
  });

  it('a UDP sum of zero is sent as all ones, and none as zero', () => {
    const zero = {
      layer: 'udp',
      sport: 0,
      dport: 0,
      checksummed: true,
      payload: { layer: 'data', bytes: fromHex('ffd8') },
    } as const;
    // Pseudo header and header: 17 + 10 + 10 = 0x25, and 0xffd8 more is all ones but two.
    const bytes = { ...zero, sport: 2 };
    expect(encodeUdp(bytes, 0, 0).subarray(6, 8)).toEqual(fromHex('ffff'));
    expect(encodeUdp({ ...bytes, checksummed: false }, 0, 0).subarray(6, 8)).toEqual(fromHex('0000'));
  });
});

describe('octets of strangers', () => {
  const decoders = [decodeEthernet, decodeArp, decodeIpv4, decodeIcmp, decodeUdp, decodeVxlan];

  it('[W3] any octets get a value or a problem, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const decode of decoders) expect(typeof decode(bytes).ok).toBe('boolean');
      }),
    );
  });

  it('[W3] a frame cut anywhere, with any octet changed, still re-encodes', () => {
    fc.assert(
      fc.property(
        anyFrame,
        fc.nat(300),
        fc.nat(300),
        fc.integer({ min: 0, max: 255 }),
        (frame, length, at, value) => {
          const bytes = encodeFrame(frame).slice(0, length);
          if (at < bytes.length) bytes[at] = value;
          for (const result of [decodeEthernet(bytes), decodeIpv4(bytes)]) {
            if (result.ok) expect(encodeFrame(result.value).length).toBeLessThanOrEqual(bytes.length);
          }
        },
      ),
    );
  });

  it('[W4] what cannot be decoded stays Data, octet by octet', () => {
    const whole = fromHex(CAPTURED['echo request']);
    const cases: [string, number, number][] = [
      ['IPv6 in an IPv4 frame', 14, 0x65],
      ['IPv4 options', 14, 0x46],
      ['a total length beyond the frame', 16, 0xff],
    ];
    for (const [, at, value] of cases) {
      const bytes = whole.slice();
      bytes[at] = value;
      const frame = decoded(decodeEthernet(bytes));
      expect(frame.payload.layer).toBe('data');
      expect(encodeFrame(frame)).toEqual(bytes);
    }
  });

  it('[W4] VXLAN with other flags, or on another port, stays Data', () => {
    const flags = 14 + 20 + 8;
    const dport = 14 + 20 + 2;
    for (const [at, value] of [
      [flags, 0x0c],
      [flags + 1, 1],
      [flags + 7, 1],
      [dport, 0],
    ] as const) {
      const bytes = fromHex(CAPTURED['VXLAN with ARP']);
      bytes[at] = value;
      expect(kindsOf(decoded(decodeEthernet(bytes)))).toEqual(['ethernet', 'ipv4', 'udp', 'data']);
    }
  });

  it('a problem says where, what and what would have been right', () => {
    expect(decodeEthernet(new Uint8Array(5))).toEqual({
      ok: false,
      problem: { where: 'Ethernet header', what: 'found 5 octets', expected: '14' },
    });
  });

  it('a quote shorter than header and 8 octets is none', () => {
    const message = messageIn('time exceeded');
    expect(decodeQuoted({ ...message, body: message.body.slice(0, 28) })).not.toBeNull();
    expect(decodeQuoted({ ...message, body: message.body.slice(0, 27) })).toBeNull();
    expect(decodeQuoted({ ...message, type: 8 })).toBeNull();
  });
});

it('MAC addresses are the same as text, octets and number', () => {
  expect(macFromOctets(macToOctets('02:00:00:0a:ff:01'))).toBe('02:00:00:0a:ff:01');
  expect(formatMac(0x0200000aff01)).toBe('02:00:00:0a:ff:01');
});
