// The first visit: three short hints, each of which leaves for good once it has been used.
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

const STEP = 'Step with → or press play';
const LOOK = 'Click a device for its tables';
const TYPE = 'Type a command to change the network';

const hints = (app: Screen) => app.page.getByRole('complementary', { name: 'First steps' });
const lines = (app: Screen) => hints(app).getByRole('listitem');

test('each hint leaves when its act is done, and does not come back', async ({ app }) => {
  await app.open();
  await expect(lines(app)).toHaveText([STEP, LOOK, TYPE]);
  await app.page.keyboard.press('ArrowRight');
  await expect(lines(app)).toHaveText([LOOK, TYPE]);
  await app.page.reload();
  await expect(lines(app)).toHaveText([LOOK, TYPE]);
  await app.topology.getByRole('button', { name: 'Node A: cni0' }).click();
  await expect(lines(app)).toHaveText([TYPE]);
  await app.button('Type a command').click();
  await app.dialog.getByRole('textbox', { name: 'Command' }).fill('ip route');
  await app.dialog.getByRole('button', { name: 'Run' }).click();
  await expect(hints(app)).toHaveCount(0);
  await app.page.reload();
  await expect(app.count).toHaveText(/\/ 33$/);
  await expect(hints(app)).toHaveCount(0);
});

test('opening a link is no act: the hints are there for whoever follows one', async ({ app, stranger }) => {
  await app.open();
  await app.goTo('receives echo request seq 1', 'Node A · cni0');
  await app.namespace.selectOption('node-b');
  await app.button('Copy link').click();
  await expect(app.button('Link copied')).toBeVisible();
  const other = await stranger();
  await other.open(await app.page.evaluate(() => navigator.clipboard.readText()));
  await expect(other.count).toHaveText('10 / 33');
  await expect(lines(other)).toHaveText([STEP, LOOK, TYPE]);
});

test('they can be sent away all at once', async ({ app }) => {
  await app.open();
  await app.button('Dismiss these hints').click();
  await expect(hints(app)).toHaveCount(0);
  await app.page.reload();
  await expect(app.count).toHaveText('1 / 33');
  await expect(hints(app)).toHaveCount(0);
});

test.describe('On a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('there is room for one at a time', async ({ app }) => {
    await app.open();
    await expect(hints(app).getByText(STEP)).toBeVisible();
    await expect(hints(app).getByText(LOOK)).toBeHidden();
    await app.button('Play').click();
    await expect(hints(app).getByText(LOOK)).toBeVisible();
  });
});
