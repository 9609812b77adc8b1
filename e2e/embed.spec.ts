// A moment in somebody else's page: the drawing and its transport, and a way out to all the rest.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator } from 'playwright/test';
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import { type Screen, screenOf } from './screen.ts';
import { violations } from './violations.ts';

/** The teacher's page, from a server of its own: another origin than ours. */
async function visit(app: Screen, html: string): Promise<FrameLocator> {
  const page = `<!doctype html><title>Lesson</title><h1>Lesson</h1>${html}`;
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(page),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const lesson = `http://127.0.0.1:${port}/lesson.html`;
  // The one request to another origin that a test allows.
  await app.page.route(lesson, (route) => route.continue());
  await app.page.goto(lesson);
  server.close();
  return app.page.frameLocator('iframe');
}

/** The HTML that the dialog gives for the moment on show. */
async function embedHtml(app: Screen): Promise<string> {
  await app.share('Embed…');
  const html = app.dialog.getByRole('textbox', { name: 'HTML' });
  await expect(html).toHaveValue(/^<iframe src="http:\/\/127\.0\.0\.1:\d+\/\?embed#s=1\./);
  return html.inputValue();
}

test('the HTML of the dialog shows the same moment on a page of another origin', async ({ app }) => {
  await app.open();
  await app.goTo('receives echo request seq 1', 'Node A · cni0');
  const html = await embedHtml(app);
  const preview = app.page.frameLocator('iframe');
  await expect(preview.getByRole('button', { name: 'Node A: cni0' })).toBeVisible();
  await app.dialog.getByRole('button', { name: 'Copy the HTML' }).click();
  await expect(app.dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await app.page.evaluate(() => navigator.clipboard.readText())).toBe(html);

  const frame = await visit(app, html);
  const count = frame.getByRole('region', { name: 'Transport' }).getByRole('status');
  await expect(count).toHaveText('10 / 33');
  await expect(frame.getByRole('region', { name: 'Topology' })).toBeVisible();
  for (const absent of ['Copy link', 'Keys', 'Type a command', 'Dismiss these hints']) {
    await expect(frame.getByRole('button', { name: absent })).toHaveCount(0);
  }
  await expect(frame.getByRole('list', { name: 'Steps' })).toHaveCount(0);
  await expect(frame.getByRole('tablist')).toHaveCount(0);

  await frame.getByRole('button', { name: 'Step forward' }).click();
  await expect(count).toHaveText('11 / 33');
  await app.page.keyboard.press('ArrowRight');
  await expect(count).toHaveText('12 / 33');
});

test('the way out leads to the step that the reader has come to', async ({ app, baseURL }) => {
  const address = `${baseURL}/?embed${wrap(JSON.stringify({ s: 'flannel-host-gw' }))}`;
  const frame = await visit(app, `<iframe src="${address}" title="x" width="800" height="480"></iframe>`);
  const step = frame.getByRole('button', { name: 'Step forward' });
  await step.click();
  await step.click();
  const out = frame.getByRole('link', { name: 'Open in Hopscope' });
  await expect(out).not.toHaveAttribute('href', /embed/);
  await expect(out).toHaveAttribute('target', '_blank');
  const [page] = await Promise.all([app.page.context().waitForEvent('page'), out.click()]);
  const whole = screenOf(page);
  await expect(whole.count).toHaveText('3 / 33');
  await expect(whole.button('Copy link')).toBeVisible();
});

test('has the theme that was chosen for it', async ({ app }) => {
  await app.page.emulateMedia({ colorScheme: 'light' });
  await app.open();
  await app.share('Embed…');
  await app.dialog.getByRole('radio', { name: 'dark' }).check();
  const html = app.dialog.getByRole('textbox', { name: 'HTML' });
  await expect(html).toHaveValue(/\?embed=dark#s=1\./);
  const [, address = ''] = /src="([^"]+)"/.exec(await html.inputValue()) ?? [];
  await app.open(address.replaceAll('&amp;', '&'));
  expect(await app.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(16, 20, 28)',
  );
  await app.open();
  await expect(app.button('Theme: as the system. Change to light')).toBeVisible();
});

test('a link that cannot be opened says so in the frame', async ({ app }) => {
  await app.page.goto('/?embed#s=1.broken!');
  await expect(app.alert).toContainText('This link cannot be opened.');
  await expect(app.page.getByRole('link', { name: 'Open in Hopscope' })).toBeVisible();
});

test('a note on the step is read in the frame, and not changed there', async ({ app }) => {
  const notes = [[0, 'node-a/pod-a', '', 'inet_sendmsg', '', 0, 'Here it begins.']];
  await app.open(`/?embed${wrap(JSON.stringify({ s: 'flannel-host-gw', n: notes }))}`);
  await expect(app.page.getByRole('note')).toHaveText('Here it begins.');
  await expect(app.button('Change this note')).toHaveCount(0);
  await app.page.keyboard.press('n');
  await expect(app.page.getByRole('textbox')).toHaveCount(0);
});

for (const viewport of [
  { width: 390, height: 480 },
  { width: 800, height: 360 },
]) {
  test.describe(`In a frame of ${viewport.width}×${viewport.height}`, () => {
    test.use({ viewport, contextOptions: { reducedMotion: 'reduce' } });
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`everything is in sight, and axe finds nothing wrong in ${colorScheme}`, async ({ app }) => {
        await app.page.emulateMedia({ colorScheme });
        await app.open('/?embed');
        await expect(app.topology).toBeInViewport({ ratio: 1 });
        await expect(app.transport).toBeInViewport({ ratio: 1 });
        expect((await app.topology.boundingBox())!.height).toBeGreaterThan(200);
        expect(await violations(app.page)).toEqual([]);
      });
    }
  });
}
