// What a rejected segment is answered: checked against frames of a kernel.
import { describe, expect, it } from 'vitest';
import { data } from '../../wire/data.ts';
import type { Ipv4 } from '../../wire/ipv4.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../wire/tcp.ts';
import { bareNet } from '../net.fixture.ts';
import { alloc_skb } from '../skbuff.ts';
import { nf_send_reset } from './nf_reject_ipv4.ts';

function segment(flags: number, octets = 0): Ipv4 {
  const payload = data(new Uint8Array(octets));
  return {
    layer: 'ipv4',
    tos: 0x10,
    id: 4711,
    df: true,
    mf: false,
    fragment: 0,
    ttl: 12,
    protocol: 6,
    src: 0x0a010102,
    dst: 0x0a010202,
    payload: {
      layer: 'tcp',
      sport: 4000,
      dport: 80,
      seq: 100,
      ack: 900,
      flags,
      window: 5,
      options: new Uint8Array(0),
      payload,
    },
  };
}

/** The packets made when a segment is rejected. */
function answers(packet: Ipv4) {
  const { net, rec } = bareNet();
  rec.start();
  nf_send_reset(net, alloc_skb(1, packet), 'FORWARD');
  const { events } = rec.trace({ answered: true, output: '', failure: null });
  return events.filter(({ did }) => did.kind === 'send').map(({ frame }) => frame);
}

describe('nf_send_reset', () => {
  it('acknowledges a SYN, in the name of the one it was for', () => {
    expect(answers(segment(TCP_SYN))).toMatchObject([
      {
        src: 0x0a010202,
        dst: 0x0a010102,
        tos: 0,
        id: 0,
        df: true,
        ttl: 64,
        payload: { sport: 80, dport: 4000, seq: 0, ack: 101, flags: TCP_RST | TCP_ACK, window: 0 },
      },
    ]);
  });

  it('counts data and FIN', () => {
    expect(answers(segment(TCP_FIN, 20))).toMatchObject([{ payload: { ack: 121 } }]);
  });

  it('takes the sequence number from an acknowledgement', () => {
    expect(answers(segment(TCP_ACK))).toMatchObject([{ payload: { seq: 900, ack: 0, flags: TCP_RST } }]);
  });

  it('says nothing about a reset, or about a later fragment', () => {
    expect(answers(segment(TCP_RST))).toEqual([]);
    expect(answers({ ...segment(TCP_SYN), fragment: 3 })).toEqual([]);
  });
});
