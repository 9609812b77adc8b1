// Where keys are letters: elements in which a person types text.

export const TYPES_TEXT =
  'input:not([type="range"], [type="radio"], [type="checkbox"], [type="button"]), textarea, select, [contenteditable]';
