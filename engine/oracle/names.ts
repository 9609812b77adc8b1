// Names of the lab's namespaces: made so that two labs never meet, and that the remains of a dead one can be told.
import { randomBytes } from 'node:crypto';
import { attempt, run } from './exec.ts';

const STALE = /^hs-(\d+)-[0-9a-f]{6}-/;

/** A prefix nobody else uses: our process id and something random. */
export function labPrefix(): string {
  return `hs-${process.pid}-${randomBytes(3).toString('hex')}-`;
}

/** Namespaces that `ip netns` knows and whose name `wanted` accepts. */
async function existing(wanted: (name: string) => boolean): Promise<string[]> {
  const listed = await run(['ip', 'netns', 'list']);
  return listed
    .split('\n')
    .map((line) => line.split(' ')[0]!)
    .filter((name) => name !== '' && wanted(name));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A server that still listens in a namespace that goes. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function remove(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { stdout } = await attempt(['ip', 'netns', 'pids', name]);
    for (const pid of stdout.split('\n').filter((line) => line !== '')) kill(Number(pid));
    await attempt(['ip', 'netns', 'delete', name]);
  }
}

/** Takes down one lab, whatever of it exists. */
export async function removeLab(prefix: string): Promise<void> {
  await remove(await existing((name) => name.startsWith(prefix)));
}

/** Takes down labs whose process is gone. */
export async function removeStaleLabs(): Promise<void> {
  await remove(
    await existing((name) => {
      const pid = STALE.exec(name)?.[1];
      return pid !== undefined && !isAlive(Number(pid));
    }),
  );
}
