// The chain of kube-flannel's cni-conf.json: the flannel plugin, which hands pods on to bridge, and then portmap.
import { ok, type Result } from '../../problem.ts';
import type { Part } from '../host/part.ts';
import { prefixOf } from '../host/prefix.ts';
import type { Uplink } from '../host/uplink.ts';
import { type BridgeConf, bridgePart } from './bridge.ts';
import type { FlannelConf } from './flannel.ts';
import { OVERHEAD } from './flannel_backends.ts';
import type { Lease } from './flannel_lease.ts';
import { portmapPart } from './portmap.ts';
import { attach, type Sandbox } from './sandbox.ts';

/** What the manifest's `delegate` says, where it differs from the default; `leftBehind` as for portmap. */
export interface FlannelDelegate {
  readonly name?: string;
  readonly bridge?: string;
  readonly mac?: string;
  readonly mtu?: number;
  readonly hairpinMode?: boolean;
  readonly isDefaultGateway?: boolean;
  readonly leftBehind?: boolean;
}

/** What the plugins leave on the node with lease `own` for its pods, which stand in the order in which they came. */
export function flannelPods(
  conf: FlannelConf,
  own: Lease,
  uplink: Uplink,
  pods: readonly Sandbox[],
  { leftBehind = false, ...delegate }: FlannelDelegate = {},
): Result<Part[]> {
  const bridge = { ...delegateOf(conf, own, uplink), ...delegate };
  const attached = attach(own.node, own.subnet, pods);
  if (!attached.ok) return attached;
  return ok([
    bridgePart(own.node, bridge, attached.value),
    portmapPart({ ...bridge, length: prefixOf(own.subnet).length, leftBehind }, attached.value),
  ]);
}

/** From /run/flannel/subnet.env: FLANNEL_NETWORK, FLANNEL_SUBNET, FLANNEL_MTU, FLANNEL_IPMASQ. */
function delegateOf(conf: FlannelConf, own: Lease, uplink: Uplink): BridgeConf {
  return {
    name: 'cbr0',
    bridge: 'cni0',
    mtu: uplink.mtu - OVERHEAD[conf.backend.type],
    isGateway: true,
    isDefaultGateway: true,
    hairpinMode: true,
    // Somebody has to masquerade: flanneld, or the plugin for each pod.
    ipMasq: conf.ipMasq === false,
    subnet: own.subnet,
    routes: [conf.network],
  };
}
