export const find = {
  title: 'Find',
  /** What its key does. */
  key: 'Find a device, an address, a chain, a rule',
  placeholder: 'A device, an address, a chain, a rule, a route …',
  hint: 'More words narrow it: a place, and what to look for there.',
  results: 'What was found',
  nothing: 'Nothing here contains that.',
  more: (count: number) => `the first ${count}`,
  found: (count: number) =>
    count === 0 ? 'Nothing here contains that.' : count === 1 ? '1 result' : `${count} results`,
  groups: {
    namespace: 'Namespaces',
    device: 'Devices',
    chain: 'Chains',
    rule: 'Rules',
    route: 'Routes',
    neigh: 'Neighbours',
    fdb: 'FDB',
  },
  /** Behind the keys that do it. */
  show: 'show it',
  goToFirst: 'go to the first step there',
  never: 'no step is there',
};
