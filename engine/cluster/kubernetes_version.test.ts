import { describe, expect, it } from 'vitest';
import { problemText } from '../problem.ts';
import { parseKubernetesVersion } from './kubernetes_version.ts';

describe('a release of Kubernetes', () => {
  it.each([
    ['v1.28.3', { minor: 28, patch: 3 }],
    ['1.30', { minor: 30, patch: 0 }],
    ['1.20.0-rc.0', { minor: 20, patch: 0 }],
    ['v1.21.5+k3s1', { minor: 21, patch: 5 }],
  ])('is read from %s', (text, value) => {
    expect(parseKubernetesVersion(text)).toEqual({ ok: true, value });
  });

  it.each(['', '1', 'latest', '2.1.0', '1.x', '1.9999'])('is not "%s"', (text) => {
    const parsed = parseKubernetesVersion(text);
    expect(parsed.ok ? '' : problemText(parsed.problem)).toBe(
      `kubernetes version: "${text}" is none; expected 1.16 or later, as in 1.28.3`,
    );
  });

  it('may be too old', () => {
    const parsed = parseKubernetesVersion('1.15.12');
    expect(parsed.ok ? '' : problemText(parsed.problem)).toBe(
      'kubernetes version: 1.15 is too old; expected 1.16 or later, as in 1.28.3',
    );
  });
});
