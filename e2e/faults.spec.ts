// The faults of the library: found by their symptoms, and mended by what is typed.
import { expect, test } from './fixtures.ts';

const TITLE = 'Fault: pods fall silent, their node does not';

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
  await app.button('Type a command').click();
  await app.dialog.getByRole('combobox', { name: 'Where to type it' }).selectOption('node1');
  const line = app.dialog.getByRole('textbox', { name: 'Command' });
  await line.fill('iptables -D INPUT -p udp --dport 8472 -j DROP');
  await line.press('Enter');
  await expect(app.dialog.getByRole('status')).toHaveText(/^Done/);
  await app.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(app.button('answered')).toBeVisible();
});
