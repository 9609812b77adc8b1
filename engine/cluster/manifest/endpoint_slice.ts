// EndpointSlice of discovery.k8s.io/v1 and v1beta1: one version's fields, and the other's.
import * as v from 'valibot';
import type { Endpoint, EndpointSlice } from '../objects.ts';
import { AN_ADDRESS, isAddress, isIpv6 } from './addresses.ts';
import type { KubernetesObject } from './objects_in.ts';
import type { Report, Subject } from './report.ts';
import { checked, Flag, fields, list, Metadata, Port, PortName, Protocol, Text, Texts } from './schema.ts';
import type { Path } from './source.ts';

const EndpointSchema = fields(
  {
    addresses: list(Text),
    conditions: v.nullish(
      fields({ ready: v.nullish(Flag), serving: v.nullish(Flag), terminating: v.nullish(Flag) }),
    ),
    nodeName: v.nullish(Text),
    /** v1beta1 has the node here, under the label of its host name. */
    topology: Texts,
  },
  'hostname targetRef zone hints deprecatedTopology',
);

export const EndpointSliceSchema = fields(
  {
    metadata: Metadata,
    addressType: v.picklist(['IPv4', 'IPv6', 'FQDN'], 'IPv4, IPv6 or FQDN'),
    ports: list(
      fields(
        { name: v.nullish(PortName, ''), protocol: v.nullish(Protocol, 'TCP'), port: v.nullish(Port) },
        'appProtocol',
      ),
    ),
    endpoints: list(EndpointSchema),
  },
  'apiVersion kind',
);

type Raw = v.InferOutput<typeof EndpointSliceSchema>;

/** A slice that is written down, or stands for an object that is. */
export interface DeclaredSlice {
  readonly subject: Subject;
  readonly value: EndpointSlice;
  /** Where each of its endpoints stands in the object. */
  readonly endpointFields: readonly Path[];
}

/** LabelServiceName. */
const SERVICE_NAME = 'kubernetes.io/service-name';
/** LabelHostname. */
const HOSTNAME = 'kubernetes.io/hostname';

/** null also for what kube-proxy would have no use for on IPv4. */
export function readEndpointSlice(object: KubernetesObject, report: Report): DeclaredSlice | null {
  const raw = checked(EndpointSliceSchema, object, report);
  if (!raw) return null;
  const { subject } = object;
  const { addressType, metadata } = raw;
  tellWrongAddresses(raw, subject, report);
  const serviceName = Object.hasOwn(metadata.labels, SERVICE_NAME)
    ? metadata.labels[SERVICE_NAME]
    : undefined;
  if (serviceName === undefined) {
    report.warn(
      subject,
      ['metadata', 'labels'],
      'it is left out: it is of no service',
      `the label ${SERVICE_NAME}`,
    );
    return null;
  }
  if (addressType !== 'IPv4') {
    report.warn(subject, ['addressType'], `it is left out: ${addressType} is not emulated`, 'IPv4');
    return null;
  }
  const value: EndpointSlice = {
    namespace: metadata.namespace,
    serviceName,
    addressType,
    ports: portsOf(raw, subject, report),
    endpoints: raw.endpoints.map(endpointOf),
  };
  return { subject, value, endpointFields: raw.endpoints.map((_, at) => ['endpoints', at]) };
}

function tellWrongAddresses({ addressType, endpoints }: Raw, subject: Subject, report: Report): void {
  if (addressType === 'FQDN') return;
  const expected = addressType === 'IPv4' ? 'an IPv4 address' : 'an IPv6 address';
  for (const [at, { addresses }] of endpoints.entries()) {
    const field = ['endpoints', at, 'addresses'];
    if (addresses.length === 0) report.error(subject, field, 'found none', AN_ADDRESS);
    for (const [index, text] of addresses.entries()) {
      if (!isAddress(text) || isIpv6(text) !== (addressType === 'IPv6'))
        report.error(subject, [...field, index], `found "${text.slice(0, 80)}"`, expected);
    }
  }
}

/** A port without a number means all, which kube-proxy does not do. */
function portsOf({ ports }: Raw, subject: Subject, report: Report): EndpointSlice['ports'] {
  return ports.flatMap(({ port, ...rest }, at) => {
    if (typeof port === 'number') return [{ ...rest, port }];
    report.warn(subject, ['ports', at], 'it is left out: it has no number', 'a port');
    return [];
  });
}

/** Of several addresses only the first is looked at; a condition that nobody set is as good as it can be. */
function endpointOf({ addresses, conditions, nodeName, topology }: Raw['endpoints'][number]): Endpoint {
  return {
    address: addresses[0]!,
    nodeName: nodeName ?? topology?.[HOSTNAME] ?? null,
    conditions: {
      ready: conditions?.ready ?? true,
      serving: conditions?.serving ?? true,
      terminating: conditions?.terminating ?? false,
    },
  };
}
