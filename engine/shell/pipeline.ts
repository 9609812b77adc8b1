// Commands joined by pipes: each reads what the one before it has written.
import type { Namespace, World } from '../world/world.ts';
import type { Stage } from './line.ts';
import { Exit, type Site, type Tool } from './tool.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface Step {
  readonly tool: Tool;
  readonly stage: Stage;
}

/** Runs one command; `>` gives what it wrote to `redirect`. */
function runStep({ tool, stage }: Step, world: World, namespace: Namespace, stdin: string | null): Ran {
  const written = { stdout: '', stderr: '' };
  const site: Site = {
    world,
    namespace,
    net: namespace.net,
    stdin,
    out(line) {
      written.stdout += `${line}\n`;
    },
    err(line) {
      written.stderr += `${line}\n`;
    },
  };
  try {
    const code = tool(stage.words.slice(1), site);
    return { ...written, code };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    site.err(error.message);
    return { ...written, code: error.code };
  }
}

/** The output and exit status are those of the last; every command's complaints are heard. */
export function runPipeline(
  steps: readonly Step[],
  world: World,
  namespace: Namespace,
  stdin: string | null = null,
): Ran {
  let ran: Ran = { stdout: stdin ?? '', stderr: '', code: 0 };
  let input = stdin;
  for (const step of steps) {
    const next = runStep(step, world, namespace, input);
    ran = { ...next, stderr: ran.stderr + next.stderr };
    input = next.stdout;
  }
  return ran;
}
