// What the browser computes is what Node computes: the worker as it ships, against the engine from its sources.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JSHandle, Page } from 'playwright/test';
import { tsImport } from 'tsx/esm/api';
import type { Engine, Opened, OpenRequest } from '../engine/protocol.ts';
import { library } from '../engine/scenario/library/index.ts';
import type { Scenario } from '../engine/scenario/schema.ts';
import { expect, test } from './fixtures.ts';

const LIBRARY = 'engine/scenario/library';

/** Every network of the library with all its probes, the default one first. */
const networks = library.map(({ id, title }) => {
  const { probe, alternatives = [] }: Scenario = JSON.parse(readFileSync(`${LIBRARY}/${id}.json`, 'utf8'));
  return { id, title, probes: [probe, ...alternatives] };
});

let engine: Promise<{ createEngine(): Engine }> | null = null;

/** The engine's own modules, loaded as the command line loads them. */
async function inNode(request: OpenRequest): Promise<Opened> {
  engine ??= tsImport('../engine/serve.ts', import.meta.url);
  const { createEngine } = await engine;
  const opened = await createEngine().open(request);
  if (!opened.ok) throw new Error(opened.problem.what);
  return opened.value;
}

/** A second worker from the script that the page has started its own with, asked in the words of Comlink. */
async function inBrowser(page: Page, script: string, request: OpenRequest): Promise<JSHandle<Opened>> {
  return page.evaluateHandle(
    async ({ script, request }) => {
      const worker = new Worker(script, { type: 'module' });
      const opened = await new Promise<Opened>((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data.value.value);
        worker.onerror = ({ message }) => reject(new Error(message));
        const argumentList = [{ type: 'RAW', value: request }];
        worker.postMessage({ id: 'open', type: 'APPLY', path: ['open'], argumentList });
      });
      worker.terminate();
      return opened;
    },
    { script, request },
  );
}

/** All that was opened, a line of JSON for each event. It runs on either side, so it needs nothing from around it. */
function linesOf({ scenario, outline, trace: { events, ...rest } }: Opened): string[] {
  const plain = (_key: string, value: unknown): unknown => {
    if (value instanceof Int32Array || value instanceof Uint8Array) return Array.from(value);
    if (value instanceof Map || value instanceof Set) return Array.from(value);
    return typeof value === 'bigint' ? String(value) : value;
  };
  return [scenario, outline, { ...rest, count: events.length }, ...events].map((part) =>
    JSON.stringify(part, plain),
  );
}

const digest = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');

test.describe('The trace is the same in the browser and in Node', () => {
  for (const { id, probes } of networks) {
    test(id, async ({ app }) => {
      const started = app.page.waitForEvent('worker');
      await app.open();
      const script = (await started).url();
      for (const probe of probes) {
        const request = { scenario: id, probe };
        const there = await inBrowser(app.page, script, request);
        const seen = await there.evaluate(linesOf);
        const expected = linesOf(await inNode(request));
        expect(expected.length).toBeGreaterThan(3);
        const differs = expected.findIndex((line, index) => line !== seen[index]);
        expect(seen[differs], `${probe.run}: the first line that differs`).toBe(expected[differs]);
        expect(digest(seen), probe.run).toBe(digest(expected));
      }
    });
  }
});

test.describe('What the page shows is that trace', () => {
  for (const { id, title, probes } of networks) {
    test(title, async ({ app }) => {
      const probe = probes[0]!;
      const { trace, outline } = await inNode({ scenario: id, probe });
      const hops = trace.events.filter(({ level }) => level === 'hop').length;
      await app.open();
      await app.choose(title);
      await expect(app.page.getByTitle('Choose another network')).toHaveText(outline.title);
      await expect(app.count).toHaveText(`1 / ${hops}`);
      const outcome = app.page.getByTitle('What the command prints');
      await expect(outcome).toHaveText(
        trace.outcome.answered ? 'answered' : /^(no answer|unreachable|refused)$/,
      );
      await outcome.click();
      const printed = await app.dialog.locator('pre').innerText();
      expect(printed.trim()).toBe(`${probe.in}# ${probe.run}\n${trace.outcome.output}`.trim());
    });
  }
});
