// `npm run bench`: figures as lines `name value unit`. Needs a build in dist/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright';
import { preview } from 'vite';
import { en, whyOf } from '../engine/explain/index.ts';
import { available } from '../engine/oracle/available.ts';
import {
  ceiling,
  deriveSpeed,
  kernelReadSpeed,
  readSpeed,
  savedRules,
} from '../engine/oracle/cluster_speed.ts';
import { engineSpeed, kernelSpeed, longRecording } from '../engine/oracle/speed.ts';
import { compile } from '../engine/scenario/compile.ts';
import { expand } from '../engine/scenario/expand.ts';
import { CEILING, library, loadScenario } from '../engine/scenario/library/index.ts';
import { encodeLink } from '../engine/scenario/link.ts';
import type { Scenario, ScenarioCommand } from '../engine/scenario/schema.ts';
import { createEngine } from '../engine/serve.ts';
import { parseCommand } from '../engine/shell/command.ts';
import { addressOf } from '../engine/trace/address.ts';
import type { Rows, TableName } from '../engine/trace/rows.ts';
import { historyOf, rowsAt, versionAt } from '../engine/trace/state.ts';
import { eventOfStep, frameAt, previousOf, stepsAt } from '../engine/trace/steps.ts';
import { seededRandom } from '../engine/world/random.ts';
import { run } from '../engine/world/run.ts';
import { wrap } from './badLinks.ts';
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

const SERVICES = [10, 10_000] as const;

/** First packets of flows to a service over VXLAN: the engine alone, then against the kernel where that can be asked. */
async function serviceSpeed(): Promise<void> {
  const engine = SERVICES.map((services) => engineSpeed(services, 'vxlan', 2000));
  SERVICES.forEach((services, index) => {
    say(`service-flows-${services}`, engine[index]!.flowsPerSecond, 'flows/s');
    say(`service-events-${services}`, engine[index]!.eventsPerSecond, 'events/s');
  });
  say(
    'service-growth',
    engine[0]!.flowsPerSecond / engine[1]!.flowsPerSecond,
    'times from 10 to 10,000 services',
  );
  const judge = await available();
  if (!judge.ok) {
    console.log(`against the kernel: skipped: ${judge.why}`);
    return;
  }
  for (const [index, services] of SERVICES.entries()) {
    for (const traced of [false, true]) {
      const kernel = await kernelSpeed(services, 'vxlan', traced && services > 1000 ? 20 : 500, traced);
      const what = `${services}-${traced ? 'traced' : 'untraced'}`;
      say(`kernel-flows-${what}`, kernel, 'flows/s');
      say(`engine-against-kernel-${what}`, engine[index]!.flowsPerSecond / kernel, 'times');
    }
  }
}

const MILLION = 1_000_000;
const NAMESPACES = 1000;

/** What is held after a thorough collection, octets. */
function held(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** How much room a network of empty namespaces takes. */
function namespaceRoom(): void {
  const netns = Object.fromEntries(Array.from({ length: NAMESPACES }, (_, index) => [`pod-${index}`, {}]));
  const before = held();
  const world = compile({
    version: 1,
    title: 'many',
    machines: { node: { netns } },
    probe: { in: 'node', run: 'ip a' },
  });
  if (!world.ok) throw new Error(world.problem.what);
  say('bytes-per-namespace', (held() - before) / world.value.namespaces.length, 'bytes');
}

/** How much room a long recording takes, the network's own entries included, and how soon any of its steps can be shown. */
function longRecordings(): void {
  const before = held();
  const { trace, outline, tables } = longRecording(MILLION);
  say('bytes-per-event', (held() - before) / trace.events.length, 'bytes');
  const history = historyOf(trace);
  const steps = stepsAt(trace, 'rule');
  const random = seededRandom(1);
  const times = Array.from({ length: STEPS * 5 }, () => {
    const tick = steps[random() % steps.length]!;
    const begun = performance.now();
    const index = eventOfStep(trace, 'rule', tick);
    frameAt(trace, 'rule', tick);
    previousOf(trace, index);
    const { ns } = trace.events[index]!;
    whyOf(en, { trace, outline }, 'rule', tick, tables[ns]!);
    for (const name of Object.keys(tables[ns]!) as TableName[])
      rowsAt(
        tables[ns]![name] as ReadonlyMap<string, Rows[TableName]>,
        history,
        ns,
        name,
        versionAt(history, ns, name, tick),
      );
    return performance.now() - begun;
  });
  say('million-events-step-median', quantile(times, 0.5), 'ms');
  say('million-events-step-p99', quantile(times, 0.99), 'ms');
}

/** A world is built anew for every round, because a probe changes it; only the probe is timed, then the whole. */
async function traceSpeed(): Promise<void> {
  for (const { id } of library) {
    const loaded = await loadScenario(id);
    const expanded = loaded.ok ? await expand(loaded.value) : loaded;
    if (!expanded.ok) throw new Error(expanded.problem.what);
    const { probe } = expanded.value.scenario;
    let events = 0;
    let tracing = 0;
    const begun = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
      const world = compile(expanded.value.scenario);
      if (!world.ok) throw new Error(world.problem.what);
      const namespace = world.value.namespaces.find(({ net }) => net.name === probe.in)!;
      const parsed = parseCommand(probe.run, world.value, namespace);
      if (!parsed.ok) throw new Error(parsed.problem.what);
      const sent = performance.now();
      events += run(world.value, namespace, parsed.value.process).events.length;
      tracing += performance.now() - sent;
    }
    say(`traced-events-${id}`, (events / tracing) * 1000, 'events/s');
    say(`open-${id}`, (performance.now() - begun) / ROUNDS, 'ms');
  }
}

