// `npm run bench`: figures as lines `name value unit`. Needs a build in dist/.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright';
import { library } from '../engine/scenario/library/index.ts';
import { encodeLink } from '../engine/scenario/link.ts';
import { createEngine } from '../engine/serve.ts';
import { addressOf } from '../engine/trace/address.ts';
import { stepsAt } from '../engine/trace/steps.ts';
import { launchOptions } from './browser.ts';

const PORT = 4180;
const PAGE = `http://127.0.0.1:${PORT}/`;
const ROUNDS = 200;
const LOADS = 7;
const STEPS = 200;

const say = (name: string, value: number, unit: string) =>
  console.log(`${name} ${Math.round(value * 1000) / 1000} ${unit}`);

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Opens scenarios over and over: building the network, running the probe, recording everything. */
async function traceSpeed(): Promise<void> {
  for (const { id } of library) {
    const engine = createEngine();
    let events = 0;
    await engine.open({ scenario: id, probe: null });
    const begun = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
      const opened = await engine.open({ scenario: id, probe: null });
      if (opened.ok) events += opened.value.trace.events.length;
    }
    const seconds = (performance.now() - begun) / 1000;
    say(`traced-events-${id}`, events / seconds, 'events/s');
    say(`open-${id}`, (seconds / ROUNDS) * 1000, 'ms');
  }
}

/** The longest link of every library scenario, at each step of each zoom, without the page's own address. */
async function linkLength(): Promise<void> {
  for (const { id } of library) {
    const opened = await createEngine().open({ scenario: id, probe: null });
    if (!opened.ok) throw new Error(opened.problem.what);
    const { trace, outline } = opened.value;
    let longest = 0;
    for (const zoom of ['hop', 'stage', 'rule'] as const) {
      for (const tick of stepsAt(trace, zoom)) {
        const at = addressOf(trace, outline, zoom, tick);
        const link = await encodeLink({
          scenario: id,
          probe: null,
          at,
          zoom,
          focus: at.ns,
          pane: 'neighbours',
        });
        longest = Math.max(longest, link.length);
      }
    }
    say(`link-longest-${id}`, longest, 'characters');
  }
}

/** What a first visit loads: the page, its styles, scripts and the worker, gzipped. */
async function firstLoad(page: Page): Promise<void> {
  const paths = new Set<string>();
  page.on('response', (response) => paths.add(new URL(response.url()).pathname));
  await page.goto(PAGE);
  await page.getByRole('button', { name: 'Step forward' }).waitFor();
  await drawn(page);
  let bytes = 0;
  for (const path of paths) {
    const file = path === '/' ? 'index.html' : path.slice(1);
    bytes += gzipSync(readFileSync(join('dist', file)), { level: 9 }).length;
  }
  say('first-load', bytes, 'bytes gzip');
}

/** The topology is there when its drawing has devices in it. */
async function drawn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /cni0/ }).first().waitFor();
}

async function timeToTopology(page: Page): Promise<void> {
  const times: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    const begun = performance.now();
    await page.goto('about:blank');
    const started = performance.now();
    await page.goto(PAGE);
    await drawn(page);
    times.push(performance.now() - started);
    if (begun > started) throw new Error('clock went backwards');
  }
  say('navigation-to-topology', quantile(times, 0.5), 'ms');
}

/** From the key to the frame in which the page shows the next step, in the page's own clock. */
async function stepTime(page: Page): Promise<void> {
  await page.goto(PAGE);
  await drawn(page);
  await page.keyboard.press('3');
  const times = await page.evaluate(async (count) => {
    const next = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const taken: number[] = [];
    for (let step = 0; step < count; step++) {
      await next();
      const begun = performance.now();
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowRight', code: 'ArrowRight', bubbles: true }),
      );
      await next();
      taken.push(performance.now() - begun);
    }
    return taken;
  }, STEPS);
  say('step-median', quantile(times, 0.5), 'ms');
  say('step-p95', quantile(times, 0.95), 'ms');
}

async function inBrowser(): Promise<void> {
  const server = spawn(
    'npx',
    ['vite', 'preview', '--port', String(PORT), '--strictPort', '--host', '127.0.0.1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => String(chunk).includes(String(PORT)) && resolve());
    server.on('exit', () => reject(new Error('the preview server ended')));
  });
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await firstLoad(page);
    await timeToTopology(page);
    await stepTime(page);
  } finally {
    await browser.close();
    server.kill();
  }
}

say('dist-files', readdirSync('dist', { recursive: true }).length, 'files');
await traceSpeed();
await linkLength();
await inBrowser();
