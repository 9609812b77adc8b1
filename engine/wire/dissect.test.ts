// A person can point at any bit of a frame and read what it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dissection, dissect } from './dissect.ts';
import { decodeEthernet, encodeFrame, type Frame, layersOf } from './frame.ts';
import { anyFrame, CAPTURED, fromHex } from './frames.fixture.ts';

function dissected(hex: string): Dissection {
  const frame = decodeEthernet(fromHex(hex));
  if (!frame.ok) throw new Error('did not decode');
  return dissect(frame.value);
}

const segment = (options: Uint8Array): Frame => ({
  layer: 'ipv4',
  ...{ tos: 0, id: 1, df: true, mf: false, fragment: 0, ttl: 64, protocol: 6, src: 1, dst: 2 },
  payload: {
    layer: 'tcp',
    ...{ sport: 1, dport: 80, seq: 0, ack: 0, flags: 2, window: 1, options },
    payload: { layer: 'data', bytes: new Uint8Array(0) },
  },
});

const texts = ({ layers }: Dissection, at: number) =>
  Object.fromEntries(layers[at]!.fields.map(({ name, text }) => [name, text]));

describe('laws of a dissection', () => {
  it('[D1] its octets are the encoded frame, and its layers tile them', () => {
    fc.assert(
      fc.property(anyFrame, (frame: Frame) => {
        const { bytes, layers } = dissect(frame);
        expect(bytes).toEqual(encodeFrame(frame));
        let end = 0;
        for (const layer of layers) {
          expect(layer.start).toBe(end);
          end += layer.length;
        }
        expect(end).toBe(bytes.length);
      }),
    );
  });

  it('[D2] the fields of a layer tile its header', () => {
    fc.assert(
      fc.property(anyFrame, (frame: Frame) => {
        for (const { start, length, fields } of dissect(frame).layers) {
          let bit = start * 8;
          for (const field of fields) {
            expect(field.start).toBe(bit);
            expect(field.length).toBeGreaterThan(0);
            expect(field.text).not.toBe('');
            bit += field.length;
          }
          expect(bit).toBe((start + length) * 8);
        }
      }),
    );
  });

  it('[D3] the layers begin with those of the frame, in their order', () => {
    fc.assert(
      fc.property(anyFrame, (frame: Frame) => {
        const kinds = layersOf(frame)
          .filter((layer) => layer.layer !== 'data' || layer.bytes.length > 0)
          .map(({ layer }) => layer);
        expect(
          dissect(frame)
            .layers.slice(0, kinds.length)
            .map(({ layer }) => layer),
        ).toEqual(kinds);
      }),
    );
  });

  it('[D4] what the engine encodes has good checksums throughout', () => {
    fc.assert(
      fc.property(anyFrame, (frame: Frame) => {
        for (const { fields, quoted } of dissect(frame).layers) {
          for (const { name, text } of fields)
            if (!quoted && name.endsWith('Checksum')) expect(text).toMatch(/\((good|none)\)$/);
        }
      }),
    );
  });
});

