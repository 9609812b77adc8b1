// KubeProxyConfiguration, as kubeadm keeps it in the ConfigMap kube-proxy.
import * as v from 'valibot';
import type { ProxyMode } from '../proxy/modes.ts';
import { isIpv6 } from './addresses.ts';
import { type ConfigMap, fileIn, readDataFile } from './config_map.ts';
import type { Report } from './report.ts';
import { Cidr, some, Text } from './schema.ts';

export interface KubeProxyConf {
  /** null: as kube-proxy likes. */
  readonly mode: ProxyMode | null;
  readonly clusterCIDR: string | null;
  readonly scheduler: string | null;
}

/** One of each family. */
const ClusterCidr = v.pipe(
  Text,
  v.transform((text) => text.split(',').find((each) => !isIpv6(each)) ?? ''),
  v.union([v.literal(''), Cidr], 'a network such as 10.244.0.0/16'),
);

const ConfSchema = some({
  mode: v.nullish(v.picklist(['', 'iptables', 'ipvs'], 'iptables or ipvs'), ''),
  clusterCIDR: v.nullish(ClusterCidr, ''),
  ipvs: v.nullish(some({ scheduler: v.nullish(Text, '') }), { scheduler: '' }),
});

export function kubeProxyConf(map: ConfigMap, report: Report): KubeProxyConf | null {
  const conf = fileIn(map, 'config.conf', (text) => readDataFile('config.conf', ConfSchema, text), report);
  return (
    conf && {
      mode: conf.mode || null,
      clusterCIDR: conf.clusterCIDR || null,
      scheduler: conf.ipvs.scheduler || null,
    }
  );
}
