// Without a network: the page is kept whole at the first visit, and a newer one takes its place whole or not at all.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Page } from 'playwright/test';
import { test as base, expect } from './fixtures.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

const integrity = (content: Buffer | string) =>
  `sha256-${createHash('sha256').update(content).digest('base64')}`;

/** A server of the built page, in a folder of its own, that can be switched off and can be given another release. */
class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'hopscope-site-'));
  readonly server: Server;

  constructor() {
    cpSync('dist', this.folder, { recursive: true });
    this.server = createServer((request, response) => {
      const path = normalize(new URL(request.url!, 'http://site').pathname).replace(
        /^\/lab\/$/,
        '/lab/index.html',
      );
      try {
        const content = readFileSync(join(this.folder, path.replace(/^\/lab/, '')));
        response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream').end(content);
      } catch {
        response.writeHead(404).end();
      }
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    // In a folder, as project pages are.
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/lab/`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private read = (path: string) => readFileSync(join(this.folder, path), 'utf8');

  /** Another release: its page says so, and its service worker names what it consists of. */
  publish(name: string, { whole }: { readonly whole: boolean }): void {
    const page = this.read('index.html');
    const next = page.replace(/<html[^>]*>/, `<html lang="en" data-release="${name}">`);
    const worker = this.read('sw.js').replace(integrity(page), integrity(next));
    writeFileSync(join(this.folder, 'sw.js'), worker.replace(/(["'`])[A-Za-z0-9]{12}\1/, `"${name}"`));
    if (whole) writeFileSync(join(this.folder, 'index.html'), next);
  }

  remove(): void {
    this.stop();
    rmSync(this.folder, { recursive: true });
  }
}

const test = base.extend<{ site: Site }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
  site: async ({}, use) => {
    const site = new Site();
    await use(site);
    site.remove();
  },
  baseURL: async ({ site }, use) => use(await site.start()),
});

test.use({ serviceWorkers: 'allow' });

/** Until the page is kept and answered for. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  });

/** Asks the server whether there is a newer release, and waits for what comes of it. */
const lookForNewer = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise<string>((resolve) => {
      registration.addEventListener('updatefound', () => {
        const worker = registration.installing!;
        worker.addEventListener('statechange', () => {
          if (worker.state === 'installed' || worker.state === 'redundant') resolve(worker.state);
        });
      });
    });
    await registration.update();
    return found;
  });

/** Waits until the page is of a release, through whatever loads on the way. The first names none. */
const expectRelease = (page: Page, name: 'first' | 'second') => {
  const html = page.locator('html');
  return name === 'first'
    ? expect(html).not.toHaveAttribute('data-release')
    : expect(html).toHaveAttribute('data-release', name);
};

test('after the first visit all of it is there without a network', async ({ app, site }) => {
  await app.open('./');
  await kept(app.page);
  site.stop();

  await app.page.reload();
  await expect(app.count).toHaveText('1 / 33');
  await app.button('Step forward').click();
  await app.choose('Flannel VXLAN');
  await expect(app.count).toHaveText('1 / 80');
  await app.share('Export…');
  await expect(app.page.getByRole('dialog', { name: 'Export' })).toBeVisible();
  await app.page.keyboard.press('Escape');
  await app.button('Language: change to 中文').click();
  await app.page.getByRole('button', { name: '语言：切换为 English' }).click();
  await expect(app.button('Language: change to 中文')).toBeVisible();

  await app.open('./?embed');
  await expect(app.topology.getByRole('button', { name: 'Node A: cni0' })).toBeVisible();
});

test('the visit itself needs the network no more when the page is kept', async ({ app, site }) => {
  await app.open('./');
  await kept(app.page);
  site.stop();
  await app.choose('Flannel VXLAN');
  await expect(app.count).toHaveText('1 / 80');
});

test('a newer release waits until a person wants it, and is then that of every open page', async ({
  app,
  site,
  context,
}) => {
  await app.open('./');
  await kept(app.page);
  const other = await context.newPage();
  await other.goto('./');
  await expect(app.page).toHaveURL(/#s=/);
  const start = app.page.url();
  await app.button('Step forward').click();
  await expect(app.page).not.toHaveURL(start);

  site.publish('second', { whole: true });
  expect(await lookForNewer(app.page)).toBe('installed');
  const told = app.page.getByRole('status').filter({ hasText: 'A newer Hopscope is here.' });
  await expect(told).toBeVisible();
  await app.page.reload();
  await expectRelease(app.page, 'first');

  await told.getByRole('button', { name: 'Load it' }).click();
  await expectRelease(app.page, 'second');
  await expect(app.count).toHaveText('2 / 33');
  await expectRelease(other, 'second');
  await expect(told).toHaveCount(0);
});

test('a newer release comes by itself once no page is open', async ({ app, site, context }) => {
  await app.open('./');
  await kept(app.page);
  site.publish('second', { whole: true });
  expect(await lookForNewer(app.page)).toBe('installed');
  const address = app.page.url();
  const elsewhere = await context.newPage();
  await app.page.close();
  await expect
    .poll(async () => {
      await elsewhere.goto(address);
      const shown = await elsewhere.locator('html').getAttribute('data-release');
      await elsewhere.goto('about:blank');
      return shown;
    })
    .toBe('second');
});

test('what a server shows in the middle of an update is not kept', async ({ app, site }) => {
  await app.open('./');
  await kept(app.page);
  site.publish('second', { whole: false });
  expect(await lookForNewer(app.page)).toBe('redundant');
  await app.page.reload();
  await expectRelease(app.page, 'first');
  await expect(app.count).toHaveText('1 / 33');
  await expect(app.page.getByText('A newer Hopscope is here.')).toHaveCount(0);
});

test('a page in somebody’s frame installs nothing', async ({ app }) => {
  await app.open('./?embed');
  expect(await app.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
    0,
  );
});

test('it can be installed: a manifest, and icons that are as large as it says', async ({ app, request }) => {
  await app.open('./');
  const href = await app.page.locator('link[rel="manifest"]').getAttribute('href');
  const manifest = await (await request.get(href!)).json();
  expect(manifest).toMatchObject({ name: 'Hopscope', start_url: './', display: 'standalone' });
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await request.get(src);
    expect(icon.headers()['content-type']).toBe(type);
    if (type !== 'image/png') continue;
    const png = await icon.body();
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
  }
});
