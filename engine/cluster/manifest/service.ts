// Service: as the API server has it once its defaults are filled in (pkg/apis/core/v1/defaults.go, validation.go ValidateService).
import * as v from 'valibot';
import type { Service, ServicePort } from '../objects.ts';
import { onlyIpv4, placed } from './addresses.ts';
import type { KubernetesObject } from './objects_in.ts';
import type { Report, Subject } from './report.ts';
import {
  Address,
  AddressOrNone,
  Cidr,
  checked,
  Flag,
  fields,
  list,
  Port,
  PortName,
  PortOrNone,
  Protocol,
  Seconds,
  ServiceMetadata,
  some,
  Texts,
} from './schema.ts';

const TARGET = 'a port, or the name of a container port';
const TargetPort = v.union(
  [PortOrNone, v.pipe(v.string(), v.regex(/^([a-z0-9-]{0,14}[a-z0-9])?$/, TARGET))],
  TARGET,
);
const ClusterIP = v.union([v.literal('None'), AddressOrNone], 'an address, or None');
const TrafficPolicy = v.nullish(v.picklist(['Cluster', 'Local'], 'Cluster or Local'), 'Cluster');

export const ServiceSchema = fields(
  {
    metadata: ServiceMetadata,
    spec: fields(
      {
        type: v.nullish(
          v.picklist(
            ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
            'ClusterIP, NodePort, LoadBalancer or ExternalName',
          ),
          'ClusterIP',
        ),
        clusterIP: v.nullish(ClusterIP, ''),
        clusterIPs: list(ClusterIP),
        ports: list(
          fields(
            {
              name: v.nullish(PortName, ''),
              protocol: v.nullish(Protocol, 'TCP'),
              port: Port,
              targetPort: v.nullish(TargetPort, 0),
              nodePort: v.nullish(PortOrNone, 0),
            },
            'appProtocol',
          ),
        ),
        selector: Texts,
        externalIPs: list(Address),
        loadBalancerSourceRanges: list(
          v.pipe(
            v.string('a network'),
            v.transform((text) => text.trim()),
            Cidr,
          ),
        ),
        sessionAffinity: v.nullish(v.picklist(['None', 'ClientIP'], 'None or ClientIP'), 'None'),
        sessionAffinityConfig: v.nullish(
          fields({ clientIP: v.nullish(fields({ timeoutSeconds: v.nullish(Seconds) })) }),
        ),
        internalTrafficPolicy: TrafficPolicy,
        externalTrafficPolicy: TrafficPolicy,
        healthCheckNodePort: v.nullish(PortOrNone, 0),
        publishNotReadyAddresses: v.nullish(Flag, false),
        allocateLoadBalancerNodePorts: v.nullish(Flag, true),
      },
      'loadBalancerIP externalName ipFamily ipFamilies ipFamilyPolicy loadBalancerClass topologyKeys trafficDistribution',
    ),
    status: v.nullish(
      some({
        loadBalancer: v.nullish(
          some({
            ingress: list(
              some({
                ip: v.nullish(AddressOrNone, ''),
                ipMode: v.nullish(v.picklist(['VIP', 'Proxy'], 'VIP or Proxy'), 'VIP'),
              }),
            ),
          }),
        ),
      }),
    ),
  },
  'apiVersion kind',
);

type Raw = v.InferOutput<typeof ServiceSchema>;
type Spec = Raw['spec'];

/** DefaultClientIPServiceAffinitySeconds: three hours. */
const AFFINITY_SECONDS = 10800;

export interface DeclaredService {
  readonly subject: Subject;
  readonly value: Service;
  /** Empty: somebody else says what its endpoints are. */
  readonly selector: Readonly<Record<string, string>>;
  readonly publishNotReadyAddresses: boolean;
  /** Each port is to have a node port. */
  readonly opensNodePorts: boolean;
}

