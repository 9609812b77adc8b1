// Notes: what an author pins on steps travels in the link, and is text to whoever opens it.

import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';
import { violations } from './violations.ts';

const noteOn = (app: Screen) => app.page.getByRole('note');

async function pin(app: Screen, text: string): Promise<void> {
  await app.page.keyboard.press('n');
  await app.page.getByRole('textbox', { name: 'Text of the note' }).fill(text);
  await app.button('Pin').click();
  await expect(noteOn(app).filter({ hasText: text })).toBeVisible();
}

async function linkOf(app: Screen): Promise<string> {
  await app.button('Copy link').click();
  await expect(app.button('Link copied')).toBeVisible();
  return app.page.evaluate(() => navigator.clipboard.readText());
}

const START = [0, 'node-a/pod-a', '', 'inet_sendmsg', '', 0];
const linkWith = (...notes: readonly unknown[]) =>
  `/${wrap(JSON.stringify({ s: 'flannel-host-gw', n: notes }))}`;

test('a lesson: notes are pinned, travel in the link, are marked, listed and gone through', async ({
  app,
  stranger,
}) => {
  await app.open();
  await pin(app, 'Here it begins.\nWatch the source address.');
  await app.goTo('receives echo request seq 1', 'Node A · cni0');
  await pin(app, 'The bridge hands it up.');
  const link = await linkOf(app);
  expect(link.length).toBeLessThan(400);

  const pupil = await stranger();
  await pupil.open(link);
  await expect(noteOn(pupil)).toHaveText('The bridge hands it up.');
  await expect(pupil.steps.getByRole('button', { name: /has a note/ })).toHaveCount(2);
  await expect(pupil.current).toHaveAccessibleName('receives echo request seq 1 (has a note)');

  await pupil.button('Previous note').click();
  await expect(pupil.count).toHaveText('1 / 33');
  await expect(noteOn(pupil)).toHaveText('Here it begins.\nWatch the source address.', {
    useInnerText: true,
  });
  await pupil.button('Step forward').click();
  await expect(noteOn(pupil)).toHaveCount(0);
  await expect(pupil.page.getByText('2 notes')).toBeVisible();

  await pupil.button('All notes').click();
  await pupil.dialog.getByRole('button', { name: /The bridge hands it up/ }).click();
  await expect(pupil.dialog).toBeHidden();
  await expect(pupil.count).toHaveText('10 / 33');
});

test('a note is changed and removed, and the link follows', async ({ app }) => {
  await app.open(linkWith([...START, 'Frist']));
  await app.button('Change this note').click();
  const text = app.page.getByRole('textbox', { name: 'Text of the note' });
  await expect(text).toHaveValue('Frist');
  await text.fill('First');
  await text.press('Control+Enter');
  await expect(noteOn(app)).toHaveText('First');
  await expect(app.page).toHaveURL(await linkOf(app));
  await app.page.reload();
  await expect(noteOn(app)).toHaveText('First');
  await app.button('Remove this note').click();
  await expect(noteOn(app)).toHaveCount(0);
  await expect(app.steps.getByRole('button', { name: /has a note/ })).toHaveCount(0);
});

test('what was begun is put aside with Escape, and keys that step are letters meanwhile', async ({ app }) => {
  await app.open();
  await app.button('Pin a note to this step').click();
  const text = app.page.getByRole('textbox', { name: 'Text of the note' });
  await expect(text).toBeFocused();
  await app.page.keyboard.type('np 123 ');
  await app.page.keyboard.press('Home');
  await expect(text).toHaveValue('np 123 ');
  await expect(app.count).toHaveText('1 / 33');
  await app.page.keyboard.press('Escape');
  await expect(text).toHaveCount(0);
  await expect(noteOn(app)).toHaveCount(0);
});

test('a note on a rule is found from the hop that it is in', async ({ app }) => {
  await app.open();
  await app.zoomTo('Rule');
  await app.goTo(/(^| )FORWARD 1: /);
  await pin(app, 'The first rule of FORWARD');
  await app.zoomTo('Hop');
  await expect(noteOn(app)).toHaveText('The first rule of FORWARD');
  await app.button('To start').click();
  await app.button('Next note').click();
  await expect(app.zoom.getByRole('radio', { name: 'Rule' })).toBeChecked();
  await expect(app.current).toContainText('FORWARD 1: ');
});

test('notes stay when another probe is sent, also those that it does not come by', async ({ app }) => {
  await app.open(linkWith([...START, 'Only from the pod']));
  await app.probe.selectOption('node-a# ping 10.10.3.4 -c 1');
  await expect(app.steps.getByRole('listitem').first()).toContainText('Node A');
  await app.button('All notes').click();
  await expect(
    app.dialog.getByRole('button', { name: /The packet does not come by there now/ }),
  ).toBeDisabled();
});

test('another network begins without them', async ({ app }) => {
  await app.open(linkWith([...START, 'Here it begins.']));
  await app.choose('Flannel VXLAN');
  await expect(app.count).toHaveText('1 / 80');
  await expect(app.button('All notes')).toHaveCount(0);
  await expect(app.page).toHaveURL(await linkOf(app));
  await app.page.goBack();
  await expect(noteOn(app)).toHaveText('Here it begins.');
});

test('a stranger’s note is text and no markup', async ({ app }) => {
  const text = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  await app.open(linkWith([...START, text]));
  await expect(noteOn(app)).toHaveText(text);
  await expect(app.page.locator('img[src="x"]')).toHaveCount(0);
});

test('more notes than a link may have are no notes', async ({ app }) => {
  await app.page.goto(linkWith(...Array.from({ length: 51 }, () => [...START, 'again'])));
  await expect(app.alert).toContainText('This link cannot be opened.');
  await expect(app.alert).toContainText('notes');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong with notes in ${colorScheme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.open(linkWith([...START, 'Here it begins.']));
    await app.page.keyboard.press('n');
    expect(await violations(app.page)).toEqual([]);
    await app.page.keyboard.press('Escape');
    await app.button('All notes').click();
    await expect(app.dialog).toBeVisible();
    expect(await violations(app.page)).toEqual([]);
  });
}
