// moby iptabler network.go: the rules that come with a bridge network, before there is any container in it.
import { type IptablesCall, iptables } from '../../host/iptables.ts';
import { addNATJumpRules, ESTABLISHED } from './chains.ts';
import type { FirewallConfig, NetworkConfig } from './config.ts';
import { isolateNetwork } from './isolation.ts';

const nat = iptables('nat');
const filter = iptables('filter');

/** setupIPTables. */
export function networkRules(network: NetworkConfig, config: FirewallConfig): IptablesCall[] {
  const perBridge = config.features.forwarding === 'per-bridge';
  const own = network.internal
    ? setupInternalNetworkRules(network, config)
    : [...masquerade(network, config), ...(perBridge ? perBridgeRules : defaultDropRules)(network, config)];
  return [
    ...own,
    ...(perBridge ? [filter.reinsert('FORWARD', '-j DOCKER-ISOLATION-STAGE-1')] : []),
    ...isolateNetwork(network, config),
  ];
}

/** The nat half of setupNonInternalNetworkRules. */
function masquerade(network: NetworkConfig, { hairpin, features }: FirewallConfig): IptablesCall[] {
  const { bridge, subnet, hostIp, gatewayMode } = network;
  const target = hostIp === null ? 'MASQUERADE' : `SNAT --to-source ${hostIp}`;
  const routed = gatewayMode === 'routed';
  const translates = !routed && network.masquerade;
  const skips = (translates && !hairpin) || (routed && features.forwarding !== 'per-bridge');
  return [
    ...(translates ? [nat.insert('POSTROUTING', `-s ${subnet} ! -o ${bridge} -j ${target}`)] : []),
    ...(features.skipDnat && skips ? [nat.insert('DOCKER', `-i ${bridge} -j RETURN`)] : []),
    ...(hairpin ? [nat.insert('POSTROUTING', `-o ${bridge} -m addrtype --src-type LOCAL -j ${target}`)] : []),
  ];
}

/** To 27: setIcc, the way out, then ProgramChain's jump to DOCKER and the replies, all on top of FORWARD. */
function perBridgeRules({ bridge, icc }: NetworkConfig, config: FirewallConfig): IptablesCall[] {
  return [
    perBridgeIcc(bridge, icc),
    filter.insert('FORWARD', `-i ${bridge} ! -o ${bridge} -j ACCEPT`),
    ...addNATJumpRules(config),
    filter.insert('FORWARD', `-o ${bridge} -j DOCKER`),
    filter.insert('FORWARD', `-o ${bridge} ${ESTABLISHED} -j ACCEPT`),
  ];
}

function perBridgeIcc(bridge: string, icc: boolean): IptablesCall {
  const between = `-i ${bridge} -o ${bridge}`;
  return icc
    ? filter.insert('FORWARD', `${between} -j ACCEPT`)
    : filter.append('FORWARD', `${between} -j DROP`);
}

/** From 28: what no published port has let in ends in a DROP at the end of DOCKER. */
function defaultDropRules(network: NetworkConfig, config: FirewallConfig): IptablesCall[] {
  const { bridge, icc, gatewayMode } = network;
  const forward = forwardChain(config);
  const byDefault = gatewayMode === 'nat-unprotected' ? 'ACCEPT' : 'DROP';
  return [
    ...(icc ? [] : [filter.append(forward, `-i ${bridge} -o ${bridge} -j DROP`)]),
    ...(gatewayMode === 'routed' ? [filter.append('DOCKER', `-o ${bridge} -p icmp -j ACCEPT`)] : []),
    filter.append(forward, icc ? `-i ${bridge} -j ACCEPT` : `-i ${bridge} ! -o ${bridge} -j ACCEPT`),
    filter.append('DOCKER', `! -i ${bridge} -o ${bridge} -j ${byDefault}`),
    ...(config.features.forwarding === 'own-chains'
      ? [
          filter.append('DOCKER-CT', `-o ${bridge} ${ESTABLISHED} -j ACCEPT`),
          filter.append('DOCKER-BRIDGE', `-o ${bridge} -j DOCKER`),
        ]
      : []),
  ];
}

const forwardChain = ({ features }: FirewallConfig) =>
  features.forwarding === 'own-chains' ? 'DOCKER-FORWARD' : 'FORWARD';

/** Nothing crosses the border of an internal network but to and from its own subnet. */
function setupInternalNetworkRules(
  { bridge, subnet, icc }: NetworkConfig,
  config: FirewallConfig,
): IptablesCall[] {
  const { isolation, forwarding } = config.features;
  const border = isolation === 'none' ? 'DOCKER-INTERNAL' : 'DOCKER-ISOLATION-STAGE-1';
  return [
    filter.insert(border, `! -d ${subnet} -i ${bridge} -j DROP`),
    filter.insert(border, `! -s ${subnet} -o ${bridge} -j DROP`),
    forwarding === 'per-bridge'
      ? perBridgeIcc(bridge, icc)
      : filter.append(forwardChain(config), `-i ${bridge} -o ${bridge} -j ${icc ? 'ACCEPT' : 'DROP'}`),
  ];
}
