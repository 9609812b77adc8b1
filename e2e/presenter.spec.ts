// The presenter's view: the drawing and what is said about the step, large enough for the last row.

import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';
import { violations } from './violations.ts';

const title = (app: Screen) => app.page.getByRole('heading', { name: 'ping sends echo request seq 1' });

/** How high a text is on the screen. */
const heightOf = async (app: Screen) => (await title(app).boundingBox())!.height;

test('a key leads there and back, at the same step', async ({ app }) => {
  await app.open();
  await app.button('Step forward').click();
  await app.page.keyboard.press('p');
  await expect(app.page.getByRole('main', { name: 'Presenter’s view' })).toBeVisible();
  await expect(app.count).toHaveText('2 / 33');
  const why = app.page.getByRole('tabpanel', { name: 'Why' });
  for (const part of [app.topology, why, app.transport]) await expect(part).toBeInViewport({ ratio: 1 });
  await expect(app.steps).toHaveCount(0);
  await app.page.keyboard.press('ArrowRight');
  await expect(app.count).toHaveText('3 / 33');
  await app.page.keyboard.press('Escape');
  await expect(app.steps).toBeVisible();
  await expect(app.count).toHaveText('3 / 33');
  await app.share('Presenter’s view');
  await app.button('Leave the presenter’s view').click();
  await expect(app.steps).toBeVisible();
});

test('texts grow and shrink by keys and buttons, and are as large the next time', async ({ app }) => {
  await app.open();
  const desk = await heightOf(app);
  await app.page.keyboard.press('p');
  const first = await heightOf(app);
  expect(first).toBeGreaterThan(desk * 1.3);
  await app.page.keyboard.press('+');
  const larger = await heightOf(app);
  expect(larger).toBeGreaterThan(first);
  await app.page.reload();
  await expect(app.steps).toBeVisible();
  await app.page.keyboard.press('p');
  await expect(app.steps).toHaveCount(0);
  expect(await heightOf(app)).toBeCloseTo(larger, 0);
  await app.button('Smaller text').click();
  await app.page.keyboard.press('-');
  expect(await heightOf(app)).toBeLessThan(first);
});

test('the keys are in the list of keys, and those of one character can be switched off', async ({ app }) => {
  await app.open();
  await app.page.keyboard.press('?');
  await expect(app.dialog.getByText('Presenter’s view, and back')).toBeVisible();
  await app.dialog.getByRole('checkbox', { name: /Keys of a single character/ }).uncheck();
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('p');
  await app.page.keyboard.press('ArrowRight');
  await expect(app.count).toHaveText('2 / 33');
  await expect(app.steps).toBeVisible();
  await app.button('Keys').click();
  await app.dialog.getByRole('checkbox', { name: /Keys of a single character/ }).check();
  await app.page.keyboard.press('Escape');
  await app.page.keyboard.press('p');
  await expect(app.steps).toHaveCount(0);
});

for (const viewport of [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing wrong at ${viewport.width}×${viewport.height} in ${colorScheme}`, async ({
      app,
    }) => {
      await app.page.setViewportSize(viewport);
      await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await app.open();
      await app.page.keyboard.press('p');
      await expect(app.transport).toBeInViewport({ ratio: 1 });
      expect(await violations(app.page)).toEqual([]);
    });
  }
}
