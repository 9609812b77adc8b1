// moby port_mapping_linux.go: what `-p` asks for, as bindings of the host's ports to a container's.
import type { Problem } from '../../problem.ts';
import { type PortBinding, UNSPECIFIED } from './iptabler/config.ts';
import type { Endpoint } from './sandbox.ts';

/** A routed network opens ports and maps none. */
export function bindingsOf({ container, network, address }: Endpoint): PortBinding[] {
  return (container.publish ?? []).map(({ protocol = 'tcp', hostIp, hostPort, containerPort }) => ({
    protocol,
    address,
    port: containerPort,
    hostIp: hostIp ?? UNSPECIFIED,
    hostPort: network.gatewayMode === 'routed' ? 0 : hostPort,
  }));
}

/** The first port that somebody has already: portallocator's "port is already allocated". */
export function portConflict(endpoints: readonly Endpoint[]): Problem | null {
  const taken: PortBinding[] = [];
  for (const endpoint of endpoints) {
    for (const binding of bindingsOf(endpoint)) {
      const { protocol, hostIp, hostPort } = binding;
      const where = `container ${endpoint.container.name}`;
      if (hostPort !== 0 && taken.some((other) => meet(other, binding)))
        return {
          where,
          what: `${hostIp}:${hostPort}/${protocol} is published already`,
          expected: 'a free port',
        };
      taken.push(binding);
    }
  }
  return null;
}

const meet = (a: PortBinding, b: PortBinding) =>
  a.protocol === b.protocol &&
  a.hostPort === b.hostPort &&
  (a.hostIp === b.hostIp || a.hostIp === UNSPECIFIED || b.hostIp === UNSPECIFIED);
