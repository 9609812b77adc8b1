// The test command: lint, types, unit tests (with the kernel where it can judge), then a person's steps in a real browser.
// Closes with one line of counts over everything that ran.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const reports = mkdtempSync(join(tmpdir(), 'hopscope-tests-'));
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

function run(command: string, environment: Record<string, string> = {}): boolean {
  console.log(`\n$ ${command}`);
  const { status } = spawnSync(command, {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return status === 0;
}

/** A step that is one test itself: it holds or it does not. */
function check(command: string): void {
  if (run(command)) total.passed++;
  else total.failed++;
}

function add(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

/** Adds a runner's counts; a runner that fails without a failed test has failed itself. */
function suite(
  command: string,
  report: string,
  read: (text: string) => Counts,
  environment: Record<string, string> = {},
): void {
  const good = run(command, environment);
  const counts = existsSync(report)
    ? read(readFileSync(report, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 };
  if (!good && counts.failed === 0) counts.failed = 1;
  add(counts);
}

function vitestCounts(text: string): Counts {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(text);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}

function playwrightCounts(text: string): Counts {
  const { expected, unexpected, flaky, skipped } = JSON.parse(text).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

check('npx biome check .');
check('npx tsc -b');
check('npx knip');
const unit = join(reports, 'vitest.json');
suite(`npx vitest run --reporter=default --reporter=json --outputFile.json=${unit}`, unit, vitestCounts);
const browser = join(reports, 'playwright.json');
suite('npx playwright test --reporter=list,json', browser, playwrightCounts, {
  PLAYWRIGHT_JSON_OUTPUT_NAME: browser,
});

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
