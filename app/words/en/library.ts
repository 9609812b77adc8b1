export const library = {
  title: 'Library',
  groups: {
    'By hand': 'By hand',
    Docker: 'Docker',
    Flannel: 'Flannel',
    Services: 'Services',
    Calico: 'Calico',
    Faults: 'Faults',
  },
  onShow: (title: string) => `On show: ${title}`,
  probe: 'Probe',
  answered: 'answered',
  failures: {
    timeout: 'no answer',
    unreachable: 'unreachable',
    budget: 'stopped: too many events',
    refused: 'refused',
    unsure: 'not sure: a rule is not supported',
  },
  printed: 'What the command prints',
};
