// Every scheduler this kernel has, by the name that `ipvsadm -s` takes.
import type { KernelVersion } from '../../version.ts';
import type { Chooser } from '../types.ts';
import { dh } from './dh.ts';
import { lc } from './lc.ts';
import { nq } from './nq.ts';
import { rr } from './rr.ts';
import { sed } from './sed.ts';
import { sh } from './sh.ts';
import { wlc } from './wlc.ts';
import { wrr } from './wrr.ts';

const SCHEDULERS: Readonly<Record<string, (version: KernelVersion) => Chooser>> = {
  rr,
  wrr,
  lc,
  wlc,
  sh,
  dh,
  sed,
  nq,
};

/** ip_vs_scheduler_get; undefined: there is no such module. */
export function ip_vs_scheduler_get(name: string, version: KernelVersion): Chooser | undefined {
  return Object.hasOwn(SCHEDULERS, name) ? SCHEDULERS[name]!(version) : undefined;
}
