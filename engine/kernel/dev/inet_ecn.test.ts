// Congestion marks through a tunnel (RFC 6040).
import { describe, expect, it } from 'vitest';
import { INET_ECN_encapsulate, IP_ECN_decapsulate } from './inet_ecn.ts';

describe('congestion marks', () => {
  it.each([
    ['not capable', 0x00, 0x00],
    ['capable', 0x02, 0x02],
    ['capable, ECT(1)', 0x01, 0x01],
    ['marked: the outer header begins without', 0x03, 0x02],
    ['only these two bits', 0xb8, 0x00],
  ])('into the tunnel: %s', (_name, inner, outer) => {
    expect(INET_ECN_encapsulate(0, inner)).toBe(outer);
  });

  it.each([
    ['nothing happened', 0x02, 0x02, 0x02],
    ['a mark on the way is kept', 0x03, 0x02, 0x03],
    ['the class of service is the inner one', 0xb8, 0x10, 0x10],
    ['a mark for a packet that cannot carry one: it is dropped instead', 0x03, 0x10, null],
  ])('out of the tunnel: %s', (_name, outer, inner, after) => {
    expect(IP_ECN_decapsulate(outer, inner)).toBe(after);
  });
});
