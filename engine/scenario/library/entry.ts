// What the library says of a network before its body is loaded.
import type { LibraryId } from './index.ts';

/** From the simplest networks on. */
export const LIBRARY_GROUPS = ['By hand', 'Docker', 'Flannel', 'Services', 'Calico', 'Faults'] as const;

export interface LibraryEntry {
  readonly id: LibraryId;
  readonly group: (typeof LIBRARY_GROUPS)[number];
  readonly title: string;
  readonly summary: string;
  /** The walkthrough whose network this is: its number, and its section if it has any. */
  readonly source: { readonly document: string; readonly section?: string };
}