describe('frames that Linux sent', () => {
  it('names the bits of an IPv4 header as RFC 791 does', () => {
    expect(texts(dissected(CAPTURED['echo request']), 1)).toEqual({
      Version: '4',
      IHL: '5 (20 octets)',
      'Type of Service': '0x00',
      'Total Length': '84 octets',
      Identification: '13941 (0x3675)',
      Reserved: '0',
      DF: "1 (don't fragment)",
      MF: '0 (last fragment)',
      'Fragment Offset': '0',
      'Time to Live': '64',
      Protocol: '1 (ICMP)',
      'Header Checksum': '0xec96 (good)',
      'Source Address': '10.77.1.2',
      'Destination Address': '10.77.2.2',
    });
  });

  it('names the options of a TCP header one by one, as Linux lays them out', () => {
    const { layers } = dissect(segment(fromHex('020405b4 0402080a 00000001 00000002 01 030307')));
    expect(layers[1]!.fields.slice(10).map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Maximum Segment Size: 1460 octets',
      'SACK Permitted: yes',
      'Timestamps: TSval 1, TSecr 2',
      'No-Operation: padding',
      'Window Scale: shift by 7',
    ]);
  });

  it('tells of every layer of a tunnelled frame in one line each', () => {
    expect(
      dissected(CAPTURED['VXLAN with echo request']).layers.map(
        ({ title, summary }) => `${title}: ${summary}`,
      ),
    ).toEqual([
      'Ethernet II: 02:00:00:00:01:02 → 02:00:00:00:01:01',
      'Internet Protocol version 4: 10.77.1.2 → 10.77.2.2, TTL 64',
      'User Datagram Protocol: port 55719 → 8472 (VXLAN, Linux)',
      'Virtual eXtensible Local Area Network: VNI 1',
      'Ethernet II: 02:00:00:00:09:01 → 02:00:00:00:09:02',
      'Internet Protocol version 4: 192.168.9.1 → 192.168.9.2, TTL 64',
      'Internet Control Message Protocol: echo request, id 8721, seq 1',
      'Data: 56 octets: ee f1 00 6b 00 00 00 00 40 04 0c 00 00 00 00 00 …',
    ]);
  });

  it('shows what an error quotes as layers of its own', () => {
    const dissection = dissected(CAPTURED['port unreachable']);
    expect(dissection.layers.map(({ layer, quoted }) => `${quoted ? 'quoted ' : ''}${layer}`)).toEqual([
      'ethernet',
      'ipv4',
      'icmp',
      'quoted ipv4',
      'quoted udp',
      'quoted data',
    ]);
    expect(texts(dissection, 2)).toMatchObject({
      Type: '3 (destination unreachable)',
      Code: '3 (port unreachable)',
    });
    expect(texts(dissection, 3)).toMatchObject({ 'Header Checksum': '0xbcde (good)', 'Time to Live': '63' });
    // The sender had left this checksum to its device, and no device was in the way.
    expect(texts(dissection, 4)).toMatchObject({ Checksum: '0x17bf (bad)' });
  });

  it('[D5] a quote cut anywhere is shown as far as it goes', () => {
    const frame = decodeEthernet(fromHex(CAPTURED['time exceeded']));
    if (!frame.ok || frame.value.payload.layer !== 'ipv4' || frame.value.payload.payload.layer !== 'icmp')
      throw new Error('no error');
    const packet = frame.value.payload;
    const message = frame.value.payload.payload;
    for (let length = 0; length <= message.body.length; length++) {
      const { layers } = dissect({ ...packet, payload: { ...message, body: message.body.slice(0, length) } });
      const quoted = layers.filter((layer) => layer.quoted);
      expect(quoted.reduce((sum, layer) => sum + layer.length, 0)).toBe(length);
      expect(quoted[0]?.layer).toBe(length === 0 ? undefined : length < 20 ? 'data' : 'ipv4');
      if (length >= 28 && length < 84) expect(quoted[1]?.fields[2]?.text).toContain('not checked');
    }
  });

  it('[D6] so is a quoted TCP header whose options were cut off', () => {
    const frame = decodeEthernet(fromHex(CAPTURED['time exceeded']));
    if (!frame.ok || frame.value.payload.layer !== 'ipv4' || frame.value.payload.payload.layer !== 'icmp')
      throw new Error('no error');
    const { payload: message } = frame.value.payload;
    const header = Uint8Array.from({ length: 20 }, (_, at) => (at === 12 ? 0x70 : at));
    for (let options = 0; options <= 8; options++) {
      const body = Uint8Array.from([...message.body.slice(0, 20), ...header, ...new Uint8Array(options)]);
      body[9] = 6;
      const { layers } = dissect({ ...frame.value.payload, payload: { ...message, body } });
      const quoted = layers.filter((layer) => layer.quoted);
      expect(quoted.map(({ layer, length }) => [layer, length])).toEqual([
        ['ipv4', 20],
        ['tcp', 20 + options],
      ]);
    }
  });
});
