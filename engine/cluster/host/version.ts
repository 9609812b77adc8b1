// Releases of the programs, as they number them: `v0.21.3`, `28.0.1`, `docker-v29.0.0`.

function partsOf(version: string): number[] {
  const digits = /\d+(\.\d+)*/.exec(version)?.[0] ?? '0';
  return digits.split('.').map(Number);
}

/** Is `version` this release or a later one? */
export function isAtLeast(version: string, release: string): boolean {
  const [a, b] = [partsOf(version), partsOf(release)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** What the last of these releases that `version` has reached brought; they stand oldest first, and the first holds before them too. */
export function since<T>(
  version: string,
  releases: readonly [first: T, ...[release: string, value: T][]],
): T {
  const [first, ...later] = releases;
  return later.reduce((value, [release, next]) => (isAtLeast(version, release) ? next : value), first);
}
