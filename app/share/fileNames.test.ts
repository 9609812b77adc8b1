// A download's name is made of what strangers may have written; it must be a name wherever it is saved.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../engine/scenario/schema.ts';
import { networkName, stepName } from './fileNames.ts';

const titled = (title: string) => networkName({ title } as Scenario);

describe('the name of a file', () => {
  it.each([
    ['Flannel host-gw: Pod A pings Pod B', 'flannel-host-gw-pod-a-pings-pod-b'],
    ['../../etc/passwd', 'etc-passwd'],
    ['跨节点 Pod 通信', '跨节点-pod-通信'],
    ['…', 'network'],
  ])('"%s" is %s', (title, name) => {
    expect(titled(title)).toBe(name);
  });

  it('of a library scenario is its id', () => {
    expect(networkName('flannel-vxlan')).toBe('flannel-vxlan');
  });

  it('tells the step as people count', () => {
    expect(stepName('hop', 11)).toBe('hop-12');
  });

  it('is never empty, long, hidden, or a path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        expect(titled(title)).toMatch(/^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,58}[\p{L}\p{N}])?$/u);
      }),
    );
  });
});
