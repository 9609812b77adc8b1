// A person types a part of what they look for and is there.
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const field = (app: Screen) => app.page.getByRole('combobox', { name: 'Find' });
const results = (app: Screen) => app.page.getByRole('listbox', { name: 'What was found' });
const options = (app: Screen) => results(app).getByRole('option');
const group = (app: Screen, name: string) => app.page.getByRole('group', { name: new RegExp(`^${name}`) });

async function find(app: Screen, text: string) {
  await app.page.keyboard.press('/');
  await expect(field(app)).toBeFocused();
  await field(app).fill(text);
}

test('a device: it has the focus in the drawing, and its namespace is the one in the tables', async ({
  app,
}) => {
  await app.open();
  await find(app, 'pod-b eth0');
  await expect(options(app).first()).toContainText('eth0 10.10.3.4/24');
  await app.page.keyboard.press('Enter');
  await expect(app.dialog).toBeHidden();
  await expect(app.topology.getByRole('button', { name: 'Pod B: eth0' })).toBeFocused();
  await expect(app.namespace).toHaveValue(/\d/);
  await expect(app.tables.getByText('node-b/pod-b# ip route')).toBeVisible();
});

test('who has an address comes first, and every route that speaks of it after', async ({ app }) => {
  await app.open();
  await app.page.keyboard.press('Control+k');
  await field(app).fill('192.168.0.4');
  await expect(options(app).first()).toContainText('eth0 192.168.0.4/28');
  await expect(group(app, 'Routes').getByRole('option').filter({ hasText: '10.10.3.0/24 via' })).toHaveCount(
    1,
  );
});

test('a route: its table opens at the row', async ({ app }) => {
  await app.open();
  await find(app, '10.10.5.0/24 node-a');
  await app.page.keyboard.press('Enter');
  const row = app.line('10.10.5.0/24 via 192.168.0.6 dev eth0');
  await expect(row).toBeInViewport();
  await expect(row).toHaveAttribute('data-pointed', 'true');
  await expect(app.pane('Routes')).toHaveAttribute('aria-selected', 'true');
});

test('a rule, among thousands of lines in many namespaces: the arrows choose, Enter shows it', async ({
  app,
}) => {
  await app.open(`/${wrap(JSON.stringify({ s: 'rule-growth' }))}`);
  await find(app, 'KUBE-POSTROUTING masquerade');
  await expect(group(app, 'Rules').getByRole('option').first()).toBeVisible();
  await app.page.keyboard.press('ArrowDown');
  await expect(options(app).nth(1)).toHaveAttribute('aria-selected', 'true');
  await app.page.keyboard.press('ArrowUp');
  await expect(options(app).first()).toHaveAttribute('aria-selected', 'true');
  await app.page.keyboard.press('Enter');
  await expect(app.pane('iptables')).toHaveAttribute('aria-selected', 'true');
  await expect(app.tables.locator('[data-pointed]')).toBeInViewport();
});

test('and on to the first step there, as fine as it has to be', async ({ app }) => {
  await app.open(`/${wrap(JSON.stringify({ s: 'clusterip-iptables' }))}`);
  await find(app, 'DNAT 10.42.1.6 master');
  await app.page.keyboard.press('Shift+Enter');
  await expect(app.zoom.getByRole('radio', { name: 'Rule' })).toBeChecked();
  await expect(app.why).toContainText(/nat KUBE-SEP-\w+ \d+: DNAT/);
  await expect(app.tables.locator('[data-pointed]')).toContainText('DNAT');
});

test('the pointer does what the keys do', async ({ app }) => {
  await app.open();
  await app.button('Find').click();
  await field(app).fill('node-b/pod-b');
  const option = options(app).first();
  await expect(option).toContainText('node-b/pod-b');
  await option.hover();
  await option.getByText('go to the first step there').click();
  await expect(app.dialog).toBeHidden();
  await expect(app.why).toContainText('Pod B · eth0');
  await expect(app.topology.getByRole('button', { name: 'Pod B: network namespace' })).toBeFocused();
});

test('where no step is, it says so', async ({ app }) => {
  await app.open();
  await find(app, 'docker0 node-a');
  await expect(options(app).first()).toContainText('docker0 172.17.0.1/16');
  await expect(options(app).first()).toContainText('no step is there');
});

test('what is nowhere is not found, and the page is as before', async ({ app }) => {
  await app.open();
  await app.timeline.focus();
  await find(app, 'atlantis');
  await expect(results(app)).toContainText('Nothing here contains that.');
  await expect(options(app)).toHaveCount(0);
  await app.page.keyboard.press('Enter');
  await expect(field(app)).toBeFocused();
  await app.page.keyboard.press('Escape');
  await expect(app.dialog).toBeHidden();
  await expect(app.timeline).toBeFocused();
});

test('a slash that is typed is typed', async ({ app }) => {
  await app.open();
  await app.button('Type a command').click();
  const command = app.page.getByRole('textbox', { name: 'Command' });
  await command.pressSequentially('ip route add 1.0.0.0/8');
  await expect(command).toHaveValue('ip route add 1.0.0.0/8');
});
