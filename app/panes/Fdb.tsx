// `bridge fdb show`: of bridges, which port a MAC address is behind; of VXLAN devices, which node.
import { memo, useMemo } from 'react';
import { printFdb } from '../../engine/shell/print/index.ts';
import { useWords } from '../state/language.ts';
import { notesOf } from './lines.ts';
import { Terminal } from './Terminal.tsx';
import { useDecided } from './useDecided.ts';
import { usePointed, useTable } from './useTable.ts';

export const Fdb = memo(function Fdb({ ns }: { readonly ns: number }) {
  const words = useWords('panes');
  const { rows, changed } = useTable(ns, 'fdb');
  const marks = useDecided(ns, 'bridge', 'fdb');
  const pointed = usePointed(ns, 'fdb');
  const printed = useMemo(
    () => ({
      command: 'bridge fdb show',
      lines: printFdb({ fdb: rows }),
      notes: notesOf(marks, changed, pointed),
      table: 'fdb' as const,
    }),
    [rows, changed, marks, pointed],
  );
  return <Terminal ns={ns} printed={printed} adds={{ table: 'fdb' }} empty={words.empty.fdb} />;
});
