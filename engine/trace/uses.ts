// When a row of a table is first at work in a trace.
import type { Did, Trace } from './events.ts';
import type { TableName } from './rows.ts';

type Part = 'decided' | 'considered';

/** What part a row has in what happens; null: none. */
function partIn(did: Did, table: TableName, key: string): Part | null {
  switch (did.kind) {
    case 'route': {
      const candidates = table === 'route' ? did.lookups.flatMap((lookup) => lookup.candidates) : [];
      const own = candidates.find((candidate) => candidate.key === key);
      return own ? (own.lost === null ? 'decided' : 'considered') : null;
    }
    case 'neigh':
    case 'timer':
      return table === 'neigh' && did.key === key ? 'decided' : null;
    case 'bridge':
    case 'fdb':
      return table === 'fdb' && did.entry === key ? 'decided' : null;
    default:
      return null;
  }
}

/** Index of the first event that a row decides; where it never does, of the first in which it could have; -1 without either. */
export function firstUse(trace: Trace, ns: number, table: TableName, key: string): number {
  let considered = -1;
  for (const [index, event] of trace.events.entries()) {
    const part = event.ns === ns ? partIn(event.did, table, key) : null;
    if (part === 'decided') return index;
    if (part === 'considered' && considered < 0) considered = index;
  }
  return considered;
}
