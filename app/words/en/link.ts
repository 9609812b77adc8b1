export const link = {
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  byHand: 'Copy this link',
  noClipboard: 'The browser keeps its clipboard closed to this page.',
  link: 'Link',
  broken: 'This link cannot be opened.',
  firstStep: 'Open at the first step',
  openLibrary: 'Open the library',
  dismiss: 'Dismiss',
};