const ZOOMS = ['hop', 'stage', 'rule'] as const;

/** The links to every step of what is opened, without the page's own address. */
async function linksOf(
  scenario: string | Scenario,
  commands: readonly ScenarioCommand[] = [],
): Promise<string[]> {
  const opened = await createEngine().open({ scenario, probe: null, commands });
  if (!opened.ok) throw new Error(opened.problem.what);
  const { trace, outline } = opened.value;
  const links: string[] = [];
  for (const zoom of ZOOMS) {
    for (const tick of stepsAt(trace, zoom)) {
      const at = addressOf(trace, outline, zoom, tick);
      const place = { scenario, probe: null, commands, at, zoom, focus: at.ns, pane: 'neighbours' };
      links.push(await encodeLink({ ...place, compared: null, notes: [], breakpoints: [] }));
    }
  }
  return links;
}

/** Ten applications of three pods, each with its service. */
const OBJECTS = ['api', 'auth', 'cart', 'catalog', 'mail', 'orders', 'pay', 'search', 'stock', 'web']
  .map(
    (name, nth) => `kind: Deployment
apiVersion: apps/v1
metadata: {name: ${name}}
spec: {replicas: 3, selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: ${name}, image: ${name}, ports: [{containerPort: 8080}]}]}}}
---
kind: Service
apiVersion: v1
metadata: {name: ${name}}
spec: {clusterIP: 10.96.0.${nth + 10}, selector: {app: ${name}}, ports: [{port: 80, targetPort: 8080}]}
`,
  )
  .join('---\n');

const NODES = ['a', 'b', 'c']
  .map(
    (name, nth) => `kind: Node
apiVersion: v1
metadata: {name: ${name}}
spec: {podCIDR: 10.244.${nth}.0/24}
status: {addresses: [{type: InternalIP, address: 192.168.0.${nth + 1}}]}
`,
  )
  .join('---\n');

const DECLARED: Scenario = {
  version: 1,
  title: 'Shop',
  machines: {},
  cluster: {
    kubernetes: '1.28',
    objects: `${NODES}---\n${OBJECTS}`,
    network: { kind: 'flannel', conf: { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } } },
  },
  probe: { in: 'a', run: 'curl -s http://10.96.0.10/' },
};

const TYPED: readonly ScenarioCommand[] = [
  { in: 'b', run: 'iptables -I FORWARD 1 -s 10.244.0.0/16 -j ACCEPT' },
  { in: 'c', run: 'ip route del 10.244.1.0/24' },
];

async function linkLength(): Promise<void> {
  const lengths: number[] = [];
  for (const { id } of library) for (const link of await linksOf(id)) lengths.push(link.length);
  const declared = (await linksOf(DECLARED, TYPED)).map((link) => link.length);
  say('link-library-median', quantile(lengths, 0.5), 'characters');
  say('link-library-longest', quantile(lengths, 1), 'characters');
  say('link-30-pods-median', quantile(declared, 0.5), 'characters');
  say('link-30-pods-longest', quantile(declared, 1), 'characters');
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
    await page.goto('about:blank');
    const started = performance.now();
    await page.goto(PAGE);
    await drawn(page);
    times.push(performance.now() - started);
  }
  say('navigation-to-topology', quantile(times, 0.5), 'ms');
}

