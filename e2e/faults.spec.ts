// The faults of the library: found by their symptoms, and mended by what is typed.
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

const TITLE = 'Fault: pods fall silent, their node does not';

async function type(app: Screen, where: string, run: string) {
  await app.button('Type a command').click();
  await app.dialog.getByRole('combobox', { name: 'Where to type it' }).selectOption(where);
  const line = app.dialog.getByRole('textbox', { name: 'Command' });
  await line.fill(run);
  await line.press('Enter');
  await expect(app.dialog.getByRole('status')).toHaveText(/^Done/);
  await app.dialog.getByRole('button', { name: 'Close' }).click();
}

test('the library shows the symptom, and the cause to who asks', async ({ app }) => {
  const { page } = app;
  await app.open();
  await app.choose(TITLE);
  await expect(app.button('no answer')).toBeVisible();

  await page.getByTitle('Choose another network').click();
  const dialog = page.getByRole('dialog', { name: 'Library' });
  await expect(dialog.getByText(/^Symptom Pods on node1 do not answer/)).toBeVisible();
  const mend = dialog.getByText('node1# iptables -D INPUT -p udp --dport 8472 -j DROP', { exact: true });
  await expect(mend).toBeHidden();
  await dialog.getByText('Where the packet ends, and what mends it').click();
  await expect(mend).toBeVisible();
});

test('the command that mends it is typed, and the probe is answered', async ({ app }) => {
  await app.open();
  await app.choose(TITLE);
  await expect(app.button('no answer')).toBeVisible();
  await type(app, 'node1', 'iptables -D INPUT -p udp --dport 8472 -j DROP');
  await expect(app.button('answered')).toBeVisible();
});

test('where the packet ends it is told what would have to be different, and that is so', async ({ app }) => {
  await app.open();
  await app.choose('Fault: silence behind the router');
  await expect(app.button('no answer')).toBeVisible();
  await app.zoomTo('Stage');
  await app.steps
    .getByRole('button', { name: /dropped: / })
    .first()
    .click();
  const remedy = app.why.getByRole('region', { name: 'What would have to be different' });
  const command = await remedy.locator('code').first().innerText();
  await remedy.getByRole('button', { name: `Do it: ${command}` }).click();
  await expect(app.button('answered')).toBeVisible();
});

test('a fault is a game: find it, mend it, go on to another', async ({ app }) => {
  await app.open();
  await app.choose(TITLE);
  const game = app.page.getByRole('region', { name: 'A fault to find' });
  await expect(game.getByRole('status')).toContainText('Pods on node1 do not answer');
  await expect(game).not.toContainText('iptables -D INPUT');
  await game.getByRole('button', { name: 'Where the packet ends' }).click();
  await expect(app.why).toContainText('NETFILTER_DROP');
  await type(app, 'node1', 'iptables -D INPUT -p udp --dport 8472 -j DROP');
  await expect(game.getByRole('status')).toHaveText('Mended: the probe is answered.');
  await game.getByRole('button', { name: 'Tell me' }).click();
  await expect(game).toContainText('node1# iptables -D INPUT -p udp --dport 8472 -j DROP');
  await game.getByRole('button', { name: 'Another fault' }).click();
  await expect(app.button('no answer')).toBeVisible();
  await expect(game.getByRole('status')).not.toContainText('Mended');
  await game.getByRole('button', { name: 'Not now' }).click();
  await expect(game).toBeHidden();
});
