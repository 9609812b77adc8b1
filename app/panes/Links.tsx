// `ip addr`: the devices, whether they are up, and their addresses.
import { memo, useMemo } from 'react';
import { printLinks } from '../../engine/shell/print/index.ts';
import { useWords } from '../state/language.ts';
import { notesOf } from './lines.ts';
import { NO_MARKS } from './marks.ts';
import { Terminal } from './Terminal.tsx';
import { usePointed, useTable } from './useTable.ts';

export const Links = memo(function Links({ ns }: { readonly ns: number }) {
  const { rows, changed } = useTable(ns, 'link');
  const words = useWords('edit');
  const pointed = usePointed(ns, 'link');
  const printed = useMemo(
    () => ({
      command: 'ip addr',
      lines: printLinks({ link: rows }),
      notes: notesOf(NO_MARKS, changed, pointed),
      table: 'link' as const,
    }),
    [rows, changed, pointed],
  );
  return <Terminal ns={ns} printed={printed} adds={{ table: 'link' }} empty={words.noDevice} />;
});
