// The same ipset commands in a real namespace and in the engine: what they print, how they end, and what is there afterwards.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namespace } from '../kernel/ipset/net.fixture.ts';
import { splitWords } from '../kernel/netfilter/words.ts';
import { runIpset } from '../shell/ipset.ts';
import { available } from './available.ts';
import { attempt, inside, type Ran, run } from './exec.ts';
import { ipsetCommands } from './ipset_commands.ts';
import { labPrefix } from './names.ts';

const PATIENCE_MS = 60_000;

const netns = `${labPrefix()}ipset`;

/** Why this machine cannot judge; null when it can. */
async function unable(): Promise<string | null> {
  const judge = await available();
  if (!judge.ok) return judge.why;
  try {
    const { code, stdout } = await attempt(['ipset', 'version']);
    return code === 0 && stdout.startsWith('ipset v7.17') ? null : `ipset is ${stdout.trim() || 'refused'}`;
  } catch {
    return 'there is no ipset';
  }
}

const why = await unable();
if (why !== null) console.warn(`ipset against ipset: skipped: ${why}`);

/**
 * What may differ, and why: memory depends on which members share a bucket, and initval is drawn by lot; whole seconds of
 * timeouts have passed in the real one (timeouts in these commands are multiples of five).
 */
function normal(line: string): string {
  return line
    .replace(/^Size in memory: \d+$/, 'Size in memory: ?')
    .replace(/initval 0x[0-9a-f]{8}/, 'initval ?')
    .replace(/ timeout (\d+)/, (_, seconds) => ` timeout ${Math.ceil(Number(seconds) / 5) * 5}`);
}

/** Members stand in the order of their hashes, which depends on initval: both sides sort them. */
function normalOutput(text: string): string[] {
  const isMember = (line: string) => /^(add )?[0-9a-z]/.test(line) && !line.startsWith('create');
  const sorted: string[] = [];
  let members: string[] = [];
  for (const line of [...text.split('\n').map(normal), 'Name:']) {
    if (isMember(line)) members.push(line);
    else {
      sorted.push(...members.sort(), line);
      members = [];
    }
  }
  return sorted;
}

const plain = ({ code, stdout, stderr }: Ran) => ({ code, stderr, stdout: normalOutput(stdout) });

describe.skipIf(why !== null)(`ipset against ipset${why === null ? '' : ` (skipped: ${why})`}`, () => {
  beforeAll(() => run(['ip', 'netns', 'add', netns]).then(() => undefined));
  afterAll(() => attempt(['ip', 'netns', 'delete', netns]).then(() => undefined));

  it(
    'prints what the real one prints, and leaves the same sets',
    async () => {
      const { net } = namespace();
      const different: unknown[] = [];
      for (const { line, input } of ipsetCommands) {
        const words = splitWords(line)!;
        const real = plain(await attempt(inside(netns, 'ipset', ...words), input));
        const ours = plain(runIpset(words, net, input));
        if (JSON.stringify(real) !== JSON.stringify(ours)) different.push({ line, input, real, ours });
      }
      expect(different).toEqual([]);
    },
    PATIENCE_MS,
  );
});
