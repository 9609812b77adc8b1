// A program that runs in a namespace while the network is watched: what it may do, and how it ends.
import type { NetDevice } from '../kernel/core/netdevice.ts';
import type { Net } from '../kernel/net_namespace.ts';
import type { Outcome } from '../trace/events.ts';
import type { Ipv4 } from '../wire/ipv4.ts';

export interface ProcessContext {
  readonly net: Net;
  /** Virtual time, microseconds. */
  now(): number;
  /** Runs `work` after `delay` microseconds; returns a way to call it off. */
  timer(delay: number, work: () => void): () => void;
  /** A fresh pseudo-random uint32. */
  random(): number;
  /** Writes a line to the terminal. */
  print(line: string): void;
  /**
   * Gives a packet to the stack by a socket; false when there is no way to its destination. A source of 0 is chosen by
   * routing. `txhash`: the hash a connected socket gives all its packets; `oif`: the device a socket is bound to.
   */
  send(packet: Ipv4, socket?: { readonly txhash?: number; readonly oif?: NetDevice | null }): boolean;
  exit(failure: Outcome['failure']): void;
}

export interface Process {
  /** The program's name. */
  readonly name: string;
  start(context: ProcessContext): void;
}
