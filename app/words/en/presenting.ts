export const presenting = {
  enter: 'Presenter’s view',
  leave: 'Leave the presenter’s view',
  title: 'Presenter’s view',
  parts: 'Beside the drawing',
  larger: 'Larger text',
  smaller: 'Smaller text',
  keyEnter: 'Presenter’s view, and back',
  keySize: 'In the presenter’s view: larger, smaller text',
  keyLeave: 'Leave the presenter’s view',
};
