// Errors as values, for every border with strangers: where, what, and what would have been right.

export interface Problem {
  /** A path into the input, e.g. `machines.node-a.routes line 3`. */
  readonly where: string;
  readonly what: string;
  readonly expected: string | null;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function problem(
  where: string,
  what: string,
  expected: string | null = null,
): { ok: false; problem: Problem } {
  return { ok: false, problem: { where, what, expected } };
}

/** The one line a person reads. */
export function problemText({ where, what, expected }: Problem): string {
  return expected === null ? `${where}: ${what}` : `${where}: ${what}; expected ${expected}`;
}
