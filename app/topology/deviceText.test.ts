// The few words on a device: what a screen reader says of it, and what its tooltip knows.
import { describe, expect, it } from 'vitest';
import { en } from '../words/catalogue.ts';
import { deviceFacts, deviceLabel } from './deviceText.ts';
import { cluster } from './outlines.fixture.ts';

describe('a device', () => {
  const outline = cluster({ machines: 1, pods: 1, idle: true, vxlan: true });
  const named = (name: string) => outline.devices.find((device) => device.name === name)!;

  it('has an accessible name with where, what, address and state', () => {
    expect(deviceLabel(en.topology, outline, named('br-long-name-0'))).toBe(
      'Node 0: br-long-name-0, bridge, 10.0.0.1/24, up',
    );
    expect(deviceLabel(en.topology, outline, named('docker0'))).toBe(
      'Node 0: docker0, bridge, 172.17.0.1/16, down',
    );
  });

  it('tells its peer, its bridge, its wire and its tunnel, and nothing that is not there', () => {
    const facts = (name: string) => Object.fromEntries(deviceFacts(en.topology, outline, named(name)));
    expect(facts('eth0')).toMatchObject({
      peer: 'Node 0 · veth00abcdefgh',
      mtu: '1450',
      address: '10.0.0.100/24',
    });
    expect(facts('veth00abcdefgh')).toMatchObject({ peer: 'Pod 0-0 · eth0', master: 'br-long-name-0' });
    expect(facts('enp0s0')).toMatchObject({ wire: 'LAN 0 192.168.100.0/24' });
    expect(facts('flannel.1')).toMatchObject({ vxlan: 'VNI 1, UDP 8472, over eth0' });
    expect(facts('enp0s0')).not.toHaveProperty('peer');
  });
});
