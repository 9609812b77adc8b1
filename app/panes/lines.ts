// Printed lines joined with what a step says about their rows.
import type { PrintedLine } from '../../engine/shell/print/index.ts';
import type { Mark, Marks } from './marks.ts';

export interface ShownLine extends PrintedLine {
  readonly mark: Mark | null;
  /** new: it was not there a step before. */
  readonly change: 'new' | 'changed' | null;
  /** The rule that was tried last. */
  readonly current: boolean;
  readonly pointed: boolean;
}

/** Lines that one command prints. */
export interface Printed {
  readonly command: string;
  readonly lines: readonly ShownLine[];
}

export interface Annotations {
  readonly marks: Marks;
  readonly changed: ReadonlyMap<string, 'new' | 'changed'>;
  readonly current?: string | null;
  readonly pointed: string | null;
}

export function annotate(lines: readonly PrintedLine[], annotations: Annotations): ShownLine[] {
  const { marks, changed, current = null, pointed } = annotations;
  return lines.map(({ key, text }) =>
    key === null
      ? { key, text, mark: null, change: null, current: false, pointed: false }
      : {
          key,
          text,
          mark: marks.get(key) ?? null,
          change: changed.get(key) ?? null,
          current: key === current,
          pointed: key === pointed,
        },
  );
}

export const textOf = ({ lines }: Printed): string => lines.map(({ text }) => text).join('\n');
