// When the engine dies under the page: it says so, and starts again where it was.
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures.ts';
import { screenOf } from './screen.ts';

// These pages are meant to log errors, so they are in browsers that nobody watches.
test('an engine that does not start is told of, and started again when a person says so', async ({
  browser,
}) => {
  const page = await browser.newPage();
  const app = screenOf(page);
  await page.route('**/worker-*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("no memory")' }),
  );
  await page.goto('/');
  await expect(app.alert).toContainText('The engine has stopped.');
  await expect(app.alert).toContainText('no memory');

  await page.unrouteAll();
  await app.alert.getByRole('button', { name: 'Start it again' }).click();
  await expect(app.count).toHaveText('1 / 33');
  await expect(app.alert).toHaveCount(0);
  await page.close();
});

/** Lets the engine die of something. */
async function kill(page: Page, cause: string): Promise<void> {
  await page.workers()[0]!.evaluate((message) => {
    setTimeout(() => {
      throw new Error(message);
    });
  }, cause);
}

test('an engine that dies later is told of and started again by itself, and everything is where it was', async ({
  browser,
}) => {
  const page = await browser.newPage();
  const app = screenOf(page);
  await app.open();
  await app.button('Type a command').click();
  await app.dialog.getByRole('textbox', { name: 'Command' }).fill('ip route add 10.99.0.0/16 via 10.10.2.1');
  await app.dialog.getByRole('button', { name: 'Run' }).click();
  await expect(app.dialog.getByRole('status')).toHaveText('Done: the drawing shows what happens now.');
  await app.dialog.getByRole('button', { name: 'Close' }).click();
  await app.zoomTo('Stage');
  await app.goTo('TTL 64 → 63');
  const told = page.getByRole('status').filter({ hasText: 'The engine has stopped.' });

  await kill(page, 'out of memory');
  await expect(told).toContainText('out of memory');
  await expect(told).toContainText('It was started again');
  await expect(app.current).toHaveText('TTL 64 → 63');
  await expect(app.button('1 edit')).toBeVisible();
  await app.namespace.selectOption('node-b');
  await expect(app.line('10.10.3.0/24 dev cni0 proto kernel scope link src 10.10.3.1')).toBeVisible();
  await told.getByRole('button', { name: 'Dismiss' }).click();
  await expect(told).toHaveCount(0);
  await page.close();
});

test('an engine that dies again and again is left alone until a person says so', async ({ browser }) => {
  const page = await browser.newPage();
  const app = screenOf(page);
  await app.open();
  await app.goTo('receives echo request seq 1', 'Node A · cni0');
  const told = page.getByRole('status').filter({ hasText: 'The engine has stopped.' });
  for (const cause of ['first', 'second']) {
    await kill(page, cause);
    await expect(told).toContainText(cause);
    await expect(told).toContainText('It was started again');
  }
  await kill(page, 'third');
  await expect(app.alert).toContainText('third');
  await expect(app.count).toHaveText('10 / 33');
  await app.alert.getByRole('button', { name: 'Start it again' }).click();
  await expect(app.alert).toHaveCount(0);
  await expect(app.count).toHaveText('10 / 33');
  await page.close();
});

test('while it cannot be had, another network may be asked for and comes with the next engine', async ({
  browser,
}) => {
  const page = await browser.newPage();
  const app = screenOf(page);
  await page.route('**/worker-*.js', (route) => route.abort());
  await page.goto('/');
  await expect(app.alert).toContainText('The engine has stopped.');
  const library = page.getByRole('list', { name: 'Library' });
  await library.getByRole('button', { name: 'Flannel VXLAN', exact: true }).click();
  await expect(app.alert).toContainText('The engine has stopped.');
  await page.unrouteAll();
  await app.alert.getByRole('button', { name: 'Start it again' }).click();
  await expect(app.count).toHaveText('1 / 80');
  await page.close();
});
