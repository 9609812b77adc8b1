// moby daemon/libnetwork/drivers/bridge/internal/firewaller: what the bridge driver tells its firewall of the daemon, a network, a port.
import type { Features } from '../features.ts';

/** firewaller.Config. */
export interface FirewallConfig {
  readonly features: Features;
  /** No userland proxy: the kernel alone brings a host's and a container's own packets to published ports. */
  readonly hairpin: boolean;
  /** Windows' loopback comes in by a device called loopback0. */
  readonly wsl2Mirrored: boolean;
}

export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed';

/** firewaller.NetworkConfig. */
export interface NetworkConfig {
  readonly bridge: string;
  /** Without host bits. */
  readonly subnet: string;
  readonly internal: boolean;
  /** Inter-container communication. */
  readonly icc: boolean;
  readonly masquerade: boolean;
  readonly gatewayMode: GatewayMode;
  /** What outgoing packets are rewritten to, instead of masquerading. */
  readonly hostIp: string | null;
}

/** types.PortBinding. */
export interface PortBinding {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** The container's. */
  readonly address: string;
  readonly port: number;
  /** 0.0.0.0 for all of the host's. */
  readonly hostIp: string;
  /** 0: open, but not mapped to a port of the host. */
  readonly hostPort: number;
}

export const UNSPECIFIED = '0.0.0.0';
