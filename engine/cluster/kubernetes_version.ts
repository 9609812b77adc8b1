// Releases of Kubernetes: which one a cluster runs decides what its daemons write.
import { ok, problem, type Result } from '../problem.ts';

export interface KubernetesVersion {
  readonly minor: number;
  readonly patch: number;
}

/** The oldest release whose rules are known. */
const OLDEST = 16;

/** `v1.28.3`, `1.28`, `1.20.0-rc.0`. */
export function parseKubernetesVersion(text: string): Result<KubernetesVersion> {
  const found = /^v?1\.(\d{1,3})(?:\.(\d{1,4}))?(?:[-+].*)?$/.exec(text);
  const expected = `1.${OLDEST} or later, as in 1.28.3`;
  if (!found) return problem('kubernetes version', `"${text.slice(0, 40)}" is none`, expected);
  const version = { minor: Number(found[1]), patch: Number(found[2] ?? 0) };
  if (version.minor < OLDEST) return problem('kubernetes version', `1.${version.minor} is too old`, expected);
  return ok(version);
}

/** Is it release 1.`minor`, or a later one? */
export function isSince(version: KubernetesVersion, minor: number): boolean {
  return version.minor >= minor;
}

/** Is a fix in that came with 1.`minor`, and with these patches (by minor) of releases then cared for? */
export function hasFix(
  version: KubernetesVersion,
  minor: number,
  backports: Readonly<Record<number, number>>,
): boolean {
  const patch = backports[version.minor];
  return patch === undefined ? isSince(version, minor) : version.patch >= patch;
}
