// kubectl, as far as the network of a cluster follows from what it is told: words to other objects, and its own answers.
import { apply } from './apply.ts';
import { createService } from './create.ts';
import { remove } from './delete.ts';
import { KubectlError } from './error.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { label } from './label.ts';
import type { KubeObject } from './objects.ts';
import { patch } from './patch.ts';
import type { ClusterRows } from './rows.ts';
import { runPod } from './run.ts';
import { scale } from './scale.ts';

export interface Asked {
  readonly words: readonly string[];
  /** What is piped into it; null when nothing is. */
  readonly stdin: string | null;
  readonly objects: readonly KubeObject[];
  /** The cluster with what its control plane gives out. */
  readonly rows: () => ClusterRows;
}

/** What a verb comes to. */
export interface Answer {
  readonly lines: readonly string[];
  /** Undefined: nothing is changed. */
  readonly objects?: readonly KubeObject[];
}

export type Verb = (asked: Asked) => Answer;

const VERBS: Readonly<Record<string, Verb>> = {
  apply,
  create: createService,
  delete: remove,
  expose,
  get,
  label,
  patch,
  run: runPod,
  scale,
};

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** null: as they were. */
  readonly objects: readonly KubeObject[] | null;
}

export function kubectl({ words: [verb = '', ...words], ...asked }: Asked): Ran {
  if (!Object.hasOwn(VERBS, verb)) {
    const known = Object.keys(VERBS).join(', ');
    const stderr = `error: unknown command "${verb.slice(0, 40)}" for "kubectl"; here there are ${known}\n`;
    return { stdout: '', stderr, code: 1, objects: null };
  }
  try {
    const { lines, objects = null } = VERBS[verb]!({ ...asked, words });
    return { stdout: lines.map((line) => `${line}\n`).join(''), stderr: '', code: 0, objects };
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    return { stdout: '', stderr: `${error.message}\n`, code: 1, objects: null };
  }
}
