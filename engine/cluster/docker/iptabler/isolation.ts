// moby setup_ip_tables_linux.go setINC (to 28.5): what comes from one bridge and goes to another is dropped, in two stages.
import { type IptablesCall, iptables } from '../../host/iptables.ts';
import { ESTABLISHED } from './chains.ts';
import type { FirewallConfig, NetworkConfig } from './config.ts';

const STAGE_1 = 'DOCKER-ISOLATION-STAGE-1';
const STAGE_2 = 'DOCKER-ISOLATION-STAGE-2';

const filter = iptables('filter');

export function isolateNetwork(
  { bridge, internal, gatewayMode }: NetworkConfig,
  { features }: FirewallConfig,
): IptablesCall[] {
  if (internal || features.isolation === 'none') return [];
  const leaves = `-i ${bridge} ! -o ${bridge} -j ${STAGE_2}`;
  const enters = filter.insert(STAGE_2, `-o ${bridge} -j DROP`);
  if (features.isolation === 'returning') return [filter.insert(STAGE_1, leaves), enters];
  // Anything may enter a routed network here, for DOCKER asks for the port; and what it answers may leave.
  const routed = [
    filter.insert(STAGE_1, `-o ${bridge} -j RETURN`),
    filter.insert(STAGE_1, `-i ${bridge} ${ESTABLISHED} -j ACCEPT`),
  ];
  return [...(gatewayMode === 'routed' ? routed : []), filter.append(STAGE_1, leaves), enters];
}
