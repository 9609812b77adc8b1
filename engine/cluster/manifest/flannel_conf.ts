// kube-flannel-cfg: net-conf.json as flanneld reads it (pkg/subnet/config.go), cni-conf.json as the kubelet hands it to the plugins.
import * as v from 'valibot';
import { ok, type Problem, problem, type Result } from '../../problem.ts';
import type { FlannelConf } from '../cni/flannel.ts';
import type { FlannelBackend } from '../cni/flannel_backends.ts';
import type { FlannelDelegate } from '../cni/flannel_plugin.ts';
import { isIpv6 } from './addresses.ts';
import type { KubernetesObject } from './objects_in.ts';
import { problemsOf, Report } from './report.ts';
import {
  Cidr,
  checked,
  DeviceName,
  Flag,
  fields,
  list,
  Mac,
  Metadata,
  NetworkName,
  number,
  some,
  Text,
  Texts,
} from './schema.ts';
import { readSource } from './source.ts';

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

const ConfigMapSchema = fields({ metadata: Metadata, data: Texts }, 'apiVersion kind immutable binaryData');

/** A net-conf.json by itself, as `/etc/kube-flannel/net-conf.json` has it. */
export function readNetConf(text: string): Result<NetConf> {
  const conf = readJsonFile('net-conf.json', NetConfSchema, text);
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

/** null for a ConfigMap that is not flannel's. */
export function readFlannelCfg(object: KubernetesObject, report: Report): FlannelCfg | null {
  const raw = checked(ConfigMapSchema, object, report);
  if (raw?.metadata.name !== 'kube-flannel-cfg') return null;
  const read = <T>(name: string, reader: (text: string) => Result<T>): T | null => {
    const text = raw.data?.[name];
    if (text === undefined) return null;
    const result = reader(text);
    if (result.ok) return result.value;
    const { where, what, expected } = result.problem;
    report.error(object.subject, ['data', name], `${where}: ${what}`, expected);
    return null;
  };
  return { netConf: read('net-conf.json', readNetConf), delegate: read('cni-conf.json', readCniConf) };
}

function readCniConf(text: string): Result<FlannelDelegate> {
  const conf = readJsonFile('cni-conf.json', CniConfSchema, text);
  if (!conf.ok) return conf;
  const { name, plugins } = conf.value;
  const flannel = [conf.value, ...plugins].find(({ type }) => type === 'flannel');
  if (!flannel) return problem('cni-conf.json, plugins', 'found none of type flannel', 'the flannel plugin');
  return ok({ ...(name === undefined ? {} : { name }), ...flannel.delegate });
}

/** The data of a file within an object, or by itself; lines are the file's own. */
function readJsonFile<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  text: string,
): Result<v.InferOutput<Schema>> {
  const source = readSource(text);
  if (!source.ok) return inFile(name, source.problem);
  const report = new Report();
  const value = checked(schema, { value: source.value.documents[0], subject: { name, place: [0] } }, report);
  if (!report.firstError) return ok(value as v.InferOutput<Schema>);
  return { ok: false, problem: problemsOf([report.firstError], source.value)[0]! };
}

function inFile(name: string, { where, what, expected }: Problem) {
  return problem(`${name}, ${where}`, what, expected);
}
