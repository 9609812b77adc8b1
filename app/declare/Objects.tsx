// The objects as rows, kind by kind.
import { useWords } from '../state/language.ts';
import { newDeployment, newNode, newPod, newService } from './additions.ts';
import { useDrafting } from './draft.ts';
import styles from './Group.module.css';
import { Group } from './Group.tsx';
import { NodeFields } from './NodeFields.tsx';
import { type Group as GroupName, groupOf, subjectOf } from './objects.ts';
import { PodFields } from './PodFields.tsx';
import { ServiceFields } from './ServiceFields.tsx';
import { Unshown } from './Unshown.tsx';

export function Objects() {
  const words = useWords('declare');
  const rows = useDrafting(({ work }) => work!.rows);
  const isKnown = useDrafting(
    ({ work }) => typeof work!.draft.objects !== 'string' || work!.surveyed?.objects === work!.draft.objects,
  );
  if (!isKnown) return <p role="status">{words.reading}</p>;
  if (!rows) return <Unshown />;
  const of = (group: GroupName) => rows.filter(({ value }) => groupOf(value) === group);
  const add = (kind: keyof typeof words.add, make: typeof newNode) => ({
    name: words.add[kind],
    label: words.addLong[kind],
    make,
  });
  return (
    <>
      <p className={styles.hint}>{words.givenHint}</p>
      <Group title={words.nodes} rows={of('node')} additions={[add('node', newNode)]} columns={styles.nodes}>
        {(row, isNew) => <NodeFields row={row} isNew={isNew} />}
      </Group>
      <Group
        title={words.pods}
        rows={of('pod')}
        additions={[add('pod', newPod), add('deployment', newDeployment)]}
        columns={styles.pods}
      >
        {(row, isNew) => <PodFields row={row} isNew={isNew} />}
      </Group>
      <Group
        title={words.services}
        rows={of('service')}
        additions={[add('service', newService)]}
        columns={styles.service}
      >
        {(row, isNew) => <ServiceFields row={row} isNew={isNew} />}
      </Group>
      {of('other').length > 0 ? (
        <Group
          title={words.others}
          rows={of('other')}
          additions={[]}
          columns={styles.other}
          hint={words.othersHint}
        >
          {({ value }) => <span className={styles.subject}>{subjectOf(value)}</span>}
        </Group>
      ) : null}
    </>
  );
}
