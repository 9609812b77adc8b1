// End-to-end tests: the built page, served as it ships, in a real browser.
import { defineConfig } from 'playwright/test';
import { launchOptions } from './e2e/browser.ts';

/** Another may be asked for, so that two working copies can be tested at once. */
const PORT = process.env.PORT ?? '4173';
const ADDRESS = `http://127.0.0.1:${PORT}`;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  // Wide enough for a busy machine: no test is about how long something takes.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 4,
  // A test that needs a second try is a broken test.
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: ADDRESS,
    launchOptions: launchOptions(),
    viewport: { width: 1280, height: 720 },
    permissions: ['clipboard-read', 'clipboard-write'],
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort --host 127.0.0.1`,
    url: ADDRESS,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
