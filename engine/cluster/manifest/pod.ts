// Pod: where it runs, under which address, and the ports of its containers.
import * as v from 'valibot';
import type { Protocol as ProtocolName } from '../objects.ts';
import { onlyIpv4, placed } from './addresses.ts';
import type { KubernetesObject } from './objects_in.ts';
import type { Report, Subject } from './report.ts';
import {
  AddressOrNone,
  checked,
  Flag,
  fields,
  list,
  Metadata,
  NameOrNone,
  Port,
  PortName,
  PortOrNone,
  Protocol,
  some,
  TemplateMetadata,
  Text,
  Texts,
} from './schema.ts';
import type { Path } from './source.ts';

export interface ManifestPod {
  readonly namespace: string;
  readonly name: string;
  /** null: not scheduled yet. */
  readonly nodeName: string | null;
  /** null: it has none yet. */
  readonly podIP: string | null;
  /** In its node's own namespace, under its node's address. */
  readonly hostNetwork: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Of all its containers. */
  readonly ports: readonly ContainerPort[];
  readonly serviceAccountName: string;
  /** Its condition Ready; true where it has none. */
  readonly ready: boolean;
  /** It has been told to go. */
  readonly terminating: boolean;
}

export interface ContainerPort {
  /** Empty: the port has no name. */
  readonly name: string;
  readonly containerPort: number;
  readonly protocol: ProtocolName;
  /** 0: none. */
  readonly hostPort: number;
  /** null: every address of the node. */
  readonly hostIP: string | null;
}

const Container = fields(
  {
    ports: list(
      fields({
        name: v.nullish(PortName, ''),
        containerPort: Port,
        protocol: v.nullish(Protocol, 'TCP'),
        hostPort: v.nullish(PortOrNone, 0),
        hostIP: v.nullish(AddressOrNone, ''),
      }),
    ),
    restartPolicy: v.nullish(Text),
  },
  'name image command args workingDir envFrom env resources resizePolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
);

const PodSpec = fields(
  {
    nodeName: v.nullish(NameOrNone, ''),
    nodeSelector: Texts,
    hostNetwork: v.nullish(Flag, false),
    serviceAccountName: v.nullish(NameOrNone, ''),
    initContainers: list(Container),
    containers: list(Container),
  },
  'volumes ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy serviceAccount automountServiceAccountToken hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride workloadRef schedulingGroup evictionResponders',
);

/** What a Deployment and its like have of the pods that they make. */
export const PodTemplate = fields({ metadata: TemplateMetadata, spec: PodSpec });

export const PodSchema = fields(
  {
    metadata: Metadata,
    spec: PodSpec,
    status: v.nullish(
      some({
        phase: v.nullish(Text),
        podIP: v.nullish(AddressOrNone, ''),
        podIPs: list(some({ ip: AddressOrNone })),
        conditions: list(some({ type: Text, status: Text })),
      }),
    ),
  },
  'apiVersion kind',
);

type Raw = v.InferOutput<typeof PodSchema>;
type Spec = v.InferOutput<typeof PodSpec>;

export interface DeclaredPod {
  readonly subject: Subject;
  readonly value: ManifestPod;
  /** Labels of the nodes that will do. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** The cluster has it, and has found no node for it. */
  readonly isPending: boolean;
}

/** null also for a pod that has run to its end: its sandbox is gone, and its address may be another's. */
export function readPod(object: KubernetesObject, report: Report): DeclaredPod | null {
  const raw = checked(PodSchema, object, report);
  if (!raw || raw.status?.phase === 'Succeeded' || raw.status?.phase === 'Failed') return null;
  const { subject } = object;
  const { metadata, spec, status } = raw;
  const value = {
    ...asSpecified(metadata, spec, ['spec'], subject, report),
    podIP: podIp(raw, subject, report),
    ready: (status?.conditions.find(({ type }) => type === 'Ready')?.status ?? 'True') === 'True',
    terminating: typeof metadata.deletionTimestamp === 'string',
  };
  return { subject, value, nodeSelector: spec.nodeSelector, isPending: status?.phase === 'Pending' };
}

/** A pod that nothing is known of but what was asked for; `field`: where that stands. */
export function asSpecified(
  { namespace, name, labels }: Pick<ManifestPod, 'namespace' | 'name' | 'labels'>,
  spec: Spec,
  field: Path,
  subject: Subject,
  report: Report,
): ManifestPod {
  return {
    namespace,
    name,
    nodeName: spec.nodeName || null,
    podIP: null,
    hostNetwork: spec.hostNetwork,
    labels,
    ports: containerPorts(spec, field, subject, report),
    serviceAccountName: spec.serviceAccountName || 'default',
    ready: true,
    terminating: false,
  };
}

/** podIPs has one of each family; podIP is the first of them. */
function podIp({ status }: Raw, subject: Subject, report: Report): string | null {
  if (!status) return null;
  const ips = status.podIPs.map(({ ip }) => ip);
  const all =
    ips.length > 0 ? placed(ips, ['status', 'podIPs']) : [{ text: status.podIP, field: ['status', 'podIP'] }];
  return onlyIpv4(all, subject, report).find(({ text }) => text !== '')?.text ?? null;
}

function containerPorts(spec: Spec, inside: Path, subject: Subject, report: Report): ContainerPort[] {
  const groups = [
    ...spec.containers.map(({ ports }, at) => ({ ports, field: [...inside, 'containers', at, 'ports'] })),
    // Those that go on beside the others (sidecars); the rest have ended before the pod answers.
    ...spec.initContainers.flatMap(({ ports, restartPolicy }, at) =>
      restartPolicy === 'Always' ? [{ ports, field: [...inside, 'initContainers', at, 'ports'] }] : [],
    ),
  ];
  return groups.flatMap(({ ports, field }) =>
    ports.map(({ hostIP, hostPort, ...port }, at) => ({
      ...port,
      // SetDefaults_Pod: on the node's own network a port is the node's too.
      hostPort: hostPort || (spec.hostNetwork ? port.containerPort : 0),
      hostIP: hostAddress(hostIP, [...field, at, 'hostIP'], subject, report),
    })),
  );
}

function hostAddress(text: string, field: Path, subject: Subject, report: Report): string | null {
  if (text === '' || text === '0.0.0.0') return null;
  return onlyIpv4([{ text, field }], subject, report)[0]?.text ?? null;
}
