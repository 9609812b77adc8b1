// When the engine dies under the page: it says so, and starts again where it was.
import { expect, test } from './fixtures.ts';
import { screenOf } from './screen.ts';

// These pages are meant to log errors, so they are in browsers that nobody watches.
test('an engine that does not start is told of, and can be started again', async ({ browser }) => {
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

test('an engine that dies later leaves the moment on show, and a new one takes over there', async ({
  browser,
}) => {
  const page = await browser.newPage();
  const app = screenOf(page);
  await app.open();
  await app.zoomTo('Stage');
  await app.goTo('TTL 64 → 63');
  await page.workers()[0]!.evaluate(() => {
    setTimeout(() => {
      throw new Error('out of memory');
    });
  });
  await expect(app.alert).toContainText('out of memory');
  await expect(app.current).toHaveText('TTL 64 → 63');

  await app.alert.getByRole('button', { name: 'Start it again' }).click();
  await expect(app.alert).toHaveCount(0);
  await expect(app.current).toHaveText('TTL 64 → 63');
  await app.namespace.selectOption('node-b');
  await expect(app.line('10.10.3.0/24 dev cni0 proto kernel scope link src 10.10.3.1')).toBeVisible();
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
