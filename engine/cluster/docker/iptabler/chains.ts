// moby iptabler setupIPChains, and setupUserChain of libnetwork/firewall_linux.go: docker's chains and the jumps to them.
import { type IptablesCall, iptables } from '../../host/iptables.ts';
import type { FirewallConfig } from './config.ts';

const nat = iptables('nat');
const filter = iptables('filter');

export const EXT_BRIDGES = 'docker-ext-bridges-v4';
const TO_EXT_BRIDGES = `-m set --match-set ${EXT_BRIDGES} dst`;

export const ESTABLISHED = '-m conntrack --ctstate RELATED,ESTABLISHED';

/** Once, when the daemon starts. */
export function setupIPChains(config: FirewallConfig): IptablesCall[] {
  return [
    nat.newChain('DOCKER'),
    filter.newChain('DOCKER'),
    ...ownChains(config),
    ...isolationChains(config),
    // Before 28 the jumps came with the first network.
    ...(config.features.forwarding === 'per-bridge' ? [] : addNATJumpRules(config)),
    ...forwardJumps(config),
    ...mirroredWSL2Workaround(config),
  ];
}

function ownChains({ features }: FirewallConfig): IptablesCall[] {
  if (features.forwarding !== 'own-chains') return [];
  const chains = ['DOCKER-FORWARD', 'DOCKER-BRIDGE', 'DOCKER-CT'];
  if (features.isolation === 'none') chains.push('DOCKER-INTERNAL');
  return chains.map(filter.newChain);
}

function isolationChains({ features }: FirewallConfig): IptablesCall[] {
  if (features.isolation === 'none') return [];
  const stages = ['DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2'];
  const ends = features.isolation === 'returning' ? stages : [];
  return [...stages.map(filter.newChain), ...ends.map((stage) => filter.append(stage, '-j RETURN'))];
}

/** A host that asks itself by 127.0.0.1 is served by the userland proxy, where there is one. */
export function addNATJumpRules({ hairpin }: FirewallConfig): IptablesCall[] {
  const toLocal = '-m addrtype --dst-type LOCAL -j DOCKER';
  return [
    nat.append('PREROUTING', toLocal),
    nat.append('OUTPUT', hairpin ? toLocal : `! -d 127.0.0.0/8 ${toLocal}`),
  ];
}

/** EnsureJumpRule, last one first: what comes back to the top stands above what came before. */
function forwardJumps({ features: { forwarding, isolation } }: FirewallConfig): IptablesCall[] {
  switch (forwarding) {
    case 'per-bridge':
      return [];
    case 'ext-bridges':
      return [
        filter.reinsert('FORWARD', `${TO_EXT_BRIDGES} -j DOCKER`),
        filter.reinsert('FORWARD', '-j DOCKER-ISOLATION-STAGE-1'),
        filter.reinsert('FORWARD', `${TO_EXT_BRIDGES} ${ESTABLISHED} -j ACCEPT`),
      ];
    case 'own-chains':
      return [
        filter.reinsert('FORWARD', '-j DOCKER-FORWARD'),
        filter.reinsert('DOCKER-FORWARD', '-j DOCKER-BRIDGE'),
        filter.reinsert(
          'DOCKER-FORWARD',
          isolation === 'none' ? '-j DOCKER-INTERNAL' : '-j DOCKER-ISOLATION-STAGE-1',
        ),
        filter.reinsert('DOCKER-FORWARD', '-j DOCKER-CT'),
      ];
  }
}

/** Windows' own loopback traffic is not for containers. */
function mirroredWSL2Workaround({ hairpin, wsl2Mirrored }: FirewallConfig): IptablesCall[] {
  if (hairpin || !wsl2Mirrored) return [];
  return [nat.insert('DOCKER', '-d 127.0.0.0/8 -i loopback0 -j RETURN')];
}

/** DOCKER-USER is for the host's owner, and comes before all else of docker's. */
export function setupUserChain({ features }: FirewallConfig): IptablesCall[] {
  return [
    filter.newChain('DOCKER-USER'),
    ...(features.userChainReturns ? [filter.append('DOCKER-USER', '-j RETURN')] : []),
    filter.reinsert('FORWARD', '-j DOCKER-USER'),
  ];
}
