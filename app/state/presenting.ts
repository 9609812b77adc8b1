// The presenter's view: whether it is on, and how large its texts are. The size is kept for the next lecture.
import { create } from 'zustand';
import { keep, kept } from './kept.ts';

/** Times the size on a desk. */
export const TEXT_SIZES = [1, 1.2, 1.4, 1.6, 1.9, 2.2] as const;

const KEY = 'hopscope.presenting.size';
const FIRST = 2;

function storedSize(): number {
  const size = Number(kept(KEY) ?? FIRST);
  return Number.isInteger(size) && size >= 0 && size < TEXT_SIZES.length ? size : FIRST;
}

export const usePresenting = create<{ readonly presenting: boolean; readonly size: number }>(() => ({
  presenting: false,
  size: storedSize(),
}));

export function togglePresenting(): void {
  usePresenting.setState(({ presenting }) => ({ presenting: !presenting }));
}

export function leavePresenting(): void {
  usePresenting.setState({ presenting: false });
}

/** The next larger or smaller size, where there is one. */
export function resizeText(by: 1 | -1): void {
  const size = Math.max(0, Math.min(TEXT_SIZES.length - 1, usePresenting.getState().size + by));
  usePresenting.setState({ size });
  keep(KEY, `${size}`);
}
