// Which browser the tests use: CHROMIUM_PATH, Playwright's own, or the system's Chromium.
import { existsSync } from 'node:fs';
import { chromium, type LaunchOptions } from 'playwright';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Quiet: the browser looks nothing up and updates nothing. */
const ARGUMENTS = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Throws one line that says what to do when there is no browser at all. */
export function launchOptions(): LaunchOptions {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) return { executablePath: wanted, args: ARGUMENTS };
  if (existsSync(chromium.executablePath())) return { args: ARGUMENTS };
  const system = SYSTEM.find((path) => existsSync(path));
  if (system) return { executablePath: system, args: ARGUMENTS };
  throw new Error(
    'No Chromium found: run "npx playwright install chromium" (on Debian "apt-get install -y chromium"), or set CHROMIUM_PATH.',
  );
}
