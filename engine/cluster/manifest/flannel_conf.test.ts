// flannel's configuration: by itself, and in its ConfigMap.
import { describe, expect, it } from 'vitest';
import { problemText } from '../../problem.ts';
import { readNetConf } from './flannel_conf.ts';
import { documents, manifest, objectText, problemIn } from './manifest.fixture.ts';

function netConf(text: string) {
  const result = readNetConf(text);
  return result.ok ? result.value : problemText(result.problem);
}

describe('net-conf.json', () => {
  it.each([
    ['{"Type": "vxlan"}', { type: 'vxlan' }],
    [
      '{"Type": "vxlan", "VNI": 4096, "Port": 4789, "DirectRouting": true}',
      { type: 'vxlan', vni: 4096, port: 4789, directRouting: true },
    ],
    ['{"Type": "vxlan", "Port": 0, "GBP": false}', { type: 'vxlan' }],
    ['{"Type": "host-gw"}', { type: 'host-gw' }],
    ['{"Type": "ipip", "DirectRouting": false}', { type: 'ipip', directRouting: false }],
    ['{"Type": "udp", "Port": 8285}', { type: 'udp' }],
    ['null', { type: 'udp' }],
  ])('with Backend %s', (text, backend) => {
    expect(netConf(`{"Network": "10.244.0.0/16", "SubnetLen": 24, "Backend": ${text}}`)).toEqual({
      network: '10.244.0.0/16',
      backend,
    });
  });

  it.each([
    [
      '{"Network": "10.244.0.0/16",\n "Backend": {\n  "Type": "wireguard"}}',
      'Backend.Type, line 3: found "wireguard"; expected vxlan, host-gw, ipip or udp',
    ],
    [
      '{"Network": "10.244.0.0"}',
      'Network, line 1: found "10.244.0.0"; expected a network such as 10.244.0.0/24',
    ],
    ['{"Network": "fd00::/48"}', 'Network, line 1: found "fd00::/48"; expected an IPv4 network'],
    ['{}', 'Network, line 1: found nothing; expected a value'],
    ['', 'line 1: found nothing; expected an object'],
    ['{"network": "10.244.0.0/16"}', 'network, line 1: there is no such field; expected Network'],
  ])('%s is wrong', (text, expected) => {
    expect(netConf(text)).toBe(`net-conf.json, ${expected}`);
  });

  it('is text that can be read', () => {
    expect(netConf('{"Network": ')).toMatch(/^net-conf.json, line 1: it is neither YAML nor JSON/);
  });
});

describe('kube-flannel-cfg', () => {
  const cfg = (name: string, netConfText: string, cniConfText: string) =>
    objectText(
      'v1',
      'ConfigMap',
      name,
      '  namespace: kube-flannel',
      'data:',
      '  net-conf.json: |',
      `    ${netConfText}`,
      '  cni-conf.json: |',
      `    ${cniConfText}`,
    );
  const NET = '{"Network": "10.244.0.0/16", "EnableNFTables": false, "Backend": {"Type": "vxlan"}}';
  const CNI =
    '{"name": "cbr0", "cniVersion": "0.3.1", "plugins": [{"type": "flannel", "delegate": {"hairpinMode": true, "isDefaultGateway": true}}, {"type": "portmap", "capabilities": {"portMappings": true}}]}';

  it('has both files', () => {
    expect(manifest(cfg('kube-flannel-cfg', NET, CNI))).toMatchObject({
      netConf: { network: '10.244.0.0/16', backend: { type: 'vxlan' } },
      delegate: { name: 'cbr0', hairpinMode: true, isDefaultGateway: true },
      warnings: [],
    });
  });

  it('may have flannel without a chain, or nothing', () => {
    const old = '{"name": "cbr0", "type": "flannel", "delegate": {"isDefaultGateway": true, "mtu": 1400}}';
    expect(manifest(cfg('kube-flannel-cfg', NET, old)).delegate).toEqual({
      name: 'cbr0',
      isDefaultGateway: true,
      mtu: 1400,
    });
    expect(manifest(objectText('v1', 'ConfigMap', 'kube-flannel-cfg'))).toMatchObject({
      netConf: null,
      delegate: null,
    });
  });

  it('is told by its name: other ConfigMaps are nothing to us', () => {
    expect(manifest(cfg('other', 'a', 'b'))).toMatchObject({ netConf: null, delegate: null, warnings: [] });
  });

  it('says where in which file something is wrong', () => {
    expect(problemIn(cfg('kube-flannel-cfg', NET.replace('vxlan', 'vlan'), CNI))).toBe(
      'ConfigMap kube-flannel/kube-flannel-cfg, data[net-conf.json], line 7: net-conf.json, Backend.Type, line 1: found "vlan"; expected vxlan, host-gw, ipip or udp',
    );
    expect(problemIn(cfg('kube-flannel-cfg', NET, CNI.replace('"flannel"', '"bridge"')))).toBe(
      'ConfigMap kube-flannel/kube-flannel-cfg, data[cni-conf.json], line 9: cni-conf.json, plugins: found none of type flannel; expected the flannel plugin',
    );
  });

  it('is there once', () => {
    const one = cfg('kube-flannel-cfg', NET, CNI);
    expect(
      problemIn(documents(one, one.replace('namespace: kube-flannel', 'namespace: kube-system'))),
    ).toMatch(/^ConfigMap kube-system\/kube-flannel-cfg, line 12: it is the second of its name/);
  });
});