/** null also for a service of IPv6 alone. */
export function readService(object: KubernetesObject, report: Report): DeclaredService | null {
  const raw = checked(ServiceSchema, object, report);
  if (!raw) return null;
  const { subject } = object;
  const { metadata, spec } = raw;
  tellWrongPorts(spec, subject, report);
  const clusterIPs = clusterIpsOf(spec, subject, report);
  if (clusterIPs === null) return null;
  const ipv4 = (texts: readonly string[], field: string) =>
    onlyIpv4(placed(texts, ['spec', field]), subject, report).map(({ text }) => text);
  const value: Service = {
    namespace: metadata.namespace,
    name: metadata.name,
    type: spec.type,
    clusterIPs,
    ports: spec.ports.map(servicePort),
    externalIPs: ipv4(spec.externalIPs, 'externalIPs'),
    loadBalancerIngress: ingressOf(raw, subject, report),
    loadBalancerSourceRanges: ipv4(spec.loadBalancerSourceRanges, 'loadBalancerSourceRanges'),
    sessionAffinityTimeoutSeconds:
      spec.sessionAffinity === 'ClientIP'
        ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS)
        : null,
    internalTrafficPolicy: spec.internalTrafficPolicy,
    externalTrafficPolicy: spec.externalTrafficPolicy,
    healthCheckNodePort: spec.healthCheckNodePort,
  };
  return {
    subject,
    value,
    selector: spec.selector ?? {},
    publishNotReadyAddresses: spec.publishNotReadyAddresses,
    opensNodePorts:
      spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts),
  };
}

function servicePort({ targetPort, ...port }: Spec['ports'][number]): ServicePort {
  return { ...port, targetPort: targetPort === 0 || targetPort === '' ? port.port : targetPort };
}

/** null: it had some, and all were of IPv6. */
function clusterIpsOf(spec: Spec, subject: Subject, report: Report): string[] | null {
  const {
    clusterIP,
    clusterIPs: [first],
  } = spec;
  if (clusterIP !== '' && first !== undefined && clusterIP !== first)
    report.error(
      subject,
      ['spec', 'clusterIPs', 0],
      `it is ${first}, and clusterIP is ${clusterIP}`,
      'the same',
    );
  // An ExternalName is a name, whatever address it had before.
  if (spec.type === 'ExternalName') return [];
  const all = placed(spec.clusterIPs, ['spec', 'clusterIPs']);
  if (all.length === 0) all.push({ text: clusterIP, field: ['spec', 'clusterIP'] });
  const given = all.filter(({ text }) => text !== '');
  const kept = onlyIpv4(given, subject, report).map(({ text }) => text);
  return given.length > 0 && kept.length === 0 ? null : kept;
}

/** Of one service's ports; what several services share is looked at when all are known. */
function tellWrongPorts({ type, clusterIP, ports }: Spec, subject: Subject, report: Report): void {
  if (ports.length === 0 && clusterIP !== 'None' && type !== 'ExternalName')
    report.error(subject, ['spec', 'ports'], 'found none', 'at least one port');
  const seen = new Set<string>();
  const tellTwice = (key: string, what: string, at: number, field: string) => {
    if (seen.has(key)) report.error(subject, ['spec', 'ports', at, field], `${what} is there twice`);
    seen.add(key);
  };
  for (const [at, { name, protocol, port, nodePort }] of ports.entries()) {
    const field = ['spec', 'ports', at];
    if (name === '' && ports.length > 1)
      report.error(subject, [...field, 'name'], 'found none', 'a name, as there are several ports');
    tellTwice(`name ${name}`, `the name ${name}`, at, 'name');
    tellTwice(`port ${port} ${protocol}`, `port ${port} ${protocol}`, at, 'port');
    if (nodePort === 0) continue;
    if (type === 'ClusterIP' || type === 'ExternalName')
      report.error(
        subject,
        [...field, 'nodePort'],
        `found ${nodePort}`,
        `none, in a service of type ${type}`,
      );
    tellTwice(`nodePort ${nodePort} ${protocol}`, `nodePort ${nodePort} ${protocol}`, at, 'nodePort');
  }
}

function ingressOf({ status }: Raw, subject: Subject, report: Report): Service['loadBalancerIngress'] {
  const ingress = status?.loadBalancer?.ingress ?? [];
  return ingress.filter(({ ip }, at) => {
    const field = ['status', 'loadBalancer', 'ingress', at, 'ip'];
    return ip !== '' && onlyIpv4([{ text: ip, field }], subject, report).length > 0;
  });
}
