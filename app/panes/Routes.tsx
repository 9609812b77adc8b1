// `ip route`, with the row that won, those that lost, and those that do not contain the destination.
import { memo, useMemo } from 'react';
import { printRoutes } from '../../engine/shell/print/index.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { notesOf, type PrintedRows } from './lines.ts';
import { lastOf, NO_MARKS, type RouteMarks, routeMarks } from './marks.ts';
import { Terminal } from './Terminal.tsx';
import { usePointed, useTable } from './useTable.ts';

/** rtnetlink's numbers of the tables (include/uapi/linux/rtnetlink.h). */
const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;

function useRouteMarks(ns: number): RouteMarks | null {
  const { marks } = useWords('panes');
  const { trace } = useOpened();
  const index = usePlayback(({ tick, zoom }) => lastOf(trace, zoom, tick, ns, ['route']));
  return useMemo(() => {
    const did = trace.events[index]?.did;
    return did?.kind === 'route' ? routeMarks(marks, did) : null;
  }, [marks, trace, index]);
}

export const Routes = memo(function Routes({ ns }: { readonly ns: number }) {
  const words = useWords('panes');
  const view = useTable(ns, 'route');
  const decision = useRouteMarks(ns);
  const pointed = usePointed(ns, 'route');
  const [main, local] = useMemo(() => {
    const print = (table: number, command: string): PrintedRows => {
      const lines = printRoutes({ route: view.rows }, table);
      const notes = notesOf(decision?.marks ?? NO_MARKS, view.changed, pointed);
      const own = lines.some(({ key }) => key === notes.about);
      const markOf = (key: string) => notes.markOf(key) ?? decision?.out ?? null;
      return { command, lines, notes: { ...notes, markOf, about: own ? notes.about : null }, table: 'route' };
    };
    return [print(RT_TABLE_MAIN, 'ip route'), print(RT_TABLE_LOCAL, 'ip route show table local')] as const;
  }, [view, decision, pointed]);
  const open =
    decision?.wonIn === RT_TABLE_LOCAL || local.lines.some(({ key }) => key !== null && key === pointed);
  return (
    <Terminal
      ns={ns}
      printed={main}
      more={{ printed: local, open }}
      adds={{ table: 'route' }}
      empty={words.empty.routes}
    />
  );
});
