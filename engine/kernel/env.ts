// What a kernel needs from outside: a clock, something to wake it up, randomness, and somebody to tell.
import type { Recorder } from '../trace/recorder.ts';
import type { NetDevice } from './core/netdevice.ts';
import type { SkBuff } from './skbuff.ts';

export interface Env {
  readonly rec: Recorder;
  /** Virtual time, microseconds. */
  now(): number;
  /** Runs `work` as a hop of its own right after the one that asks for it, as a function it calls: before everything that waits. */
  call(work: () => void): void;
  /** Runs `work` as a hop of its own after `delay` microseconds; work of the same moment runs in the order it was given. */
  defer(delay: number, work: () => void): void;
  /** Runs `work` after `delay` microseconds unless the network has come to rest before; returns a way to call it off. */
  timer(delay: number, work: () => void): () => void;
  /** A fresh pseudo-random uint32. */
  random(): number;
  /** A fresh packet number. */
  nextSkb(): number;
  /** A NIC has put a frame on its wire. */
  wire(dev: NetDevice, skb: SkBuff): void;
}
