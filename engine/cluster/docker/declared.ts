// A Docker host as a person declares it: what `dockerd`, `docker network create` and `docker run` were told.
import type { GatewayMode } from './iptabler/config.ts';

export interface DockerHost {
  /** The machine's name: what is drawn at random differs from host to host. */
  readonly name: string;
  /** Release of the Docker Engine: `20.10.24`, `28.0.0`. */
  readonly version: string;
  /** --iptables, default true. */
  readonly iptables?: boolean;
  /** --userland-proxy, default true. */
  readonly userlandProxy?: boolean;
  /** net.ipv4.ip_forward before the daemon started, default true. Where docker has to turn it on, it sets the policy of FORWARD to DROP. */
  readonly forwarded?: boolean;
  /** WSL2 with networkingMode=mirrored. */
  readonly wsl2Mirrored?: boolean;
  /** docker0: --bip, --icc, --ip-masq and so on. */
  readonly defaultBridge?: BridgeOptions;
  /** User-defined bridge networks, in the order in which they were created. */
  readonly networks?: readonly DockerNetwork[];
  /** In the order in which they were started. */
  readonly containers?: readonly DockerContainer[];
}

export interface BridgeOptions {
  /** The bridge's own address with prefix length, `172.17.0.1/16`: gateway and subnet of its containers. */
  readonly gateway?: string;
  /** com.docker.network.bridge.enable_icc, default true. */
  readonly icc?: boolean;
  /** com.docker.network.bridge.enable_ip_masquerade, default true. */
  readonly ipMasquerade?: boolean;
  /** com.docker.network.bridge.gateway_mode_ipv4, default nat. */
  readonly gatewayMode?: GatewayMode;
  /** com.docker.network.host_ipv4. */
  readonly hostIp?: string;
  /** com.docker.network.driver.mtu, default 1500. */
  readonly mtu?: number;
  readonly mac?: string;
}

export interface DockerNetwork extends BridgeOptions {
  readonly name: string;
  /** Its first 12 digits name the bridge, `br-f858947429bb`. */
  readonly id?: string;
  /** com.docker.network.bridge.name. */
  readonly bridge?: string;
  /** --internal, default false. */
  readonly internal?: boolean;
}

export interface DockerContainer {
  readonly name: string;
  /** `bridge` (default), the name of a user-defined network, `host`, `none`, or `container:NAME`. */
  readonly network?: string;
  readonly address?: string;
  readonly mac?: string;
  /** The end of its veth pair on the host. */
  readonly veth?: string;
  readonly publish?: readonly PublishedPort[];
}

/** -p HOSTIP:HOSTPORT:CONTAINERPORT/PROTOCOL. */
export interface PublishedPort {
  readonly hostIp?: string;
  readonly hostPort: number;
  readonly containerPort: number;
  /** Default tcp. */
  readonly protocol?: 'tcp' | 'udp' | 'sctp';
}
