// Machines that are there without anybody having looked at them: each is written down when a packet or a person comes to it.
import type { Mesh } from '../cluster/cni/flannel.ts';
import type { WrittenTable } from '../kernel/netfilter/written_table.ts';
import type { Result } from '../problem.ts';
import type { NodeSummary, PodSummary } from '../trace/outline.ts';
import type { Ipv4Address, MacAddress } from '../wire/address.ts';
import type { ScenarioMachine } from './schema.ts';

export interface SourceMachine {
  readonly spec: ScenarioMachine;
  /** Instead of its iptables: tables that it shares with others. */
  readonly tables: readonly WrittenTable[];
  /** The ways to all machines of its kind, and its own position among them. */
  readonly mesh: Mesh;
  readonly position: number;
}

export interface MachineSource {
  /** In their order. */
  readonly names: readonly string[];
  /** How many namespaces there are besides those of the machines themselves. */
  readonly pods: number;
  /** Are they so few that all are to be seen at once? */
  readonly few: boolean;
  has(machine: string): boolean;
  /** All of them, and who is on one, without any being written down. */
  summaries(): readonly NodeSummary[];
  podsOn(machine: string): readonly PodSummary[];
  /** The machine in which a namespace is, by its name or the last part of it. */
  machineWith(namespace: string): string | undefined;
  machine(name: string): Result<SourceMachine>;
  /** Where its NIC is plugged in. */
  port(name: string): { readonly segment: string; readonly nic: string };
  ownerOf(address: Ipv4Address): string | undefined;
  ownerOfMac(mac: MacAddress): string | undefined;
}
