// Each match, asked about packets: what iptables would let it say yes and no to.
import { describe, expect, it } from 'vitest';
import { data } from '../../../wire/data.ts';
import type { Ipv4 } from '../../../wire/ipv4.ts';
import { TCP_ACK, TCP_SYN } from '../../../wire/tcp.ts';
import { bareNet } from '../../net.fixture.ts';
import { alloc_skb, type SkBuff } from '../../skbuff.ts';
import { parseIptablesSave } from '../iptables_restore.ts';
import type { HookState, Rule } from '../types.ts';

const PACKET: Ipv4 = {
  layer: 'ipv4',
  tos: 0,
  id: 1,
  df: true,
  mf: false,
  fragment: 0,
  ttl: 64,
  protocol: 17,
  src: 0x0a000001,
  dst: 0x0a000002,
  payload: { layer: 'udp', sport: 1234, dport: 53, checksummed: true, payload: data(new Uint8Array(4)) },
};

function tcp(flags: number, options: number[] = []): Ipv4 {
  const payload = data(new Uint8Array(0));
  const segment = { seq: 1, ack: 0, window: 1, sport: 4000, dport: 80, flags, payload };
  return { ...PACKET, protocol: 6, payload: { layer: 'tcp', ...segment, options: Uint8Array.from(options) } };
}

const icmp = (type: number, code: number): Ipv4 => ({
  ...PACKET,
  protocol: 1,
  payload: { layer: 'icmp', type, code, rest: 0, body: new Uint8Array(0) },
});

const sctp = (...ports: number[]): Ipv4 => ({
  ...PACKET,
  protocol: 132,
  payload: data(Uint8Array.from(ports.flatMap((port) => [port >> 8, port & 0xff]))),
});

function ruleOf(words: string): Rule {
  const parsed = parseIptablesSave(`*filter\n:USER - [0:0]\n-A USER ${words}\nCOMMIT\n`);
  if (!parsed.ok) throw new Error(parsed.problem.what);
  return parsed.value[0]!.chains.get('USER')!.entries[0]!.rule;
}

/** Asks a rule's matches about a packet, once for each moment. */
function ask(words: string, packet: Ipv4, skb: Partial<SkBuff> = {}, moments: readonly number[] = [0]) {
  const { net, clock } = bareNet([0x7fffffff]);
  net.xtables.draft('filter');
  const rule = ruleOf(words);
  const state: HookState = {
    net,
    hook: 'FORWARD',
    table: 'filter',
    skb: { ...alloc_skb(1, packet), ...skb },
    packet,
    in: null,
    out: null,
  };
  return moments.map((now) => {
    clock.now = now * 1_000_000;
    return rule.matches.every((match) => match.kind === 'match' && match.match(state));
  });
}

describe('a match', () => {
  it.each<[string, Ipv4, boolean]>([
    ['-p udp --dport 53', PACKET, true],
    ['-p udp ! --dport 53', PACKET, false],
    ['-p udp --sport 1000:2000 --dport 50:60', PACKET, true],
    ['-p udp --dport 53', { ...PACKET, fragment: 185 }, false],
    ['-p tcp --syn', tcp(TCP_SYN), true],
    ['-p tcp --syn', tcp(TCP_SYN | TCP_ACK), false],
    ['-p tcp ! --syn', tcp(TCP_ACK), true],
    ['-p tcp --tcp-flags SYN,ACK SYN,ACK', tcp(TCP_SYN | TCP_ACK), true],
    ['-p tcp --tcp-option 2', tcp(TCP_SYN, [1, 1, 2, 4, 5, 180, 0, 0]), true],
    ['-p tcp --tcp-option 3', tcp(TCP_SYN, [2, 4, 5, 180]), false],
    ['-p tcp -m multiport --ports 80,443', tcp(TCP_SYN), true],
    ['-p tcp -m multiport ! --dports 79:81', tcp(TCP_SYN), false],
    ['-p sctp --sport 38412 --dport 80:', sctp(38412, 80), true],
    ['-p sctp -m sctp ! --dport 80', sctp(38412, 80), false],
    ['-p sctp --dport 80', { ...sctp(38412, 80), fragment: 185 }, false],
    ['-p sctp --dport 80', sctp(38412), false],
    ['-p icmp --icmp-type host-unreachable', icmp(3, 1), true],
    ['-p icmp --icmp-type host-unreachable', icmp(3, 0), false],
    ['-p icmp ! --icmp-type 8', icmp(0, 0), true],
    ['-m length --length 32', PACKET, true],
    ['-m ttl ! --ttl-eq 64', PACKET, false],
    ['-m iprange --src-range 10.0.0.0-10.0.0.9', PACKET, true],
    ['-m tos --tos 0x10/0x3f', { ...PACKET, tos: 0x10 }, true],
    ['-m dscp --dscp-class EF', { ...PACKET, tos: 0xb8 }, true],
  ])('%s', (words, packet, said) => {
    expect(ask(words, packet)).toEqual([said]);
  });

  it('reads the header of a first fragment', () => {
    const bytes = Uint8Array.of(4, 210, 0, 53, 0, 200, 0, 0);
    expect(ask('-p udp --dport 53', { ...PACKET, mf: true, payload: data(bytes) })).toEqual([true]);
  });

  it.each<[string, Partial<SkBuff>, boolean]>([
    ['-m mark --mark 0x4000/0x4000', { mark: 0x4001 }, true],
    ['-m mark ! --mark 1', { mark: 1 }, false],
    ['-m pkttype --pkt-type broadcast', { type: 'BROADCAST' }, true],
    ['-m conntrack --ctstate UNTRACKED', { untracked: true }, true],
    ['-m conntrack --ctstate INVALID', {}, true],
    ['-m conntrack --ctproto 17', {}, false],
    ['-m connmark ! --mark 1', {}, false],
    ['-m owner --uid-owner 0', { uid: 0 }, true],
    ['-m owner --uid-owner 0', {}, false],
    ['-m owner ! --uid-owner 0', {}, true],
    ['-m physdev --physdev-is-in', {}, false],
    ['-m physdev ! --physdev-is-bridged', {}, true],
  ])('%s of an skb', (words, skb, said) => {
    expect(ask(words, PACKET, skb)).toEqual([said]);
  });

  it('limit: a burst, then as credit comes with time', () => {
    const said = ask('-m limit --limit 1/sec --limit-burst 2', PACKET, {}, [0, 0, 0, 0.5, 1, 1.5, 9, 9, 9]);
    expect(said).toEqual([true, true, false, false, true, false, true, true, false]);
  });

  it('statistic: every third, beginning with the second', () => {
    const said = ask('-m statistic --mode nth --every 3 --packet 1', PACKET, {}, [0, 0, 0, 0, 0]);
    expect(said).toEqual([false, true, false, false, true]);
  });

  it('recent: hits within seconds', () => {
    const words = '-m recent ! --set --name x -m recent --rcheck --name x';
    expect(ask(words, PACKET)).toEqual([false]);
    const counted = ask(
      '-m recent --set --name x -m recent --rcheck --seconds 5 --hitcount 2 --name x',
      PACKET,
      {},
      [0, 1, 30],
    );
    expect(counted).toEqual([false, true, false]);
  });
});
