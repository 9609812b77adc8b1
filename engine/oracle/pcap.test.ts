import { describe, expect, it } from 'vitest';
import { readPcap } from './pcap.ts';

const octets = (text: string) => Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16));
const HEADER = '0200040000000000000000000000040001000000';
const RECORD = '02000000' + '05000000' + '03000000' + '03000000' + 'aabbcc';

describe('tcpdump savefiles', () => {
  it('are read with times in microseconds or nanoseconds, as the magic number says', () => {
    expect(readPcap(octets(`d4c3b2a1${HEADER}${RECORD}`))).toEqual([
      { time: 2_000_005_000n, bytes: octets('aabbcc') },
    ]);
    expect(readPcap(octets(`4d3cb2a1${HEADER}${RECORD}`))).toEqual([
      { time: 2_000_000_005n, bytes: octets('aabbcc') },
    ]);
  });

  it('may end in the middle of a record, which then does not count', () => {
    expect(readPcap(octets(`4d3cb2a1${HEADER}${RECORD}${RECORD.slice(0, -2)}`))).toHaveLength(1);
  });

  it('are told from other files', () => {
    expect(() => readPcap(octets(`00000000${HEADER}`))).toThrow('no pcap file');
  });
});