/** From the key to the frame in which the page shows the next step, in the page's own clock. */
async function stepTime(page: Page): Promise<void> {
  await page.goto(PAGE);
  await drawn(page);
  await page.keyboard.press('3');
  const times = await page.evaluate(async (count) => {
    const taken: number[] = [];
    for (let step = 0; step < count; step++) {
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
      const begun = performance.now();
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowRight', code: 'ArrowRight', bubbles: true }),
      );
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
      taken.push(performance.now() - begun);
    }
    return taken;
  }, STEPS);
  say('step-median', quantile(times, 0.5), 'ms');
  say('step-p95', quantile(times, 0.95), 'ms');
}

/** Frames while all of 150,000 pods are panned and zoomed, in a view in which pods can be seen: how many a second, and the slowest of twenty. */
async function overviewFrames(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${PAGE}${wrap(JSON.stringify({ s: CEILING }))}`);
  await page.getByRole('button', { name: 'Show all nodes' }).click();
  const canvas = page.getByRole('img', { name: /5,000 nodes/ });
  await canvas.waitFor();
  for (const [name, clicks] of [
    ['nodes', 0],
    ['pods', 3],
  ] as const) {
    for (let click = 0; click < clicks; click++)
      await page.getByRole('button', { name: 'Zoom in' }).last().click();
    const times = await canvas.evaluate(async (element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const taken: number[] = [];
      let before = performance.now();
      for (let frame = 0; frame < 180; frame++) {
        const turn = frame / 12;
        element.dispatchEvent(
          new WheelEvent('wheel', {
            deltaY: Math.sin(turn) * 14,
            clientX: left + width * (0.5 + 0.4 * Math.cos(turn)),
            clientY: top + height * (0.5 + 0.4 * Math.sin(turn)),
            bubbles: true,
            cancelable: true,
          }),
        );
        await new Promise((drawn) => requestAnimationFrame(drawn));
        const now = performance.now();
        taken.push(now - before);
        before = now;
      }
      return taken;
    });
    say(
      `overview-${name}-frames`,
      1000 / (times.reduce((sum, time) => sum + time, 0) / times.length),
      'frames/s',
    );
    say(`overview-${name}-frame-p95`, quantile(times, 0.95), 'ms');
  }
}

async function inBrowser(): Promise<void> {
  const server = await preview({ preview: { port: PORT, strictPort: true, host: '127.0.0.1' } });
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    await firstLoad(page);
    await timeToTopology(page);
    await stepTime(page);
    await overviewFrames(page);
  } finally {
    await browser.close();
    await server.close();
  }
}

const DERIVED = [10, 1000, 10_000] as const;
const EDITS = 100;

/** Declared clusters: rules against what iptables-restore takes for the same text, and the largest cluster that Kubernetes is made for. */
async function clusterSpeed(): Promise<void> {
  // The first time says how fast code is compiled.
  deriveSpeed(100);
  for (const services of DERIVED) {
    const { ms, lines } = deriveSpeed(services);
    say(`derive-${services}`, ms, `ms for ${lines} lines`);
  }
  const saved = savedRules(10_000);
  const { ms: derived, text } = deriveSpeed(10_000);
  const read = readSpeed(saved);
  say('read-10000', read, `ms for ${(saved.length / 1e6).toFixed(1)} MB`);
  const judge = await available();
  if (judge.ok) {
    const kernel = await kernelReadSpeed(saved);
    say('restore-10000', kernel, 'ms in the kernel');
    say('derive-against-restore', derived / (await kernelReadSpeed(text)), 'times');
    say('read-against-restore', read / kernel, 'times');
  }
  const { openMs, octets, editMs } = await ceiling(held, EDITS);
  say('ceiling-open', openMs, 'ms');
  say('ceiling-memory', octets / 1e6, 'MB');
  say('ceiling-edit-median', quantile(editMs, 0.5), 'ms');
}

await traceSpeed();
await serviceSpeed();
await clusterSpeed();
namespaceRoom();
longRecordings();
await linkLength();
await inBrowser();
