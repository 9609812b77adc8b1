// A namespace without a network around it, for tests of what is inside: time stands still, lots are drawn from a list.
import { Recorder } from '../trace/recorder.ts';
import { Net } from './net_namespace.ts';
import { parseKernelVersion } from './version.ts';

export interface Bare {
  readonly net: Net;
  readonly rec: Recorder;
  /** Virtual time, microseconds. */
  clock: { now: number };
}

export function bareNet(lots: readonly number[] = [0]): Bare {
  const rec = new Recorder();
  const clock = { now: 0 };
  const nothing = () => undefined;
  let drawn = 0;
  const env = {
    rec,
    now: () => clock.now,
    call: nothing,
    defer: nothing,
    timer: () => nothing,
    random: () => lots[drawn++ % lots.length]!,
    nextSkb: () => 0,
    wire: nothing,
  };
  return { net: new Net(0, 'bare', env, parseKernelVersion('6.18')), rec, clock };
}
