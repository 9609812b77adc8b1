// What a person types: an edit changes the network and the probe is sent again, a probe is sent, and everything else prints.
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

async function type(app: Screen, where: string, run: string): Promise<void> {
  await app.dialog.getByRole('combobox', { name: 'Where to type it' }).selectOption(where);
  await app.dialog.getByRole('textbox', { name: 'Command' }).fill(run);
  await app.dialog.getByRole('textbox', { name: 'Command' }).press('Enter');
}

const said = (app: Screen) => app.dialog.getByRole('status');
const close = (app: Screen) => app.dialog.getByRole('button', { name: 'Close' }).click();

test.beforeEach(async ({ app }) => {
  await app.open();
  await app.button('Type a command').click();
});

test('an edit breaks the network, is listed, and can be taken back', async ({ app }) => {
  await type(app, 'node-b', 'ip link set cni0 down');
  await expect(said(app)).toHaveText('Done: the drawing shows what happens now.');
  await expect(app.dialog.getByRole('region', { name: 'Edits' })).toContainText(
    'node-b# ip link set cni0 down',
  );
  await close(app);
  await expect(app.button('1 edit')).toBeVisible();
  await expect(app.button('unreachable')).toBeVisible();
  await app.button('1 edit').click();
  await app.dialog.getByRole('button', { name: 'Take back ip link set cni0 down' }).click();
  await expect(app.dialog).toHaveCount(0);
  await expect(app.button('answered')).toBeVisible();
});

test('a rule that is typed drops the packet, and the page says so', async ({ app }) => {
  await type(app, 'node-b', 'iptables -I FORWARD -p icmp -j DROP');
  await close(app);
  await app.zoomTo('Stage');
  await app.page.keyboard.press('End');
  await expect(app.button('no answer')).toBeVisible();
  await expect(app.steps).toContainText(/dropped: NETFILTER_DROP/i);
});

test('edits travel in the link', async ({ app }) => {
  await type(app, 'node-a', 'sysctl -w net.ipv4.ip_forward=0');
  await expect(said(app)).toHaveText(/^Done/);
  await close(app);
  await expect(app.page).toHaveURL(/#s=/);
  await app.page.reload();
  await expect(app.button('1 edit')).toBeVisible();
  await expect(app.button('no answer')).toBeVisible();
});

test('a probe that is typed is sent', async ({ app }) => {
  await type(app, 'node-a/pod-a', 'ping -c 1 -t 1 10.10.3.4');
  await expect(said(app)).toHaveText(/^Done/);
  await close(app);
  await expect(app.probe.locator('option:checked')).toHaveText('node-a/pod-a# ping -c 1 -t 1 10.10.3.4');
});

test('what only prints prints, also through a pipe, and changes nothing', async ({ app }) => {
  await type(app, 'node-a', 'ip route | grep cni0');
  await expect(app.dialog).toContainText('10.10.2.0/24 dev cni0 proto kernel scope link src 10.10.2.1');
  await expect(said(app)).toHaveText('Nothing changed.');
});

test('what the tools refuse is refused in their words', async ({ app }) => {
  await type(app, 'node-a', 'ip route add 10.99.0.0/16 via 1.2.3.4');
  await expect(app.dialog).toContainText('Error: Nexthop has invalid gateway.');
  await expect(said(app)).toHaveText('Refused: nothing changed.');
  await type(app, 'node-a', 'frobnicate');
  await expect(app.dialog).toContainText('frobnicate: command not found');
  await expect(app.dialog.getByRole('region', { name: 'Edits' })).toHaveCount(0);
});

test('a line with its prompt goes where the prompt says; else where one looks', async ({ app }) => {
  const line = app.dialog.getByRole('textbox', { name: 'Command' });
  await line.fill('node-b# ip link set cni0 down');
  await line.press('Enter');
  await expect(app.dialog.getByRole('region', { name: 'Edits' })).toContainText(
    'node-b# ip link set cni0 down',
  );
  await close(app);
  await app.topology.getByRole('button', { name: 'Node B: host namespace node-b' }).click();
  await app.button('Type a command').click();
  await expect(app.dialog.getByRole('combobox', { name: 'Where to type it' })).toHaveValue('node-b');
});
