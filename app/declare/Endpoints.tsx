// The pods behind a service, to be chosen: by its selector, unless somebody has written its endpoints down.
import { useWords } from '../state/language.ts';
import { setValues, useDrafting } from './draft.ts';
import { candidates, chosen, isBehind } from './endpoints.ts';
import styles from './Group.module.css';
import { kindOf, nameOf, namespaceOf, type Row } from './objects.ts';
import { at } from './paths.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

function isWrittenDown(rows: readonly Row[], { value: service }: Row): boolean {
  return rows.some(({ value }) => {
    const isOf = namespaceOf(value) === namespaceOf(service);
    if (kindOf(value) === 'Endpoints') return isOf && nameOf(value) === nameOf(service);
    return (
      isOf &&
      kindOf(value) === 'EndpointSlice' &&
      at(value, ['metadata', 'labels', SERVICE_NAME]) === nameOf(service)
    );
  });
}

export function Endpoints({ row }: { readonly row: Row }) {
  const words = useWords('declare');
  const rows = useDrafting(({ work }) => work!.rows!);
  const pods = candidates(rows, row.value);
  return (
    <fieldset className={styles.endpoints} aria-label={words.endpoints}>
      <span className={styles.legend} aria-hidden="true">
        {words.endpoints}
      </span>
      {isWrittenDown(rows, row) ? (
        <p>{words.endpointsElsewhere}</p>
      ) : pods.length === 0 ? (
        <p>{words.noPods}</p>
      ) : (
        pods.map((pod) => <Choice key={pod.id} service={row} pod={pod} />)
      )}
    </fieldset>
  );
}

function Choice({ service, pod }: { readonly service: Row; readonly pod: Row }) {
  const isChosen = isBehind(service.value, pod.value);
  const choose = () => {
    const next = chosen(service.value, pod.value, !isChosen);
    setValues(
      new Map([
        [service.id, next.service],
        [pod.id, next.pod],
      ]),
    );
  };
  return (
    <label className={styles.endpoint}>
      <input type="checkbox" checked={isChosen} onChange={choose} />
      {nameOf(pod.value)}
    </label>
  );
}
