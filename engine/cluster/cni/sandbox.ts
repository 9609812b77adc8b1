// A pod as its runtime hands it to the plugins of its network: a namespace, an id, and what was asked for.
import { ok, type Result } from '../../problem.ts';
import { allocate, poolBehind } from '../host/allocate.ts';
import { chosenHex, chosenMac } from '../host/chosen.ts';
import { nthAddress, prefixOf } from '../host/prefix.ts';

export interface Sandbox {
  /** Its namespace on the node. */
  readonly netns: string;
  /** CNI_CONTAINERID: 64 hex digits. */
  readonly containerId?: string;
  readonly address?: string;
  /** Of eth0. */
  readonly mac?: string;
  /** The end of the pair on the node, and its address. */
  readonly veth?: string;
  readonly vethMac?: string;
  /** hostPort of its containers. */
  readonly portMappings?: readonly PortMapping[];
}

/** portmap's PortMapEntry. */
export interface PortMapping {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly hostIp?: string;
}

/** A sandbox with all that a plugin fills in. */
export type Attachment = Required<Sandbox>;

/** host-local: addresses of the node's subnet in the order in which pods came, behind the bridge's own. */
export function attach(node: string, subnet: string, sandboxes: readonly Sandbox[]): Result<Attachment[]> {
  const named = sandboxes.map(({ netns, address }) => ({ name: `pod ${netns}`, address }));
  const addresses = allocate(poolBehind(nthAddress(prefixOf(subnet), 1), subnet), named);
  if (!addresses.ok) return addresses;
  return ok(sandboxes.map((sandbox, at) => attachment(node, sandbox, addresses.value[at]!)));
}

/** pkg/ip RandomVethName draws the name, the kernel the addresses. */
export function attachment(node: string, sandbox: Sandbox, address: string): Attachment {
  const seed = `${node}/${sandbox.netns}`;
  return {
    containerId: chosenHex(`container ${seed}`, 64),
    mac: chosenMac(`eth0 ${seed}`),
    veth: `veth${chosenHex(`veth ${seed}`, 8)}`,
    vethMac: chosenMac(`veth ${seed}`),
    portMappings: [],
    ...sandbox,
    address,
  };
}
