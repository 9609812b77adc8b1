// A namespace of its own, with a clock the test turns.
import { Recorder } from '../../trace/recorder.ts';
import { Net } from '../net_namespace.ts';

interface Clocked {
  readonly net: Net;
  /** Lets seconds pass; what was to happen in them happens. */
  pass(seconds: number): void;
}

export function namespace(): Clocked {
  let now = 0;
  const timers: { at: number; work: () => void }[] = [];
  const net = new Net(
    0,
    'test',
    {
      rec: new Recorder(),
      now: () => now,
      call: () => undefined,
      defer: () => undefined,
      timer: (delay, work) => {
        const timer = { at: now + delay, work };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), 1);
      },
      random: () => 0x12345678,
      nextSkb: () => 0,
      wire: () => undefined,
    },
    { major: 6, minor: 18 },
  );
  return {
    net,
    pass(seconds) {
      now += seconds * 1_000_000;
      for (const due of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(due), 1);
        due.work();
      }
    },
  };
}
