// Every probe of every scenario of the library, opened: what laws are tried on.
import type { Opened } from './protocol.ts';
import { library } from './scenario/library/index.ts';
import { createEngine } from './serve.ts';
import type { TableSet } from './trace/rows.ts';

export interface LibraryCase extends Opened {
  readonly name: string;
  /** By namespace, as they stood before the probe. */
  readonly tables: readonly TableSet[];
}

export async function openLibrary(): Promise<LibraryCase[]> {
  const cases: LibraryCase[] = [];
  for (const { id } of library) {
    const engine = createEngine();
    const first = await engine.open({ scenario: id, probe: null });
    if (!first.ok) throw new Error(first.problem.what);
    const { scenario } = first.value;
    for (const probe of [scenario.probe, ...(scenario.alternatives ?? [])]) {
      const opened = await engine.open({ scenario: id, probe });
      if (!opened.ok) throw new Error(opened.problem.what);
      const spaces = opened.value.outline.namespaces;
      const tables = await Promise.all(spaces.map((space) => engine.tables(space.id)));
      cases.push({ ...opened.value, name: `${id}: ${probe.run} in ${probe.in}`, tables });
    }
  }
  return cases;
}
