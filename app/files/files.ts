// Files that a person opens: the engine reads them, so that the page goes on meanwhile, however large they are.
import { create } from 'zustand';
import type { Problem } from '../../engine/problem.ts';
import { declare } from '../state/declaring.ts';
import { openWhole } from '../state/link.ts';
import { consult, interrupt } from '../state/session.ts';

interface Files {
  /** The name of the file that is being read. */
  readonly reading: string | null;
  readonly wrong: { readonly name: string; readonly problem: Problem } | null;
}

export const useFiles = create<Files>(() => ({ reading: null, wrong: null }));

let latest = 0;

/** A scenario is opened; a cluster of objects is declared in the form. The last file that was asked for counts. */
export async function openFile(file: File): Promise<void> {
  const mine = ++latest;
  const { name } = file;
  const isWanted = () => mine === latest;
  useFiles.setState({ reading: name, wrong: null });
  const content = await consult((engine) => engine.read(file, name), isWanted);
  if (!isWanted()) return;
  if (content?.ok && content.value.kind === 'draft') declare({ kind: 'file', draft: content.value.draft });
  const problem = content?.ok
    ? content.value.kind === 'scenario' && (await openWhole(content.value.scenario))
    : content?.problem;
  if (isWanted()) useFiles.setState({ reading: null, wrong: problem ? { name, problem } : null });
}

export function stopReading(): void {
  latest++;
  useFiles.setState({ reading: null });
  interrupt();
}

export const dismiss = () => useFiles.setState({ wrong: null });
