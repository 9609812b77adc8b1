// kubectl delete TYPE NAME...
import { KubectlError } from './error.ts';
import type { Verb } from './kubectl.ts';
import { findObject, type Meant, objectMeant, without } from './objects.ts';
import { meantBy, readOptions } from './options.ts';
import type { ClusterRows } from './rows.ts';

export const remove: Verb = ({ words, objects, rows }) => {
  const options = readOptions(words, ['--force', '--now', '--grace-period']);
  let left = objects;
  const lines = meantBy(options).map((meant) => {
    if (!findObject(left, meant)) tellOwner(meant, rows);
    left = without(left, objectMeant(left, meant));
    return `${meant.kind.singular} "${meant.name}" deleted`;
  });
  return { lines, objects: left };
};

/** A pod that a controller has made is made anew by it, under another name: nothing would come of it. */
function tellOwner({ kind, namespace, name }: Meant, rows: () => ClusterRows): void {
  if (kind.kind !== 'Pod') return;
  const pod = rows().pods.find((each) => each.namespace === namespace && each.name === name);
  if (pod?.image === null)
    throw new KubectlError(
      `error: pod "${name}" would be replaced by another of its controller's: scale that instead`,
    );
}
