// What conntrack makes of a segment in the light of the one before.
import { describe, expect, it } from 'vitest';
import { data } from '../../wire/data.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type Tcp } from '../../wire/tcp.ts';
import { NO_MEMORY, nf_conntrack_tcp_packet, type TcpMemory } from './nf_conntrack_proto_tcp.ts';

const segment = (flags: number, numbers: Partial<Tcp> = {}): Tcp => ({
  layer: 'tcp',
  sport: 1000,
  dport: 80,
  seq: 100,
  ack: 0,
  flags,
  window: 1000,
  options: new Uint8Array(0),
  payload: data(new Uint8Array(0)),
  ...numbers,
});

const remembered = (last: TcpMemory['last']): TcpMemory => ({ ...NO_MEMORY, last });

describe('a SYN for a connection that is over', () => {
  const known = { state: 'CLOSE', dir: 'original', seenReply: true } as const;

  it('begins it anew when the same side has reset it', () => {
    const memory = remembered({ kind: 'rst', dir: 'original', end: 0 });
    expect(nf_conntrack_tcp_packet({ ...known, memory }, segment(TCP_SYN)).kind).toBe('reopen');
  });

  it('is let through and not believed when the other side has', () => {
    const memory = remembered({ kind: 'rst', dir: 'reply', end: 0 });
    const verdict = nf_conntrack_tcp_packet({ ...known, memory }, segment(TCP_SYN));
    expect(verdict).toMatchObject({ kind: 'ignore', memory: { last: { kind: 'syn', end: 101 } } });
  });

  it('begins it anew when it was closed in good order', () => {
    const memory = { ...NO_MEMORY, closing: true };
    expect(nf_conntrack_tcp_packet({ ...known, memory }, segment(TCP_SYN)).kind).toBe('reopen');
  });
});

it('a SYN-ACK to a SYN that was not believed tells that both ends agree', () => {
  const memory = remembered({ kind: 'syn', dir: 'original', end: 101 });
  const known = { state: 'ESTABLISHED', dir: 'reply', seenReply: true, memory } as const;
  const answer = (ack: number) => nf_conntrack_tcp_packet(known, segment(TCP_SYN | TCP_ACK, { ack }));
  expect(answer(101)).toMatchObject({ kind: 'state', state: 'SYN_RECV' });
  expect(answer(102).kind).toBe('ignore');
});

it('when both sides began at once, an ACK of the second completes the connection', () => {
  const known = { state: 'SYN_RECV', dir: 'reply', seenReply: true } as const;
  const state = (simultaneous: boolean) =>
    nf_conntrack_tcp_packet({ ...known, memory: { ...NO_MEMORY, simultaneous } }, segment(TCP_ACK));
  expect(state(true)).toMatchObject({ state: 'ESTABLISHED' });
  expect(state(false)).toMatchObject({ state: 'SYN_RECV' });
});

it('who sends a FIN first begins to close; a reset before any answer ends it all', () => {
  const known = { state: 'ESTABLISHED', dir: 'original', memory: NO_MEMORY } as const;
  const fin = nf_conntrack_tcp_packet({ ...known, seenReply: true }, segment(TCP_FIN | TCP_ACK));
  expect(fin).toMatchObject({ state: 'FIN_WAIT', memory: { closing: true } });
  expect(nf_conntrack_tcp_packet({ ...known, seenReply: false }, segment(TCP_RST)).kind).toBe('kill');
});
