// What is found wrong while objects are read: by object and field, and in the end by line.
import type { Problem } from '../../problem.ts';
import type { Path, Source } from './source.ts';

/** An object of the text, as a person would name it. */
export interface Subject {
  /** `Service default/web`, `Node n1`. */
  readonly name: string;
  readonly place: Path;
}

interface Finding {
  readonly subject: Subject;
  /** Empty: the object as a whole. */
  readonly field: Path;
  readonly what: string;
  readonly expected: string | null;
}

/** The first error ends the reading; warnings are kept all. */
export class Report {
  firstError: Finding | null = null;
  readonly warnings: Finding[] = [];

  error(subject: Subject, field: Path, what: string, expected: string | null = null): void {
    this.firstError ??= { subject, field, what, expected };
  }

  warn(subject: Subject, field: Path, what: string, expected: string | null = null): void {
    this.warnings.push({ subject, field, what, expected });
  }
}

/** In the order of their lines. */
export function problemsOf(findings: readonly Finding[], source: Source): Problem[] {
  // Lines are looked for in the whole text.
  if (findings.length === 0) return [];
  const lines = source.linesOf(findings.map(({ subject, field }) => [...subject.place, ...field]));
  return findings
    .map((finding, at) => ({ finding, line: lines[at]! }))
    .sort((a, b) => a.line - b.line)
    .map(({ finding: { subject, field, what, expected }, line }) => ({
      where: [subject.name, ...(field.length > 0 ? [fieldText(field)] : []), `line ${line}`].join(', '),
      what,
      expected,
    }));
}

/** As the API server names fields (apimachinery field.Path): `spec.ports[0].nodePort`, `metadata.labels[a/b]`. */
function fieldText(field: Path): string {
  const text = field.map((step) =>
    typeof step === 'number' || !/^[A-Za-z0-9_-]+$/.test(step) ? `[${step}]` : `.${step}`,
  );
  return text.join('').replace(/^\./, '');
}
