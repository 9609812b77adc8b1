// What goes round in circles ends: by the kernel's own limit where it has one, by ours where it has not; and it is said where.
import { describe, expect, it } from 'vitest';
import { compile } from '../scenario/compile.ts';
import type { Scenario } from '../scenario/schema.ts';
import { createEngine } from '../serve.ts';

async function outcomeOf(machines: Scenario['machines'], run: string) {
  const scenario: Scenario = { version: 1, title: 'loop', seed: 1, machines, probe: { in: 'n', run } };
  const opened = await createEngine().open({ scenario, probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value.trace;
}

const dropsOf = (trace: Awaited<ReturnType<typeof outcomeOf>>) =>
  trace.events.flatMap(({ did }) => (did.kind === 'drop' ? [did.reason] : []));

describe('a loop', () => {
  it('of bridges has no end in Linux: it is stopped, and the devices it goes by are named', async () => {
    const veth = (name: string, master: string, peer?: string) =>
      ({ kind: 'veth', name, master, ...(peer ? { peer } : {}) }) as const;
    const { outcome } = await outcomeOf(
      {
        n: {
          links: [
            { kind: 'bridge', name: 'b0', addresses: ['10.0.0.1/24'] },
            { kind: 'bridge', name: 'b1' },
            veth('a0', 'b0', 'a1'),
            veth('a1', 'b1'),
            veth('c0', 'b0', 'c1'),
            veth('c1', 'b1'),
          ],
        },
      },
      'ping -c 1 10.0.0.9',
    );
    expect(outcome.failure).toBe('budget');
    expect(outcome.output).toMatch(/stopped after 200,001 events, going round by n .*a0.*b1/);
  });

  it('of routers ends when the TTL has run out', async () => {
    const forward = { 'net.ipv4.ip_forward': '1' };
    const trace = await outcomeOf(
      {
        r: {
          sysctl: forward,
          links: [
            { kind: 'veth', name: 'vn', addresses: ['10.0.1.1/24'] },
            { kind: 'veth', name: 'v0', addresses: ['10.0.0.1/24'] },
          ],
          routes: 'default via 10.0.0.2 dev v0',
          netns: {
            n: {
              links: [{ kind: 'veth', name: 'eth0', peer: './vn', addresses: ['10.0.1.2/24'] }],
              routes: 'default via 10.0.1.1 dev eth0',
            },
            m: {
              sysctl: forward,
              links: [{ kind: 'veth', name: 'v1', peer: './v0', addresses: ['10.0.0.2/24'] }],
              routes: 'default via 10.0.0.1 dev v1',
            },
          },
        },
      },
      'ping -c 1 10.9.9.9',
    );
    expect(trace.outcome.output).toContain('Time to live exceeded');
    expect(trace.events.filter(({ did }) => did.kind === 'ttl').length).toBeGreaterThanOrEqual(63);
  });

  it('of a tunnel through itself ends at the tunnel', async () => {
    const trace = await outcomeOf(
      {
        n: {
          links: [
            { kind: 'vxlan', name: 'vx', vni: 1, addresses: ['10.0.0.1/24'], mac: '02:00:00:00:00:01' },
          ],
          neigh: '10.0.0.9 dev vx lladdr 02:00:00:00:00:09 PERMANENT',
          fdb: '02:00:00:00:00:09 dev vx dst 10.0.0.8 self permanent',
        },
      },
      'ping -c 1 -W 1 10.0.0.9',
    );
    expect(trace.outcome.failure).toBe('timeout');
    expect(dropsOf(trace)).toContain('IP_OUTNOROUTES');
  });

  it('of chains is not taken at all', () => {
    const iptables = '*filter\n:A - [0:0]\n:B - [0:0]\n-A INPUT -j A\n-A A -j B\n-A B -j A\nCOMMIT\n';
    const machines = { n: { iptables } };
    const built = compile({ version: 1, title: 'x', machines, probe: { in: 'n', run: 'ip link' } });
    expect(built.ok).toBe(false);
    if (!built.ok) expect(built.problem.where).toBe('machines.n.iptables');
  });
});
