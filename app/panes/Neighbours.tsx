// `ip neigh`, with the entry that gave the next hop's MAC address.
import { memo, useMemo } from 'react';
import { printNeighbours } from '../../engine/shell/print/index.ts';
import { useWords } from '../state/language.ts';
import { notesOf } from './lines.ts';
import { Terminal } from './Terminal.tsx';
import { useDecided } from './useDecided.ts';
import { usePointed, useTable } from './useTable.ts';

export const Neighbours = memo(function Neighbours({ ns }: { readonly ns: number }) {
  const words = useWords('panes');
  const { rows, changed } = useTable(ns, 'neigh');
  const marks = useDecided(ns, 'neigh', 'timer');
  const pointed = usePointed(ns, 'neigh');
  const printed = useMemo(
    () => ({
      command: 'ip neigh',
      lines: printNeighbours({ neigh: rows }),
      notes: notesOf(marks, changed, pointed),
      table: 'neigh' as const,
    }),
    [rows, changed, marks, pointed],
  );
  return <Terminal ns={ns} printed={printed} adds={{ table: 'neigh' }} empty={words.empty.neighbours} />;
});
