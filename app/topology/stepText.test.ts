// The few words on a step: rules by table, chain and number, devices by all that is known of them.
import { describe, expect, it } from 'vitest';
import type { Walk, WalkOutcome } from '../../engine/trace/events.ts';
import { cluster } from './outlines.fixture.ts';
import { deviceFacts, deviceLabel, ruleText } from './stepText.ts';

const walk = (failed: number[], outcome: WalkOutcome): Walk => ({
  kind: 'walk',
  table: 'filter',
  chain: 'FORWARD',
  first: 3,
  tried: failed.length,
  matched: failed.at(-1) === 0,
  failed: Uint8Array.from(failed),
  outcome,
  record: null,
  traced: false,
  mark: 0,
});

describe('a rule tried', () => {
  const rules = walk([2, 9, 0], { kind: 'jump', chain: 'KUBE-FORWARD' });

  it('names the part that failed', () => {
    expect(ruleText(rules, 0)).toBe('filter:FORWARD:3 ✗ -d');
    expect(ruleText(rules, 1)).toBe('filter:FORWARD:4 ✗ -m comment');
  });

  it('names what the matching rule did', () => {
    expect(ruleText(rules, 2)).toBe('filter:FORWARD:5 ✓ → KUBE-FORWARD');
    expect(ruleText(walk([0], { kind: 'nat', target: 'MASQUERADE' }), 0)).toBe(
      'filter:FORWARD:3 ✓ MASQUERADE',
    );
  });

  it('ends with the policy where no rule is left', () => {
    expect(ruleText(walk([], { kind: 'policy', verdict: 'DROP' }), 0)).toBe('filter:FORWARD policy DROP');
  });
});

describe('a device', () => {
  const outline = cluster({ machines: 1, pods: 1, idle: true, vxlan: true });
  const named = (name: string) => outline.devices.find((device) => device.name === name)!;

  it('has an accessible name with where, what, address and state', () => {
    expect(deviceLabel(outline, named('br-long-name-0'))).toBe(
      'Node 0: br-long-name-0, bridge, 10.0.0.1/24, up',
    );
    expect(deviceLabel(outline, named('docker0'))).toBe('Node 0: docker0, bridge, 172.17.0.1/16, down');
  });

  it('tells its peer, its bridge, its wire and its tunnel, and nothing that is not there', () => {
    const facts = (name: string) => Object.fromEntries(deviceFacts(outline, named(name)));
    expect(facts('eth0')).toMatchObject({
      peer: 'Node 0: veth00abcdefgh',
      MTU: '1450',
      address: '10.0.0.100/24',
    });
    expect(facts('veth00abcdefgh')).toMatchObject({ peer: 'Pod 0-0: eth0', master: 'br-long-name-0' });
    expect(facts('enp0s0')).toMatchObject({ wire: 'LAN 0 192.168.100.0/24' });
    expect(facts('flannel.1')).toMatchObject({ VXLAN: 'VNI 1, UDP 8472, over eth0' });
    expect(facts('enp0s0')).not.toHaveProperty('peer');
  });
});
