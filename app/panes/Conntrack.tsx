// `conntrack -L`: connections, how they were before translation and how their answers will look.
import { memo, useMemo } from 'react';
import { printConntrack } from '../../engine/shell/print/index.ts';
import { eventAt } from '../../engine/trace/steps.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { useOpened } from '../state/session.ts';
import { notesOf } from './lines.ts';
import { Terminal } from './Terminal.tsx';
import { useDecided } from './useDecided.ts';
import { usePointed, useTable } from './useTable.ts';

export const Conntrack = memo(function Conntrack({ ns }: { readonly ns: number }) {
  const words = useWords('panes');
  const { trace } = useOpened();
  const { rows, changed } = useTable(ns, 'conntrack');
  const marks = useDecided(ns, 'conntrack', 'nat');
  const pointed = usePointed(ns, 'conntrack');
  const now = usePlayback(({ tick }) => trace.events[eventAt(trace, tick)]!.time);
  const printed = useMemo(
    () => ({
      command: 'conntrack -L',
      lines: printConntrack({ conntrack: rows }, { now }),
      notes: notesOf(marks, changed, pointed),
      table: 'conntrack' as const,
    }),
    [rows, changed, marks, pointed, now],
  );
  return <Terminal ns={ns} printed={printed} empty={words.empty.conntrack} />;
});
