// What runs in a pod is not known; that it listens on its declared ports is. A web server says which pod it is in, a name server
// knows the services.
import type { ManifestPod } from '../../cluster/manifest/pod.ts';
import type { Service } from '../../cluster/objects.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import type { ScenarioNetns } from '../schema.ts';

export type Listener = NonNullable<ScenarioNetns['listeners']>[number];

const DNS_PORT = 53;

export function listenersOf({ name, ports }: ManifestPod, services: readonly Service[]): Listener[] {
  const listeners = ports.flatMap(({ containerPort: port, protocol }): Listener[] => {
    if (protocol === 'TCP' && port === DNS_PORT) return [{ kind: 'tcp', port }];
    if (protocol === 'TCP') return [{ kind: 'http', port, body: `${name}\n` }];
    if (protocol === 'UDP' && port === DNS_PORT) return [{ kind: 'dns', port, names: namesOf(services) }];
    return protocol === 'UDP' ? [{ kind: 'echo', port }] : [];
  });
  return oneAPort(listeners);
}

/** Two containers may declare one port, and two pods one of the node's; the first to start has it. */
export function oneAPort(listeners: readonly Listener[]): Listener[] {
  const taken = new Set<string>();
  return listeners.filter(({ kind, port }) => {
    const socket = `${kind === 'tcp' || kind === 'http' ? 'tcp' : 'udp'} ${port}`;
    if (taken.has(socket)) return false;
    taken.add(socket);
    return true;
  });
}

const namesOf = (services: readonly Service[]) =>
  Object.fromEntries(
    services.flatMap(({ namespace, name, clusterIPs }) => {
      const address = clusterIPs.find((each) => parseIpv4(each) !== undefined);
      return address === undefined ? [] : [[`${name}.${namespace}.svc.cluster.local`, address]];
    }),
  );
