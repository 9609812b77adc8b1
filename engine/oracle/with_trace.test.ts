import { describe, expect, it } from 'vitest';
import { traced, withoutLots, withTrace } from './with_trace.ts';

const RULES = '-A PREROUTING -j TRACE\n-A OUTPUT -j TRACE\n';

describe('switching TRACE on', () => {
  it('makes a raw table where there is none, and keeps the others', () => {
    const filter = '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n';
    expect(traced()).toBe(`*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${RULES}COMMIT\n`);
    expect(traced(filter)).toBe(traced() + filter);
  });

  it('appends to the rules of a raw table', () => {
    const raw =
      '*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING -j NOTRACK\nCOMMIT\n*nat\nCOMMIT\n';
    expect(traced(raw)).toBe(raw.replace('NOTRACK\n', `NOTRACK\n${RULES}`));
  });

  it('leaves alone what traces already', () => {
    const raw = '*raw\n-A PREROUTING -p icmp -j TRACE\nCOMMIT\n';
    expect(traced(raw)).toBe(raw);
  });

  it('reaches every namespace of every machine', () => {
    const scenario = withTrace({
      version: 1,
      title: 't',
      machines: { a: { netns: { pod: {} } } },
      probe: { in: 'a', run: 'ping 10.0.0.1' },
    });
    expect(scenario.machines.a!.iptables).toContain('-j TRACE');
    expect(scenario.machines.a!.netns!.pod!.iptables).toContain('-j TRACE');
  });
});

describe('drawing no lots', () => {
  it('lets the last of several endpoints win, and keeps ports', () => {
    const lots =
      '-A SVC -m statistic --mode random --probability 0.33333333349 -j SEP\n-A POST -j MASQUERADE --random-fully\n';
    const { machines } = withoutLots({
      version: 1,
      title: 't',
      machines: { a: { iptables: lots } },
      probe: { in: 'a', run: 'ping 10.0.0.1' },
    });
    expect(machines.a!.iptables).toBe(
      '-A SVC -m statistic --mode random --probability 0.00000000000 -j SEP\n-A POST -j MASQUERADE\n',
    );
  });
});
