// A click leaves the keyboard where it was, so that the step keys go on working after a button was clicked.
import type { ChangeEvent, MouseEvent } from 'react';

/** For onMouseDown of buttons: a press with the pointer does not take the focus; Tab still does. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

let pointed = false;

/** For selects and radio buttons, whose own keys would answer otherwise: a choice made with the pointer leaves them. */
export const leaveAfterPointer = {
  onPointerDown(): void {
    pointed = true;
  },
  onKeyDown(): void {
    pointed = false;
  },
};

export function leave(event: ChangeEvent<HTMLElement>): void {
  if (pointed) event.currentTarget.blur();
  pointed = false;
}
