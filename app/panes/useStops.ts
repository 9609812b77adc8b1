// Breakpoints at the rules and chains of a namespace, by the keys of their rows.
import { useMemo } from 'react';
import type { Breakpoint } from '../../engine/trace/breakpoints.ts';
import { toggleBreakpoint, useBreakpoints } from '../state/breakpoints.ts';
import { useOpened } from '../state/session.ts';
import type { Stops } from './lines.ts';

/** A chain has the key of its policy: `nat:PREROUTING:0`. */
const HEADING = /:0$/;

const breakpointOf = (ns: string, key: string): Breakpoint =>
  HEADING.test(key) ? { kind: 'chain', ns, at: key.replace(HEADING, '') } : { kind: 'rule', ns, at: key };

export function useStops(ns: number): Stops {
  const { outline } = useOpened();
  const { name } = outline.namespaces[ns]!;
  const breakpoints = useBreakpoints((state) => state.breakpoints);
  return useMemo(() => {
    const own = breakpoints.filter((each) => each.ns === '' || each.ns === name);
    const keys = own.map(({ kind, at }) => (kind === 'chain' ? `${at}:0` : kind === 'rule' ? at : ''));
    return { set: new Set(keys), toggle: (key) => toggleBreakpoint(breakpointOf(name, key)) };
  }, [breakpoints, name]);
}
