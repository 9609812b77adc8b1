// Node: its addresses, its subnet for pods, and what flannel and Calico have noted on it.
import * as v from 'valibot';
import type { Node } from '../objects.ts';
import { AN_ADDRESS, isAddress, onlyIpv4, placed } from './addresses.ts';
import type { KubernetesObject } from './objects_in.ts';
import type { Report, Subject } from './report.ts';
import {
  Cidr,
  checked,
  clusterMetadata,
  fields,
  Ipv4Address,
  Ipv4Interface,
  list,
  Mac,
  some,
  Text,
} from './schema.ts';

export interface ManifestNode extends Node {
  /** nodeInfo.kubeletVersion, `v1.28.3`; null: kubelet has not said it. */
  readonly kubeletVersion: string | null;
  /** null: flanneld has not been here. */
  readonly flannel: FlannelNote | null;
  /** null: calico-node has not been here. */
  readonly calico: CalicoNote | null;
}

/** flannel.alpha.coreos.com/... (pkg/subnet/kube). */
export interface FlannelNote {
  /** As net-conf.json says it, `vxlan`; empty: not noted. */
  readonly backendType: string;
  readonly publicIp: string;
  /** Of backend-data; null: this backend has none. */
  readonly vtepMac: string | null;
}

/** projectcalico.org/... (libcalico-go, node resource in a Kubernetes datastore). */
export interface CalicoNote {
  /** With the length of its network: `192.168.43.152/24`. */
  readonly address: string;
  /** Of tunl0; null: no IPIP. */
  readonly ipipTunnelAddress: string | null;
}

const FLANNEL = 'flannel.alpha.coreos.com';
const CALICO = 'projectcalico.org';

/** Of the annotations, those that are read; others are anybody's. */
const Annotations = v.nullish(
  some({
    [`${FLANNEL}/backend-type`]: v.nullish(Text, ''),
    [`${FLANNEL}/backend-data`]: v.nullish(
      v.pipe(Text, v.parseJson(undefined, 'JSON'), v.nullable(some({ VtepMAC: v.nullish(Mac) }))),
    ),
    [`${FLANNEL}/public-ip`]: v.nullish(Ipv4Address),
    [`${CALICO}/IPv4Address`]: v.nullish(Ipv4Interface),
    [`${CALICO}/IPv4IPIPTunnelAddr`]: v.nullish(Ipv4Address, null),
  }),
  {},
);

export const NodeSchema = fields(
  {
    metadata: clusterMetadata(Annotations),
    spec: v.nullish(
      fields(
        { podCIDR: v.nullish(Cidr), podCIDRs: list(Cidr) },
        'providerID unschedulable taints configSource externalID podPreemptionPolicy',
      ),
    ),
    status: v.nullish(
      fields(
        {
          addresses: list(fields({ type: Text, address: Text })),
          nodeInfo: v.nullish(some({ kubeletVersion: v.nullish(Text) })),
        },
        'capacity allocatable phase conditions daemonEndpoints images volumesInUse volumesAttached config runtimeHandlers features declaredFeatures',
      ),
    ),
  },
  'apiVersion kind',
);

type Raw = v.InferOutput<typeof NodeSchema>;

export interface DeclaredNode {
  readonly subject: Subject;
  readonly value: ManifestNode;
  readonly labels: Readonly<Record<string, string>>;
}

export function readNode(object: KubernetesObject, report: Report): DeclaredNode | null {
  const raw = checked(NodeSchema, object, report);
  if (!raw) return null;
  const { subject } = object;
  const value = {
    name: raw.metadata.name,
    addresses: internalAddresses(raw, subject, report),
    podCIDR: podCidr(raw, subject, report),
    kubeletVersion: raw.status?.nodeInfo?.kubeletVersion ?? null,
    flannel: flannelNote(raw.metadata.annotations),
    calico: calicoNote(raw.metadata.annotations),
  };
  return { subject, value, labels: raw.metadata.labels };
}

function internalAddresses({ status }: Raw, subject: Subject, report: Report): string[] {
  const internal = (status?.addresses ?? []).flatMap(({ type, address }, at) =>
    type === 'InternalIP' ? [{ text: address, field: ['status', 'addresses', at, 'address'] }] : [],
  );
  const wrong = internal.find(({ text }) => !isAddress(text));
  if (wrong) report.error(subject, wrong.field, `found "${wrong.text.slice(0, 80)}"`, AN_ADDRESS);
  return onlyIpv4(internal, subject, report).map(({ text }) => text);
}

/** podCIDRs has one of each family; podCIDR is the first of them. */
function podCidr({ spec }: Raw, subject: Subject, report: Report): string | null {
  if (!spec) return null;
  const all = placed(spec.podCIDRs, ['spec', 'podCIDRs']);
  if (all.length === 0 && spec.podCIDR) all.push({ text: spec.podCIDR, field: ['spec', 'podCIDR'] });
  return onlyIpv4(all, subject, report)[0]?.text ?? null;
}

type Annotations = v.InferOutput<typeof Annotations>;

function flannelNote(annotations: Annotations): FlannelNote | null {
  const publicIp = annotations[`${FLANNEL}/public-ip`];
  if (typeof publicIp !== 'string') return null;
  return {
    backendType: annotations[`${FLANNEL}/backend-type`],
    publicIp,
    vtepMac: annotations[`${FLANNEL}/backend-data`]?.VtepMAC?.toLowerCase() ?? null,
  };
}

function calicoNote(annotations: Annotations): CalicoNote | null {
  const address = annotations[`${CALICO}/IPv4Address`];
  if (typeof address !== 'string') return null;
  return { address, ipipTunnelAddress: annotations[`${CALICO}/IPv4IPIPTunnelAddr`] };
}
