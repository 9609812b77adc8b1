export const composer = {
  title: 'Type a command',
  where: 'Where to type it',
  command: 'Command',
  run: 'Run',
  hint: 'As on a real machine. What changes the network is kept below, and the probe is sent again.',
  programs: 'Programs:',
  examples: 'Try:',
  results: {
    changed: 'Done: the drawing shows what happens now.',
    printed: 'Nothing changed.',
    refused: 'Refused: nothing changed.',
  },
};
