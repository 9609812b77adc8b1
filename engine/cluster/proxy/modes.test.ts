import { describe, expect, it } from 'vitest';
import { NODE, objectsOf, release } from './clusters.fixture.ts';
import { kubeProxy } from './modes.ts';

const sysctls = (settings: Parameters<typeof release>[1]) =>
  kubeProxy(objectsOf(), NODE, release(28, settings)).sysctls;

describe('kube-proxy sets the kernel up', () => {
  it('for node ports at 127.0.0.1, where they are asked for', () => {
    const iptables = { masqueradeAll: false, masqueradeBit: 14, localhostNodePorts: false };
    expect(sysctls({})).toEqual({ 'net.ipv4.conf.all.route_localnet': 1 });
    expect(sysctls({ iptables })).toEqual({});
    expect(sysctls({ nodePortAddresses: ['192.168.0.0/24'] })).toEqual({});
  });

  it('for IPVS, and to be silent about addresses of services', () => {
    const relaxed = sysctls({ mode: 'ipvs' });
    expect(relaxed).toMatchObject({ 'net.ipv4.vs.conntrack': 1, 'net.ipv4.ip_forward': 1 });
    const strict = sysctls({ mode: 'ipvs', ipvs: { scheduler: 'rr', strictARP: true } });
    expect(strict).toEqual({
      ...relaxed,
      'net.ipv4.conf.all.arp_ignore': 1,
      'net.ipv4.conf.all.arp_announce': 2,
    });
  });

  it('has sets and virtual servers in ipvs mode alone', () => {
    expect(kubeProxy(objectsOf(), NODE, release(28))).toMatchObject({
      ipsets: '',
      virtualServers: '',
      kubeIpvs0: [],
    });
    expect(kubeProxy(objectsOf(), NODE, release(28, { mode: 'ipvs' })).ipsets).not.toBe('');
  });
});
