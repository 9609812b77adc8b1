// What the line after an edit says, by edits of which a person knows what they do.
import { describe, expect, it } from 'vitest';
import { en as speech } from '../../engine/explain/index.ts';
import { zh as chinese } from '../../engine/explain/zh/index.ts';
import type { Opened } from '../../engine/protocol.ts';
import type { ScenarioCommand } from '../../engine/scenario/schema.ts';
import { createEngine } from '../../engine/serve.ts';
import { en } from '../words/catalogue.ts';
import { zh } from '../words/zh/index.ts';
import { changedBetween } from './changed.ts';
import { changeText } from './changeText.ts';

const at = (place: string, run: string): ScenarioCommand => ({ in: place, run });

async function open(scenario: string, ...commands: ScenarioCommand[]): Promise<Opened> {
  const opened = await createEngine().open({ scenario, probe: null, commands });
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value;
}

async function textAfter(scenario: string, ...typed: ScenarioCommand[]): Promise<string> {
  return changeText(en, changedBetween(speech, await open(scenario), await open(scenario, ...typed), 'hop'));
}

const DROP = at('node-a', 'iptables -I FORWARD -p icmp -j DROP');

describe('the line after an edit', () => {
  it('says where the packet ends now, and where its way leaves the old one', async () => {
    expect(await textAfter('flannel-host-gw', DROP)).toBe(
      'Answered before, no answer now. Node A · cni0: Dropped: A rule or policy of filter FORWARD says DROP. Differs from step 10 on.',
    );
  });

  it('says that a fault is mended', async () => {
    const text = await textAfter('fault-ip-forward', at('k8s-1', 'sysctl -w net.ipv4.ip_forward=1'));
    expect(text).toMatch(/^No answer before, answered now\. Differs from step \d+ on\.$/);
  });

  it('says that nothing is otherwise', async () => {
    const text = await textAfter(
      'flannel-host-gw',
      at('node-b', 'ip route add 198.51.100.0/24 via 192.168.0.13'),
    );
    expect(text).toBe('Same outcome, same path.');
  });

  it('says that the way is another and the outcome the same', async () => {
    const text = await textAfter(
      'flannel-host-gw',
      at('node-a', 'ip neigh add 192.168.0.4 lladdr 00:16:3e:2e:80:3b dev eth0'),
    );
    expect(text).toMatch(/^Answered as before\. Differs from step \d+ on\.$/);
  });

  it('counts steps of the zoom on show', async () => {
    const [before, after] = [await open('flannel-host-gw'), await open('flannel-host-gw', DROP)];
    const steps = (['hop', 'stage', 'rule'] as const).map(
      (zoom) => changedBetween(speech, before, after, zoom).parting?.step ?? 0,
    );
    expect(steps[0]).toBe(10);
    expect(steps[0]).toBeLessThan(steps[1]!);
    expect(steps[1]).toBeLessThan(steps[2]!);
  });

  it('is the other way round when the edit is taken back', async () => {
    const changed = changedBetween(
      speech,
      await open('flannel-host-gw', DROP),
      await open('flannel-host-gw'),
      'hop',
    );
    expect(changed).toMatchObject({ before: 'timeout', after: null, drop: null });
  });

  it('can be said in Chinese', async () => {
    const changed = changedBetween(
      chinese,
      await open('flannel-host-gw'),
      await open('flannel-host-gw', DROP),
      'hop',
    );
    expect(changeText(zh, changed)).toMatch(/^之前有应答，现在无应答。 .* 从第 10 步起不同。$/);
  });
});
