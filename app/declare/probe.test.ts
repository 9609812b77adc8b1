// A probe stays with its target while the cluster around it changes.
import { describe, expect, it } from 'vitest';
import { draftFrom } from '../../engine/scenario/draft/begin.ts';
import { type Surveyed, survey } from '../../engine/scenario/draft/survey.ts';
import { kept } from './probe.ts';

function surveyed(service: string, pods: readonly string[]): Surveyed {
  const texts = pods.map(
    (name) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: ${name}}}\nspec: {containers: []}`,
  );
  const { outcome } = survey(draftFrom([...texts, service].join('\n---\n'), 'x'));
  if (!outcome.ok) throw new Error(outcome.problem.what);
  return outcome.value;
}

const service = (address: string, ports = '[{port: 80}]') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: ${address}, selector: {app: a}, ports: ${ports}}`;

const before = surveyed(service('10.96.0.20'), ['a', 'b']);
const probe = { in: 'b', run: 'curl -s http://10.96.0.20/' };

describe('a probe', () => {
  it('follows its target to another address and another port', () => {
    expect(kept(probe, before, surveyed(service('10.96.0.21'), ['a', 'b']))?.run).toBe(
      'curl -s http://10.96.0.21/',
    );
    expect(kept(probe, before, surveyed(service('10.96.0.20', '[{port: 81}]'), ['a', 'b']))?.run).toBe(
      'curl -s http://10.96.0.20:81/',
    );
  });

  it('stays what it is when nothing of it has changed, or it is of somebody’s own', () => {
    expect(kept(probe, before, surveyed(service('10.96.0.20'), ['a', 'b', 'c']))).toBe(probe);
    const own = { in: 'b', run: 'traceroute -n 10.96.0.20' };
    expect(kept(own, before, surveyed(service('10.96.0.21'), ['a', 'b']))).toBe(own);
    expect(kept(null, before, before)).toBeNull();
    expect(kept(probe, null, before)).toBe(probe);
  });

  it('is given up when who sends it, or its target, is gone', () => {
    expect(kept(probe, before, surveyed(service('10.96.0.20'), ['a']))).toBeNull();
    expect(kept(probe, before, surveyed('# none', ['a', 'b']))).toBeNull();
  });
});
