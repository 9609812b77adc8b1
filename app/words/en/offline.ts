export const offline = {
  newer: 'A newer Hopscope is here.',
  load: 'Load it',
  later: 'Later',
};
