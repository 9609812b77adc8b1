// What the marks in the packet view rest on: pairing layers from the inside.
import { describe, expect, it } from 'vitest';
import { dissect } from '../../engine/wire/dissect.ts';
import type { Ethernet } from '../../engine/wire/ethernet.ts';
import type { Frame } from '../../engine/wire/frame.ts';
import type { Ipv4 } from '../../engine/wire/ipv4.ts';
import { compare } from './compare.ts';
import { echoRequest, wrapped } from './frames.fixture.ts';

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
