import { describe, expect, it } from 'vitest';
import { readNflog } from './nflog.ts';

const octets = (text: string) => Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16));
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0).toString(16)).join('');
const PREFIX = `2000${'0a00'}${ascii('TRACE: raw:PREROUTING:rule:1')}`;

describe('packets of the netfilter log', () => {
  it('carry the place in the rule set, the devices by ifindex, the mark and the packet', () => {
    const bytes = octets(
      `02000000${PREFIX}${'08000400'}00000005${'08000600'}000008de${'08000200'}00004000${'08000b00'}00000000${'05000900'}45000000`,
    );
    expect(readNflog(bytes)).toMatchObject({
      prefix: 'TRACE: raw:PREROUTING:rule:1',
      in: 5,
      out: 0,
      physin: 2270,
      physout: 0,
      mark: 0x4000,
      uid: 0,
      header: null,
      packet: octets('45'),
    });
  });

  it('say no owner where the kernel names none', () => {
    expect(readNflog(octets(`02000000${PREFIX}`)).uid).toBeNull();
  });
});
