// Commands as processes, so that whatever is typed runs and is recorded in one way.
import type { Process, ProcessContext } from '../world/process.ts';
import type { Namespace, World } from '../world/world.ts';
import { type Ran, runPipeline, type Step } from './pipeline.ts';

function printAll({ stdout, stderr }: Ran, context: ProcessContext): void {
  const text = stderr + stdout;
  if (text !== '') for (const line of text.replace(/\n$/, '').split('\n')) context.print(line);
}

/** Does its work when it starts; what it changed hangs on one event. */
export function toolProcess(
  line: string,
  steps: readonly Step[],
  world: World,
  namespace: Namespace,
): Process {
  return {
    name: steps[0]!.stage.words[0]!,
    start(context) {
      const scene = { ns: namespace.net.id, dev: -1, skb: -1, frame: null };
      world.rec.begin('hop', scene, 'execve', { kind: 'command', by: line, code: 0, edits: 0 }, -1);
      const before = world.edits;
      const ran = runPipeline(steps, world, namespace);
      world.rec.finish({ kind: 'command', by: line, code: ran.code, edits: world.edits - before });
      printAll(ran, context);
      context.exit(ran.code === 0 ? null : 'refused');
    },
  };
}

/** A probe whose output goes through a pipe once it has ended. */
export function probeWithPipe(
  probe: Process,
  steps: readonly Step[],
  world: World,
  namespace: Namespace,
): Process {
  if (steps.length === 0) return probe;
  return {
    name: probe.name,
    start(context) {
      const lines: string[] = [];
      probe.start({
        ...context,
        print: (line) => void lines.push(line),
        exit(failure) {
          printAll(runPipeline(steps, world, namespace, lines.map((line) => `${line}\n`).join('')), context);
          context.exit(failure);
        },
      });
    },
  };
}
