// `sysctl -a`: the namespace's own switches, and below them those of its devices.
import { memo, useMemo } from 'react';
import { printSysctl } from '../../engine/shell/print/index.ts';
import { useWords } from '../state/language.ts';
import { notesOf, type PrintedRows } from './lines.ts';
import { NO_MARKS } from './marks.ts';
import { Terminal } from './Terminal.tsx';
import { usePointed, useTable } from './useTable.ts';

export const Switches = memo(function Switches({ ns }: { readonly ns: number }) {
  const { rows, changed } = useTable(ns, 'sysctl');
  const words = useWords('edit');
  const pointed = usePointed(ns, 'sysctl');
  const [own, devices] = useMemo(() => {
    const print = (ofDevices: boolean, command: string): PrintedRows => {
      const lines = printSysctl({ sysctl: rows }, ofDevices);
      const notes = notesOf(NO_MARKS, changed, pointed);
      const about = lines.some(({ key }) => key === notes.about) ? notes.about : null;
      return { command, lines, notes: { ...notes, about }, table: 'sysctl' };
    };
    return [
      print(false, "sysctl -a | grep -vE '(conf|neigh)'"),
      print(true, "sysctl -a | grep -E '(conf|neigh)'"),
    ] as const;
  }, [rows, changed, pointed]);
  const open = devices.notes.about !== null;
  return <Terminal ns={ns} printed={own} more={{ printed: devices, open }} empty={words.noSwitch} />;
});
