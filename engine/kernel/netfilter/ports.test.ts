// Ports are found in whole packets and in first fragments, nowhere else.
import { describe, expect, it } from 'vitest';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { portsOf } from './ports.ts';

const packet = (payload: Ipv4['payload'], fragment = 0) => ({ payload, fragment, protocol: 17 }) as Ipv4;
const octets = (...bytes: number[]) => ({ layer: 'data', bytes: Uint8Array.from(bytes) }) as const;

describe('portsOf', () => {
  it('reads them from the message', () => {
    const datagram = { layer: 'udp', sport: 1234, dport: 53, checksummed: true, payload: octets() } as const;
    expect(portsOf(packet(datagram))).toMatchObject({ sport: 1234, dport: 53 });
  });

  it('reads them from the octets of a first fragment', () => {
    expect(portsOf(packet(octets(4, 210, 0, 53, 9, 9)))).toEqual({ sport: 1234, dport: 53 });
  });

  it('finds none in a later fragment, or in too few octets', () => {
    expect(portsOf(packet(octets(4, 210, 0, 53, 9, 9), 185))).toBeNull();
    expect(portsOf(packet(octets(4, 210, 0)))).toBeNull();
  });
});
