// Kernel against engine by lot: `npm run fuzz:kernel -- [--cases N] [--seed S] [--from CASE] [--tries N]`.
import { available } from './available.ts';
import { failures, failureText, smaller } from './fuzz/session.ts';

const USAGE = 'usage: npm run fuzz:kernel -- [--cases N] [--seed S] [--from CASE] [--tries N]';

function numberOf(words: readonly string[], option: string, otherwise: number): number {
  const at = words.indexOf(option);
  if (at < 0) return otherwise;
  const number = Number(words[at + 1]);
  if (!Number.isInteger(number) || number < 0) throw new Error(USAGE);
  return number;
}

async function main(words: readonly string[]): Promise<number> {
  const kernel = await available();
  if (!kernel.ok) throw new Error(`the kernel cannot judge here: ${kernel.why}`);
  const cases = numberOf(words, '--cases', 1000);
  const seed = numberOf(words, '--seed', 1);
  const tries = numberOf(words, '--tries', 60);
  let failed = 0;
  for await (const failure of failures(seed, cases, numberOf(words, '--from', 0))) {
    failed++;
    const least = tries === 0 ? failure : await smaller(failure, tries);
    console.log(`${failureText(least)}\n${JSON.stringify(least.found.scenario, null, 1)}\n`);
  }
  console.log(`${cases} cases, seed ${seed}: ${failed} networks in which kernel and engine part`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
