// kube-flannel-cfg: net-conf.json as flanneld reads it (pkg/subnet/config.go), cni-conf.json as the kubelet hands it to the plugins.
import * as v from 'valibot';
import { ok, problem, type Result } from '../../problem.ts';
import type { FlannelConf } from '../cni/flannel.ts';
import type { FlannelBackend } from '../cni/flannel_backends.ts';
import type { FlannelDelegate } from '../cni/flannel_plugin.ts';
import { isIpv6 } from './addresses.ts';
import { type ConfigMap, fileIn, readDataFile } from './config_map.ts';
import type { Report } from './report.ts';
import { Cidr, DeviceName, Flag, fields, list, Mac, NetworkName, number, some, Text } from './schema.ts';

export type NetConf = Pick<FlannelConf, 'network' | 'backend'>;

export interface FlannelCfg {
  readonly netConf: NetConf | null;
  /** null: it has no cni-conf.json. */
  readonly delegate: FlannelDelegate | null;
}

const Ipv4Cidr = v.pipe(
  Cidr,
  v.check((text) => !isIpv6(text), 'an IPv4 network'),
);

const NetConfSchema = fields(
  {
    Network: Ipv4Cidr,
    // CheckNetworkConfig: without one it is udp.
    Backend: v.nullish(
      some({
        Type: v.picklist(['vxlan', 'host-gw', 'ipip', 'udp'], 'vxlan, host-gw, ipip or udp'),
        VNI: v.nullish(number(0, 0xffffff, 'a VNI, 0 to 16777215')),
        Port: v.nullish(number(0, 65535, 'a port')),
        DirectRouting: v.nullish(Flag),
      }),
      { Type: 'udp' },
    ),
  },
  'EnableIPv4 EnableIPv6 EnableNFTables IPv6Network SubnetLen SubnetMin SubnetMax IPv6SubnetLen IPv6SubnetMin IPv6SubnetMax',
);

/** Of a plugin what our bridge can be told; flannel hands the rest on unseen. */
const plugin = {
  type: v.nullish(Text),
  delegate: v.nullish(
    some({
      bridge: v.exactOptional(DeviceName),
      mac: v.exactOptional(Mac),
      mtu: v.exactOptional(number(68, 65535, 'an MTU, 68 to 65535')),
      hairpinMode: v.exactOptional(Flag),
      isDefaultGateway: v.exactOptional(Flag),
    }),
  ),
};
/** A chain of plugins, or, in old manifests, one. */
const CniConfSchema = some({ ...plugin, name: v.exactOptional(NetworkName), plugins: list(some(plugin)) });

/** A net-conf.json by itself, as `/etc/kube-flannel/net-conf.json` has it. */
export function readNetConf(text: string): Result<NetConf> {
  const conf = readDataFile('net-conf.json', NetConfSchema, text);
  return conf.ok ? ok({ network: conf.value.Network, backend: backendOf(conf.value) }) : conf;
}

function backendOf({
  Backend: { Type: type, VNI, Port, DirectRouting },
}: v.InferOutput<typeof NetConfSchema>): FlannelBackend {
  const directly = typeof DirectRouting === 'boolean' ? { directRouting: DirectRouting } : {};
  switch (type) {
    case 'vxlan':
      return {
        type,
        ...(typeof VNI === 'number' ? { vni: VNI } : {}),
        // 0: the kernel's own.
        ...(Port ? { port: Port } : {}),
        ...directly,
      };
    case 'ipip':
      return { type, ...directly };
    case 'host-gw':
    case 'udp':
      return { type };
  }
}

/** Of the ConfigMap kube-flannel-cfg. */
export const flannelCfg = (map: ConfigMap, report: Report): FlannelCfg => ({
  netConf: fileIn(map, 'net-conf.json', readNetConf, report),
  delegate: fileIn(map, 'cni-conf.json', readCniConf, report),
});

function readCniConf(text: string): Result<FlannelDelegate> {
  const conf = readDataFile('cni-conf.json', CniConfSchema, text);
  if (!conf.ok) return conf;
  const { name, plugins } = conf.value;
  const flannel = [conf.value, ...plugins].find(({ type }) => type === 'flannel');
  if (!flannel) return problem('cni-conf.json, plugins', 'found none of type flannel', 'the flannel plugin');
  return ok({ ...(name === undefined ? {} : { name }), ...flannel.delegate });
}
