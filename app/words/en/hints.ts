export const hints = {
  title: 'First steps',
  step: 'Step with → or press play',
  look: 'Click a device for its tables',
  type: 'Type a command to change the network',
  dismiss: 'Dismiss these hints',
};
