// What the marks in the packet view rest on: pairing layers from the inside.
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../engine/library.fixture.ts';
import { stepsAt } from '../../engine/trace/steps.ts';
import { dissect } from '../../engine/wire/dissect.ts';
import type { Ethernet } from '../../engine/wire/ethernet.ts';
import { encodeFrame, type Frame } from '../../engine/wire/frame.ts';
import type { Ipv4 } from '../../engine/wire/ipv4.ts';
import { bitsOf, octet, overlap, ownersOf } from './bits.ts';
import { compare, framesAt } from './compare.ts';
import { echoRequest, wrapped } from './frames.fixture.ts';

const cases = await openLibrary();
const [MAC_A, MAC_B] = ['86:41:d0:e3:0c:65', '2e:5b:e9:3d:88:51'] as const;

const sameOctets = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((value, index) => value === b[index]);

const between = (now: Frame, then: Frame | null) => compare(dissect(now), then && dissect(then));

describe('comparing a packet with itself a step earlier', () => {
  const packet: Ipv4 = echoRequest(64);
  const frame: Ethernet = {
    layer: 'ethernet',
    dst: '2e:5b:e9:3d:88:51',
    src: '86:41:d0:e3:0c:65',
    type: 0x0800,
    payload: packet,
  };

  it('marks nothing on a packet that is seen for the first time', () => {
    const { layers, gone } = between(frame, null);
    expect(gone).toEqual([]);
    expect(layers.every(({ fresh, fields }) => !fresh && fields.every(({ before }) => before === null))).toBe(
      true,
    );
  });

  it('names the old value of each field that changed, and no other', () => {
    const { layers } = between({ ...frame, payload: echoRequest(63) }, frame);
    const changed = layers.flatMap(({ fields }) => fields).filter(({ before }) => before !== null);
    expect(changed.map(({ name, before, text }) => [name, before, text])).toEqual([
      ['Time to Live', '64', '63'],
      ['Header Checksum', expect.any(String), expect.any(String)],
    ]);
  });

  it('shows the headers of a tunnel as new, and what is inside as the same', () => {
    const { layers, gone } = between(wrapped(frame), frame);
    expect(layers.map(({ layer, fresh }) => [layer, fresh])).toEqual([
      ['ipv4', true],
      ['udp', true],
      ['vxlan', true],
      ['ethernet', false],
      ['ipv4', false],
      ['icmp', false],
      ['data', false],
    ]);
    expect(gone).toEqual([]);
  });

  it('names the headers that were taken off', () => {
    const { gone, layers } = between(packet, frame);
    expect(gone.map(({ layer }) => layer)).toEqual(['ethernet']);
    expect(layers.some(({ fresh }) => fresh)).toBe(false);
  });
});

describe('fields that a person chose', () => {
  const frame: Ethernet = {
    layer: 'ethernet',
    dst: MAC_B,
    src: MAC_A,
    type: 0x0800,
    payload: echoRequest(64),
  };

  it('stay the same fields when headers are put on outside', () => {
    const [bare, nested] = [between(frame, null).layers, between(wrapped(frame), frame).layers];
    const ttl = ownersOf(bare, 98)[14 + 8]!;
    expect(ttl.names).toBe('Time to Live');
    expect(bitsOf(bare, ttl.fields)).toEqual({ start: (14 + 8) * 8, length: 8 });
    expect(bitsOf(nested, ttl.fields)).toEqual({ start: (36 + 14 + 8) * 8, length: 8 });
  });

  it('are nowhere in a packet that has no such header', () => {
    const outer = ownersOf(between(wrapped(frame), null).layers, 134)[8]!;
    expect(bitsOf(between(frame, null).layers, outer.fields)).toBeNull();
  });

  it('are found by each of their octets, in the innermost header too', () => {
    const { layers, bytes } = between(wrapped(frame), null);
    ownersOf(layers, bytes.length).forEach((owner, index) => {
      expect(overlap(bitsOf(layers, owner!.fields), octet(index))).toBe(true);
    });
  });
});

describe('what changed at a step', () => {
  it.each(cases.map((each) => [each.name, each.trace] as const))(
    'is marked if and only if octets differ: %s',
    (_name, trace) => {
      const wrong = [...stepsAt(trace, 'stage')].filter((tick) => {
        const frames = framesAt(trace, 'stage', tick);
        if (!frames?.before) return false;
        const { layers, gone, bytes } = between(frames.now, frames.before);
        const marked =
          gone.length > 0 ||
          layers.some(({ fresh, fields }) => fresh || fields.some((f) => f.before !== null));
        return marked === sameOctets(bytes, encodeFrame(frames.before));
      });
      expect(wrong).toEqual([]);
    },
  );

  it('is a destination, a port and their checksums where a service is asked by its ClusterIP', () => {
    const { trace } = cases.find(({ name }) => name.startsWith('clusterip-iptables'))!;
    const index = trace.events.findIndex(({ did }) => did.kind === 'nat' && did.manip === 'dst');
    const frames = framesAt(trace, 'stage', trace.ticks[index]!)!;
    const fields = between(frames.now, frames.before).layers.flatMap((layer) => layer.fields);
    expect(fields.filter(({ before }) => before !== null).map(({ name }) => name)).toEqual([
      'Header Checksum',
      'Destination Address',
      'Checksum',
    ]);
  });
});
