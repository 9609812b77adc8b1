// A rule with an extension the engine does not have: it is seen, it is told when a packet comes to it, and nothing is pretended.
import { describe, expect, it } from 'vitest';
import { en, ruleTitle } from '../../explain/index.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { createEngine } from '../../serve.ts';
import type { Walk } from '../../trace/events.ts';

function pinged(...rules: string[]): Scenario {
  return {
    version: 1,
    title: 'a rule nobody knows',
    machines: { a: { iptables: `*filter\n${rules.join('\n')}\nCOMMIT\n` } },
    probe: { in: 'a', run: 'ping -c 1 -W 1 127.0.0.1' },
  };
}

async function open(...rules: string[]) {
  const engine = createEngine();
  const opened = await engine.open({ scenario: pinged(...rules), probe: null });
  if (!opened.ok) throw new Error(opened.problem.what);
  const walks = opened.value.trace.events.flatMap(({ did }): Walk[] => (did.kind === 'walk' ? [did] : []));
  return { walks, outcome: opened.value.trace.outcome, tables: await engine.tables(0) };
}

describe('a rule with an unsupported extension', () => {
  it('makes a trace unsure that comes to it, and is passed over uncounted', async () => {
    const { walks, outcome, tables } = await open(
      '-A INPUT -p icmp -m u32 --u32 "0=1" -j DROP',
      '-A INPUT -j ACCEPT',
    );
    expect(outcome).toMatchObject({ answered: false, failure: 'unsure' });
    const [unsure, next] = walks.filter(({ chain }) => chain === 'INPUT');
    expect(unsure).toMatchObject({
      first: 1,
      outcome: { kind: 'unsure', extension: '-m u32' },
      record: null,
    });
    expect(ruleTitle(en, unsure!, 0)).toBe('INPUT 1: -m u32 is not known');
    expect(next).toMatchObject({ first: 2, outcome: { kind: 'verdict', verdict: 'ACCEPT' } });
    expect(tables.rule.get('filter:INPUT:1')?.spec).toBe('-p icmp -m u32 --u32 0=1 -j DROP');
  });

  it('does no harm where its other parts say no, or where no packet comes', async () => {
    const { outcome } = await open(
      '-A INPUT -p tcp -m hashlimit --hashlimit-above 1/sec --hashlimit-name x -j DROP',
      '-A FORWARD -j TEE --gateway 10.0.0.1',
    );
    expect(outcome).toMatchObject({ answered: true, failure: null });
  });
});
