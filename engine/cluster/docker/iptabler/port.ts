// moby iptabler endpoint.go and port.go: the rules that come with a container's address, and with each of its published ports.
import { type IptablesCall, iptables } from '../../host/iptables.ts';
import { type FirewallConfig, type NetworkConfig, type PortBinding, UNSPECIFIED } from './config.ts';

const raw = iptables('raw');
const nat = iptables('nat');
const filter = iptables('filter');

/** filterDirectAccess, from 28.2: what comes for the container's own address has to come by its bridge. */
export function endpointRules(
  { bridge, internal, gatewayMode }: NetworkConfig,
  { features }: FirewallConfig,
  address: string,
): IptablesCall[] {
  if (features.directAccess !== 'drop' || internal || gatewayMode !== 'nat') return [];
  return [raw.append('PREROUTING', `-d ${address}/32 ! -i ${bridge} -j DROP`)];
}

/** setPerPortIptables. */
export function portRules(
  network: NetworkConfig,
  config: FirewallConfig,
  binding: PortBinding,
): IptablesCall[] {
  if (network.internal) return [];
  return [
    ...filterPortMappedOnLoopback(config, binding),
    ...filterDirectAccessToPort(network, config, binding),
    ...setPerPortNAT(network, config, binding),
    ...setPerPortForwarding(network, config, binding),
  ];
}

const toPort = (protocol: string, port: number) => `-p ${protocol} -m ${protocol} --dport ${port}`;

function filterPortMappedOnLoopback(
  { features, wsl2Mirrored }: FirewallConfig,
  { protocol, hostIp, hostPort }: PortBinding,
): IptablesCall[] {
  if (!features.loopbackFilter || hostPort === 0 || !hostIp.startsWith('127.')) return [];
  const port = toPort(protocol, hostPort);
  return [
    ...(wsl2Mirrored ? [raw.append('PREROUTING', `-d ${hostIp}/32 -i loopback0 ${port} -j ACCEPT`)] : []),
    raw.append('PREROUTING', `-d ${hostIp}/32 ! -i lo ${port} -j DROP`),
  ];
}

/** 28.0 and 28.1; packets for other ports of the container end in DOCKER. */
function filterDirectAccessToPort(
  { bridge, gatewayMode }: NetworkConfig,
  { features }: FirewallConfig,
  { protocol, address, port }: PortBinding,
): IptablesCall[] {
  if (features.directAccess !== 'drop-ports' || gatewayMode !== 'nat') return [];
  return [raw.append('PREROUTING', `-d ${address}/32 ! -i ${bridge} ${toPort(protocol, port)} -j DROP`)];
}

function setPerPortNAT(
  { bridge }: NetworkConfig,
  { features, hairpin }: FirewallConfig,
  { protocol, address, port, hostIp, hostPort }: PortBinding,
): IptablesCall[] {
  if (hostPort === 0) return [];
  const to = hostIp === UNSPECIFIED ? '' : `-d ${hostIp}/32 `;
  const from = hairpin ? '' : `! -i ${bridge} `;
  const dnat = `${to}${from}${toPort(protocol, hostPort)} -j DNAT --to-destination ${address}:${port}`;
  const itself = `-s ${address}/32 -d ${address}/32 ${toPort(protocol, port)} -j MASQUERADE`;
  return [
    nat.append('DOCKER', dnat),
    ...(hairpin || features.alwaysHairpin ? [nat.append('POSTROUTING', itself)] : []),
  ];
}

/** From 28 on top of DOCKER, for the network's DROP is at its end. */
function setPerPortForwarding(
  { bridge, gatewayMode }: NetworkConfig,
  { features }: FirewallConfig,
  { protocol, address, port }: PortBinding,
): IptablesCall[] {
  const opened = `-d ${address}/32 ! -i ${bridge} -o ${bridge} ${toPort(protocol, port)} -j ACCEPT`;
  if (features.forwarding === 'per-bridge') return [filter.append('DOCKER', opened)];
  return gatewayMode === 'nat-unprotected' ? [] : [filter.insert('DOCKER', opened)];
}
