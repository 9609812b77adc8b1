// writeServiceToEndpointRules and the KUBE-SEP chains: one endpoint is drawn, and its address written into the packet.

import { comment } from '../../restore_text.ts';
import { KUBE_MARK_MASQ } from '../masquerade.ts';
import type { PortEndpoint, ServicePortInfo } from '../service_ports.ts';
import { endpointChain, type ServicePort, type Sync } from './sync.ts';

/** An endpoint and its KUBE-SEP chain. */
export interface Destination {
  readonly endpoint: PortEndpoint;
  readonly chain: string;
}

export function destinations(
  port: ServicePort,
  endpoints: readonly PortEndpoint[],
): ReadonlyMap<PortEndpoint, Destination> {
  return new Map(endpoints.map((endpoint) => [endpoint, { endpoint, chain: endpointChain(port, endpoint) }]));
}

/** The comment of a rule that sends to an endpoint, with the blank behind it. */
export type BalancingComment = (destination: Destination, index: number) => string;

/** Comments of KUBE-SVC and KUBE-SVL. */
export function balancingComment(
  { dialect, largeClusterMode }: Sync,
  { name }: ServicePortInfo,
): BalancingComment {
  if (!dialect.endpointComments || largeClusterMode) return () => '';
  if (!dialect.externalChains) return () => `${comment(name)} `;
  return ({ endpoint }) => `${comment(`${name} -> ${endpoint.address}`)} `;
}

/** Clients go back to where they were, for as long as that is asked. */
export function affinityRules(
  { nat }: Sync,
  chain: string,
  { stickyMaxAgeSeconds: seconds }: ServicePortInfo,
  to: readonly Destination[],
  commentOf: BalancingComment,
): void {
  if (seconds === null) return;
  for (const [index, each] of to.entries()) {
    const seen = `-m recent --name ${each.chain} --rcheck --seconds ${seconds} --reap`;
    nat.append(chain, `${commentOf(each, index)}${seen} -j ${each.chain}`);
  }
}

/** Of n endpoints left, the first is taken once in n times; the last one always. */
export function balancingRules(
  { nat, dialect }: Sync,
  chain: string,
  to: readonly Destination[],
  commentOf: BalancingComment,
): void {
  for (const [index, each] of to.entries()) {
    const left = to.length - index;
    const probability = (1 / left).toFixed(dialect.probabilityDigits);
    const lot = left > 1 ? `-m statistic --mode random --probability ${probability} ` : '';
    nat.append(chain, `${commentOf(each, index)}${lot}-j ${each.chain}`);
  }
}

export function endpointChains(sync: Sync, { info, protocol }: ServicePort, to: Iterable<Destination>): void {
  const { nat, dialect } = sync;
  const who = dialect.endpointComments && !sync.largeClusterMode ? `${comment(info.name)} ` : '';
  for (const { endpoint, chain } of to) {
    const remember = info.stickyMaxAgeSeconds === null ? '' : `-m recent --name ${chain} --set `;
    nat.declare(chain);
    // An endpoint that meets itself would answer itself directly: it must take its own packet for another's.
    nat.append(chain, `${who}-s ${endpoint.ip}${dialect.hostLength} -j ${KUBE_MARK_MASQ}`);
    nat.append(chain, `${who}${remember}${protocol} -j DNAT --to-destination ${endpoint.address}`);
  }
}
