// iptablesJumpChains: how packets come from the kernel's chains into kube-proxy's. All are put in front, so the last stands first.
import { comment, type RuleWriter } from '../../restore_text.ts';
import type { Dialect } from './dialect.ts';

export interface Tables {
  readonly filter: RuleWriter;
  readonly nat: RuleWriter;
}

const NEW = '-m conntrack --ctstate NEW';
const EXTERNAL = `${NEW} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`;
const HEALTH = `${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`;
const PORTALS = `${comment('kubernetes service portals')} -j KUBE-SERVICES`;
const FORWARDING = `${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`;
const BALANCERS = `${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`;
const POSTROUTING = `${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`;

export function jumps({ filter, nat }: Tables, dialect: Dialect): void {
  filter.insert('INPUT', EXTERNAL);
  if (dialect.externalServicesForwarded) filter.insert('FORWARD', EXTERNAL);
  if (dialect.healthCheckRules) filter.insert('INPUT', HEALTH);
  filter.insert('FORWARD', `${NEW} ${PORTALS}`);
  filter.insert('OUTPUT', `${NEW} ${PORTALS}`);
  if (!dialect.externalServicesForwarded) filter.insert('INPUT', `${NEW} ${PORTALS}`);
  filter.insert('FORWARD', FORWARDING);
  if (dialect.dropsInFilter)
    for (const hook of ['INPUT', 'OUTPUT', 'FORWARD']) filter.insert(hook, BALANCERS);
  nat.insert('OUTPUT', PORTALS);
  nat.insert('PREROUTING', PORTALS);
  nat.insert('POSTROUTING', POSTROUTING);
  if (dialect.localnetFirewall)
    for (const hook of ['INPUT', 'OUTPUT']) filter.insert(hook, '-j KUBE-FIREWALL');
}
