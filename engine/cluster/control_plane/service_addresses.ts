// pkg/registry/core/service/storage/alloc.go: an address and ports for services that have not asked for any by number.
import { formatIpv4 } from '../../wire/address.ts';
import { sizeOf } from '../host/allocate.ts';
import { addressOf, prefixOf } from '../host/prefix.ts';
import type { Report } from '../manifest/report.ts';
import type { DeclaredService } from '../manifest/service.ts';
import { Allocator } from './allocator.ts';
import type { Ranges } from './ranges.ts';

/** --service-node-port-range. */
const NODE_PORTS = { first: 30_000, last: 32_767, reserved: 86 };

export function withServiceAddresses(
  services: readonly DeclaredService[],
  { serviceCIDR }: Ranges,
  report: Report,
): DeclaredService[] {
  const addresses = new Allocator(rangeOf(serviceCIDR), services.flatMap(addressesOf));
  const ports = new Allocator(NODE_PORTS, services.flatMap(nodePortsOf));
  return services.map((service) => withNodePorts(withClusterIp(service, addresses, report), ports, report));
}

/** The network's own address and the last one are nobody's. */
function rangeOf(cidr: string) {
  const prefix = prefixOf(cidr);
  const size = sizeOf(prefix);
  const reserved = Math.min(Math.max(16, Math.floor(size / 16)), 256);
  return { first: prefix.network + 1, last: prefix.network + size - 2, reserved };
}

const addressesOf = ({ value }: DeclaredService) =>
  value.clusterIPs.filter((text) => text !== 'None').map((text) => addressOf(text).address);

const nodePortsOf = ({ value: { ports, healthCheckNodePort } }: DeclaredService) => [
  ...ports.map(({ nodePort }) => nodePort),
  healthCheckNodePort,
];

const nameOf = ({ value: { namespace, name } }: DeclaredService) => `${namespace}/${name}`;

function withClusterIp(service: DeclaredService, addresses: Allocator, report: Report): DeclaredService {
  const { subject, value } = service;
  if (value.type === 'ExternalName' || value.clusterIPs.length > 0) return service;
  const address = addresses.next(`clusterIP ${nameOf(service)}`);
  if (address !== undefined) return { ...service, value: { ...value, clusterIPs: [formatIpv4(address)] } };
  report.error(
    subject,
    ['spec', 'clusterIP'],
    'found none, and no address is left for it',
    'a wider serviceCIDR',
  );
  return service;
}

function withNodePorts(service: DeclaredService, numbers: Allocator, report: Report): DeclaredService {
  const { subject, value, opensNodePorts } = service;
  const give = (nodePort: number, what: string) => {
    const number = nodePort || numbers.next(`${what} ${nameOf(service)}`);
    if (number === undefined) report.error(subject, ['spec', 'ports'], 'no node port is left for them');
    return number ?? 0;
  };
  const ports = opensNodePorts
    ? value.ports.map((port) => ({
        ...port,
        nodePort: give(port.nodePort, `nodePort ${port.port} ${port.protocol}`),
      }))
    : value.ports;
  const isChecked = value.type === 'LoadBalancer' && value.externalTrafficPolicy === 'Local';
  const healthCheckNodePort = isChecked
    ? give(value.healthCheckNodePort, 'healthCheckNodePort')
    : value.healthCheckNodePort;
  return { ...service, value: { ...value, ports, healthCheckNodePort } };
}
