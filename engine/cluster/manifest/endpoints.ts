// Endpoints, the older form: as slices, a subset each (endpointslicemirroring, reconciler_helpers.go).
import * as v from 'valibot';
import type { EndpointConditions, EndpointSlice } from '../objects.ts';
import { onlyIpv4 } from './addresses.ts';
import type { DeclaredSlice } from './endpoint_slice.ts';
import type { KubernetesObject } from './objects_in.ts';
import type { Report, Subject } from './report.ts';
import { Address, checked, fields, list, Metadata, Port, PortName, Protocol, Text } from './schema.ts';

const EndpointAddress = fields({ ip: Address, nodeName: v.nullish(Text, null) }, 'hostname targetRef');

const Subset = fields({
  addresses: list(EndpointAddress),
  notReadyAddresses: list(EndpointAddress),
  ports: list(
    fields(
      { name: v.nullish(PortName, ''), protocol: v.nullish(Protocol, 'TCP'), port: Port },
      'appProtocol',
    ),
  ),
});

export const EndpointsSchema = fields({ metadata: Metadata, subsets: list(Subset) }, 'apiVersion kind');

const READY: EndpointConditions = { ready: true, serving: true, terminating: false };
const NOT_READY: EndpointConditions = { ready: false, serving: false, terminating: false };

/** Nothing is behind the service: said by a slice with nothing in it, as the controllers do. */
const NO_SUBSET: v.InferOutput<typeof Subset> = { addresses: [], notReadyAddresses: [], ports: [] };

export function readEndpoints(object: KubernetesObject, report: Report): DeclaredSlice[] | null {
  const raw = checked(EndpointsSchema, object, report);
  if (!raw) return null;
  const { namespace, name: serviceName } = raw.metadata;
  const subsets = raw.subsets.length > 0 ? raw.subsets : [NO_SUBSET];
  return subsets.map((subset, at) => {
    const endpoints = endpointsOf(subset, at, object.subject, report);
    const value: EndpointSlice = {
      namespace,
      serviceName,
      addressType: 'IPv4',
      ports: subset.ports,
      endpoints: endpoints.map(({ endpoint }) => endpoint),
    };
    return { subject: object.subject, value, endpointFields: endpoints.map(({ field }) => field) };
  });
}

function endpointsOf(
  { addresses, notReadyAddresses }: v.InferOutput<typeof Subset>,
  subset: number,
  subject: Subject,
  report: Report,
) {
  const under = (some: typeof addresses, name: string, conditions: EndpointConditions) =>
    some.flatMap(({ ip, nodeName }, at) => {
      const field = ['subsets', subset, name, at];
      return onlyIpv4([{ text: ip, field }], subject, report).map(({ text: address }) => ({
        field,
        endpoint: { address, nodeName, conditions },
      }));
    });
  return [
    ...under(addresses, 'addresses', READY),
    ...under(notReadyAddresses, 'notReadyAddresses', NOT_READY),
  ];
}
