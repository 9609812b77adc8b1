// Machines that are there without anybody having looked at them. They would do nothing but drop what is not for them, so they are
// woken by what is.

import type { NodeSummary, PodSummary } from '../trace/outline.ts';
import type { MacAddress } from '../wire/address.ts';
import type { Arp } from '../wire/arp.ts';

export interface Sleepers {
  /** How many there are, and how many namespaces in them. */
  readonly asleep: { readonly machines: number; readonly pods: number };
  /** Builds the machine a namespace is in. Answers whether that was asleep. */
  wakeFor(namespace: string): boolean;
  /** Wakes whom a frame is for: the owner of the MAC address, or of the IP address that is asked for. */
  rouse(to: MacAddress, asking: Arp | null): void;
  wake(machine: string): void;
  /** All of them, those that are awake too. */
  nodes(): readonly NodeSummary[];
  /** The pods on one; none if there is no such node. */
  podsOn(node: string): readonly PodSummary[];
}
