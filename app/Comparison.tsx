// A comparison, with what other parts of the page draw in it. Loaded when somebody compares.
import { useMemo } from 'react';
import { Compare } from './compare/Compare.tsx';
import type { DrawingProps, Place, TableProps } from './compare/slots.ts';
import { Reason } from './inspector/Why.tsx';
import { Snapshot } from './panes/Snapshot.tsx';
import { snapshotsOf } from './panes/snapshot.ts';
import { useWords } from './state/language.ts';
import { Topology } from './topology/Topology.tsx';
import { useMedia } from './ui/useMedia.ts';

/** A network of a comparison. */
function DrawingBeside({ name, opened, zoom, tick, focus, onFocus, onStep }: DrawingProps) {
  const still = useMedia('(prefers-reduced-motion: reduce)');
  return (
    <Topology
      name={name}
      outline={opened.outline}
      trace={opened.trace}
      tick={tick}
      zoom={zoom}
      focus={focus}
      onFocus={onFocus}
      onStep={onStep}
      animate={!still}
    />
  );
}

const momentOf = ({ opened: { trace }, history, tables, ns, tick }: Place) => ({
  trace,
  history,
  tables,
  ns,
  tick,
});

/** A table of a comparison. */
function TableBeside({ pane, at, other }: TableProps) {
  const words = useWords('compare');
  const printed = useMemo(() => snapshotsOf(pane, momentOf(at), other && momentOf(other)), [pane, at, other]);
  const place = at.opened.outline.namespaces[at.ns]!.name;
  return <Snapshot place={place} shown={printed.own} other={printed.other} words={words} />;
}

export function Comparison() {
  return <Compare Drawing={DrawingBeside} Reason={Reason} Table={TableBeside} />;
}
