const inside = (where: string | null) => (where === null ? 'anywhere' : `in ${where}`);

export const breakpoints = {
  title: 'Stop at…',
  /** What its key does. */
  key: 'Choose where to stop',
  next: 'To the next stop',
  none: 'Nothing is set: play goes on to the end.',
  hint: 'Play stops there. J and K go to the next stop and the one before.',
  here: 'At this step',
  another: 'Somewhere else',
  set: 'Set',
  list: 'Breakpoints',
  kind: 'Kind',
  kinds: { device: 'Device', namespace: 'Namespace', hook: 'Hook', chain: 'Chain', rule: 'Rule' },
  namespace: 'Namespace',
  anywhere: 'anywhere',
  everyTable: 'every table',
  number: 'Rule number',
  add: 'Add',
  remove: (name: string) => `Remove: ${name}`,
  goTo: (name: string) => `Go to the first stop: ${name}`,
  stopAt: (name: string) => `Stop at ${name}`,
  isStop: 'A breakpoint',
  met: (count: number) => (count === 1 ? 'met once' : `met ${count} times`),
  notMet: 'nothing meets it',
  /** What a breakpoint is called: what is met, and in which namespace; null: anywhere. */
  named: {
    device: (at: string, where: string | null) => `${at} ${inside(where)}`,
    namespace: (_at: string, where: string | null) => `into ${where}`,
    hook: (at: string, where: string | null) => `${at} ${inside(where)}`,
    chain: (at: string, where: string | null) => `chain ${at} ${inside(where)}`,
    rule: (at: string, where: string | null) => `rule ${at} ${inside(where)}`,
    drop: (_at: string, _where: string | null) => 'any drop',
    rewrite: (_at: string, _where: string | null) => 'any rewrite of an address or port',
  },
  /** What the live region speaks where a step is a stop. */
  stopped: (step: string, names: string) => `${step}; stop: ${names}`,
};
