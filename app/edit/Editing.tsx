// What somebody wants to edit is done at once, or asked about in an editor beside it; fetched when it is first needed.
import { lazy, Suspense, useEffect } from 'react';
import { useEditing } from '../state/editing.ts';
import { IN_CLUSTER } from '../state/rows.ts';
import { loadTables, useSession } from '../state/session.ts';

const Editor = lazy(() => import('./Editor.tsx'));

export function Editing() {
  const { asked, of, nth } = useEditing();
  const opened = useSession((session) => session.opened);
  const ns = asked?.ns ?? IN_CLUSTER;
  const arrived = useSession(({ base }) => ns === IN_CLUSTER || base.has(ns));
  useEffect(() => {
    if (ns !== IN_CLUSTER) void loadTables(ns);
  }, [ns]);
  if (!asked || of !== opened || !arrived) return null;
  return (
    <Suspense fallback={null}>
      <Editor key={nth} asked={asked} />
    </Suspense>
  );
}
