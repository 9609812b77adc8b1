export const ui = {
  close: 'Close',
  copied: 'Copied',
  noClipboard: 'The clipboard is closed to this page',
  mistake: 'The page made a mistake',
  mistakeMeans: 'It could not draw this moment. The link in the address bar still leads to it.',
  loadAgain: 'Load again',
  startAfresh: 'Start afresh',
};
