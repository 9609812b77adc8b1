// iptables before its judge: every command said to the real one and to the engine's, word for word the same answers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareNet } from '../kernel/net.fixture.ts';
import { splitWords } from '../kernel/netfilter/words.ts';
import { xtables_edit } from '../kernel/netfilter/xtables_edit.ts';
import { runIptables, runIptablesRestore, runIptablesSave } from '../shell/iptables/index.ts';
import { available } from './available.ts';
import { attempt, inside, run } from './exec.ts';
import { iptablesCommands, restoreTexts } from './iptables_commands.ts';
import { labPrefix } from './names.ts';

const judge = await available();
if (!judge.ok) console.warn(`iptables against iptables: skipped: ${judge.why}`);

const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security'];
const PATIENCE_MS = 60_000;

const withoutTimes = (text: string) => text.replace(/^(# (Generated|Completed).* on ).*$/gm, '$1...');

describe.skipIf(!judge.ok)(`iptables${judge.ok ? '' : ` (skipped: ${judge.why})`}`, () => {
  const netns = `${labPrefix()}ipt`;
  const { net } = bareNet();
  const context = { net, apply: (edit: Parameters<typeof xtables_edit>[1]) => xtables_edit(net, edit) };
  const real = (program: string, words: readonly string[], input = '') =>
    attempt(inside(netns, program, ...words), input);

  beforeAll(() => run(['ip', 'netns', 'add', netns]));
  afterAll(() => run(['ip', 'netns', 'delete', netns]));

  it.each(iptablesCommands)('iptables %s', async (line) => {
    const words = splitWords(line)!;
    expect(runIptables(words, context)).toEqual(await real('iptables-legacy', words));
  });

  it.each(['-c', ''])('iptables-save %s of all that', async (options) => {
    const words = options === '' ? [] : [options];
    const ran = runIptablesSave(words, context);
    const { stdout, ...rest } = await real('iptables-legacy-save', words);
    expect({ ...ran, stdout: withoutTimes(ran.stdout) }).toEqual({ stdout: withoutTimes(stdout), ...rest });
  });

  it.each(TABLES.flatMap((table) => ['-nvL', '-L', '-S', '-nvxL --line-numbers'].map((how) => [table, how])))(
    'iptables -t %s %s',
    async (table, how) => {
      const words = ['-t', table!, ...how!.split(' ')];
      expect(runIptables(words, context)).toEqual(await real('iptables-legacy', words));
    },
  );

  it.each(restoreTexts)('iptables-restore %s %j', async (options, text) => {
    const words = options === '' ? [] : options.split(' ');
    const ran = runIptablesRestore(words, context, text);
    expect(ran).toEqual(await real('iptables-legacy-restore', words, text));
    const { stdout } = await real('iptables-legacy-save', ['-c']);
    expect(withoutTimes(runIptablesSave(['-c'], context).stdout)).toBe(withoutTimes(stdout));
  });

  it(
    'iptables-restore of what was saved gives the same again, on both sides',
    async () => {
      const { stdout: saved } = await real('iptables-legacy-save', ['-c']);
      expect(runIptablesRestore(['-c'], context, saved)).toEqual(
        await real('iptables-legacy-restore', ['-c'], saved),
      );
      const { stdout } = runIptablesSave(['-c'], context);
      expect(withoutTimes(stdout)).toBe(withoutTimes((await real('iptables-legacy-save', ['-c'])).stdout));
    },
    PATIENCE_MS,
  );
});
