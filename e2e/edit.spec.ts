// Edits in place: every row can be changed where it is seen, the command is shown, refused edits say why, and all of it can be
// taken back, done again, listed and shared.
import type { Locator } from 'playwright/test';
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { PaneName, Screen } from './screen.ts';

const DEFAULT_ROUTE = '10.10.3.0/24 via 192.168.0.4 dev eth0';

async function look(app: Screen, namespace: string, pane: PaneName): Promise<void> {
  await app.namespace.selectOption(namespace);
  await app.pane(pane).click();
}

/** Points at a row and takes what its toolbar offers; once more where the row has moved away from under the pointer. */
async function take(app: Screen, row: Locator, name: string): Promise<void> {
  await expect(async () => {
    await row.hover();
    await app.act(name).last().click({ timeout: 2000 });
  }).toPass();
}

const act = (app: Screen, text: string, name: string) => take(app, app.line(text).first(), name);

const command = (app: Screen) => app.dialog.getByRole('textbox', { name: /^Command/ });
const field = (app: Screen, name: string) => app.dialog.getByLabel(name, { exact: true });
const apply = (app: Screen) => app.dialog.getByRole('button', { name: 'Apply' }).click();
const edits = (app: Screen) => app.dialog.getByRole('region', { name: 'Edits' }).getByRole('listitem');

test.describe('A row', () => {
  test('of routes is changed: the command follows the fields, the probe runs again, and nobody is led away', async ({
    app,
  }) => {
    await app.open();
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    await look(app, 'node-a', 'Routes');
    await act(app, DEFAULT_ROUTE, `Edit: ${DEFAULT_ROUTE}`);
    await expect(app.dialog).toHaveAccessibleName('Route in node-a');
    await expect(field(app, 'Destination')).toBeFocused();
    await expect(command(app)).toHaveValue(`ip route replace ${DEFAULT_ROUTE}`);
    await field(app, 'Gateway').fill('192.168.0.5');
    await expect(command(app)).toHaveValue('ip route replace 10.10.3.0/24 via 192.168.0.5 dev eth0');
    await apply(app);
    await expect(app.dialog).toHaveCount(0);
    await expect(app.line('10.10.3.0/24 via 192.168.0.5 dev eth0')).toBeVisible();
    await expect(app.button('unreachable')).toBeVisible();
    await expect(app.current).toHaveText('receives echo request seq 1');
    await expect(app.alert).toHaveCount(0);
  });

  test('that is refused says why in the editor, and nothing is lost', async ({ app }) => {
    await app.open();
    await look(app, 'node-a', 'Routes');
    await act(app, DEFAULT_ROUTE, `Edit: ${DEFAULT_ROUTE}`);
    await field(app, 'Gateway').fill('1.2.3.4');
    await field(app, 'Gateway').press('Enter');
    await expect(app.dialog.getByRole('alert')).toContainText('Error: Nexthop has invalid gateway.');
    await expect(field(app, 'Gateway')).toHaveValue('1.2.3.4');
    await expect(app.line(DEFAULT_ROUTE)).toBeVisible();
    await field(app, 'Gateway').fill('192.168.0.6');
    await apply(app);
    await expect(app.button('1 edit')).toBeVisible();
  });

  test('that gets another destination is another row: the old one goes, in one step to be taken back', async ({
    app,
  }) => {
    await app.open();
    await look(app, 'node-a', 'Routes');
    await act(app, DEFAULT_ROUTE, `Edit: ${DEFAULT_ROUTE}`);
    await field(app, 'Destination').fill('10.10.9.0/24');
    await expect(command(app)).toHaveValue(
      `ip route del ${DEFAULT_ROUTE}\nip route add 10.10.9.0/24 via 192.168.0.4 dev eth0`,
    );
    await apply(app);
    await expect(app.button('2 edits')).toBeVisible();
    await expect(app.line(DEFAULT_ROUTE)).toHaveCount(0);
    await app.button('Undo').click();
    await expect(app.line(DEFAULT_ROUTE)).toBeVisible();
    await expect(app.button('2 edits')).toHaveCount(0);
  });

  test('opens its editor by the menu key of the mouse', async ({ app }) => {
    await app.open();
    await look(app, 'node-a', 'Routes');
    await app.line(DEFAULT_ROUTE).click({ button: 'right' });
    await expect(app.dialog).toHaveAccessibleName('Route in node-a');
    await expect(field(app, 'Destination')).toHaveValue('10.10.3.0/24');
  });

  test('may be written by hand, and the fields come back', async ({ app }) => {
    await app.open();
    await look(app, 'node-a', 'Routes');
    await app.tables.getByRole('button', { name: 'Add a route' }).click();
    await command(app).fill('ip route add blackhole 10.10.3.4');
    await expect(field(app, 'Destination')).toHaveCount(0);
    await app.dialog.getByRole('button', { name: 'Back to the fields' }).click();
    await expect(field(app, 'Destination')).toHaveValue('');
    await command(app).fill('ip route add blackhole 10.10.3.4');
    await command(app).press('Enter');
    await expect(app.line('blackhole 10.10.3.4')).toBeVisible();
    await expect(app.button('no answer')).toBeVisible();
  });

  interface Quick {
    readonly pane: PaneName;
    readonly row: string;
    readonly act: string;
    readonly typed: string;
  }
  const QUICK: readonly Quick[] = [
    {
      pane: 'Routes',
      row: DEFAULT_ROUTE,
      act: `Delete: ${DEFAULT_ROUTE}`,
      typed: `ip route del ${DEFAULT_ROUTE}`,
    },
    {
      pane: 'FDB',
      row: '5e:14:e7:9e:ca:fd dev vethef2d98bc master cni0 permanent',
      act: 'Delete: 5e:14:e7:9e:ca:fd dev vethef2d98bc master cni0 permanent',
      typed: 'bridge fdb del 5e:14:e7:9e:ca:fd dev vethef2d98bc master',
    },
    {
      pane: 'Links',
      row: '    inet 10.10.2.1/24 scope global cni0',
      act: 'Delete: cni0 10.10.2.1/24',
      typed: 'ip addr del 10.10.2.1/24 dev cni0',
    },
    {
      pane: 'sysctl',
      row: 'net.ipv4.ip_forward = 1',
      act: 'Set to 0: net.ipv4.ip_forward',
      typed: 'sysctl -w net.ipv4.ip_forward=0',
    },
  ];

  for (const { pane, row, act: name, typed } of QUICK) {
    test(`of ${pane} is gone or turned with one click: ${typed}`, async ({ app }) => {
      await app.open();
      await look(app, 'node-a', pane);
      await act(app, row, name);
      await expect(app.line(row)).toHaveCount(0);
      await app.button('1 edit').click();
      await expect(edits(app)).toHaveText(`node-a# ${typed}`);
      await app.page.keyboard.press('Escape');
      await app.page.keyboard.press('ControlOrMeta+z');
      await expect(app.line(row)).toBeVisible();
    });
  }

  test('of links: a device is set down and up with one click each, and gets another MTU', async ({ app }) => {
    await app.open();
    await look(app, 'node-b', 'Links');
    const cni0 = app.tables.getByText(/^\d+: cni0: /);
    await take(app, cni0, 'Set down: cni0');
    await expect(cni0).toContainText('state DOWN');
    await expect(app.topology.getByRole('button', { name: /^Node B: cni0.* down$/ })).toBeVisible();
    await take(app, cni0, 'Set up: cni0');
    await expect(cni0).toContainText('state UP');
    await take(app, cni0, 'Edit: cni0');
    await field(app, 'MTU').fill('1200');
    await expect(command(app)).toHaveValue('ip link set cni0 mtu 1200');
    await apply(app);
    await expect(cni0).toContainText('mtu 1200');
  });

  test('of rules: one is put before another, changed, and thrown out', async ({ app }) => {
    await app.open();
    await look(app, 'node-b', 'iptables');
    await app.tables.getByRole('radio', { name: 'filter' }).check();
    const first = app
      .output('iptables -t filter -nvL')
      .getByText(/KUBE-FORWARD {2}all/)
      .first();
    await take(app, first, 'Insert a rule before: FORWARD 1');
    await field(app, 'Protocol').fill('icmp');
    await expect(command(app)).toHaveValue('iptables -I FORWARD 1 -p icmp -j DROP');
    await apply(app);
    await expect(app.button('no answer')).toBeVisible();
    await take(app, app.tables.getByText(/DROP +icmp/), 'Edit: FORWARD 1');
    await field(app, 'Target').fill('ACCEPT');
    await expect(command(app)).toHaveValue('iptables -R FORWARD 1 -p icmp -j ACCEPT');
    await apply(app);
    await expect(app.button('answered')).toBeVisible();
    await take(app, app.tables.getByText(/ACCEPT +icmp/), 'Delete: FORWARD 1');
    await expect(app.button('3 edits')).toBeVisible();
    await expect(app.tables.getByText(/ACCEPT +icmp/)).toHaveCount(0);
  });

  test('of neighbours that came about on the way can be written down, not taken away', async ({ app }) => {
    await app.open();
    await app.page.keyboard.press('End');
    await look(app, 'node-a/pod-a', 'Neighbours');
    const row = '10.10.2.1 dev eth0 lladdr 2e:5b:e9:3d:88:51 REACHABLE';
    await app.line(row).hover();
    await expect(app.act(`Delete: ${row}`)).toHaveCount(0);
    await app.act(`Edit: ${row}`).click();
    await expect(command(app)).toHaveValue(
      'ip neigh replace 10.10.2.1 lladdr 2e:5b:e9:3d:88:51 dev eth0 nud reachable',
    );
    await field(app, 'State').selectOption('permanent');
    await apply(app);
    await expect(app.line('10.10.2.1 dev eth0 lladdr 2e:5b:e9:3d:88:51 PERMANENT')).toBeVisible();
    await expect(app.steps.getByText(/^sends ARP who-has 10\.10\.2\.1/)).toHaveCount(0);
  });
});

test.describe('A device in the drawing', () => {
  const device = (app: Screen) => app.topology.getByRole('button', { name: /^Node B: cni0/ });
  const card = (app: Screen) => app.topology.getByRole('region', { name: 'Node B: cni0' });

  test('is set down and up where it is drawn, and its card stays', async ({ app }) => {
    await app.open();
    await device(app).click();
    await card(app).getByRole('button', { name: 'Set down' }).click();
    await expect(device(app)).toHaveAccessibleName(/ down$/);
    await expect(app.button('unreachable')).toBeVisible();
    await card(app).getByRole('button', { name: 'Set up' }).click();
    await expect(device(app)).toHaveAccessibleName(/ up$/);
    await card(app).getByRole('button', { name: 'Close' }).click();
    await expect(card(app)).toHaveCount(0);
  });

  test('gets another MTU', async ({ app }) => {
    await app.open();
    await device(app).click();
    await card(app).getByRole('button', { name: 'Edit' }).click();
    await expect(app.dialog).toHaveAccessibleName('Device cni0 in node-b');
    await field(app, 'MTU').fill('1300');
    await apply(app);
    await expect(card(app)).toContainText('1300');
  });

  test('is changed with the keyboard, which comes back to it', async ({ app }) => {
    const { keyboard } = app.page;
    await app.open();
    await device(app).focus();
    await keyboard.press('Enter');
    await expect(card(app).getByRole('button', { name: 'Set down' })).toBeFocused();
    await keyboard.press('Enter');
    await expect(card(app).getByRole('button', { name: 'Set up' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(card(app)).toHaveCount(0);
    await expect(device(app)).toBeFocused();
  });

  test('stays where a person has put it when it is edited', async ({ app }) => {
    await app.page.emulateMedia({ reducedMotion: 'reduce' });
    await app.open();
    await app.button('Zoom in').click();
    const world = app.topology.locator('[data-part="world"]');
    const before = await world.getAttribute('transform');
    await device(app).click();
    await card(app).getByRole('button', { name: 'Set down' }).click();
    await expect(device(app)).toHaveAccessibleName(/ down$/);
    expect(await world.getAttribute('transform')).toBe(before);
  });
});

test.describe('The cluster', () => {
  const POD = 'nginx-test-7646687cc4-p9hkq';
  const OTHER = 'nginx-test-7646687cc4-t4ws2';
  const ground = (app: Screen, place: string) =>
    app.topology.getByRole('button', { name: new RegExp(`namespace ${place},`) });
  const row = (app: Screen, name: string) => app.tables.getByText(new RegExp(`^\\S+ +${name} `));

  test.beforeEach(async ({ app }) => {
    await app.open(`/${wrap(JSON.stringify({ s: 'clusterip-iptables', t: 'cluster' }))}`);
    await expect(row(app, POD)).toBeVisible();
  });

  test('moves a pod: it is drawn on the other node, and goes back', async ({ app }) => {
    await take(app, row(app, POD), `Move to a node: ${POD}`);
    await field(app, 'Node').selectOption('master');
    await expect(command(app)).toHaveValue(
      `kubectl delete pod ${POD}\nkubectl run ${POD} --image=nginx --port=80 --labels=app=nginx-test --overrides='{"spec":{"nodeName":"master"}}'`,
    );
    await apply(app);
    await expect(ground(app, `master/${POD}`)).toHaveCount(1);
    await expect(ground(app, `node1/${POD}`)).toHaveCount(0);
    await app.button('Undo').click();
    await expect(ground(app, `node1/${POD}`)).toHaveCount(1);
  });

  test('moves a pod that is dragged in the drawing', async ({ app }) => {
    await app.page.emulateMedia({ reducedMotion: 'reduce' });
    await app.button('Fit').click();
    const pod = (await ground(app, `node1/${POD}`).boundingBox())!;
    const node = (await ground(app, 'node2').boundingBox())!;
    const { mouse } = app.page;
    await mouse.move(pod.x + pod.width / 2, pod.y + 3);
    await mouse.down();
    await mouse.move(pod.x + pod.width / 2 + 20, pod.y + 20);
    await mouse.move(node.x + node.width / 2, node.y + node.height / 2, { steps: 3 });
    await mouse.up();
    await expect(ground(app, `node2/${POD}`)).toHaveCount(1);
    await expect(app.button('2 edits')).toBeVisible();
  });

  test('moves a pod with the keyboard', async ({ app }) => {
    const { keyboard } = app.page;
    await ground(app, `node1/${POD}`).focus();
    await keyboard.press('Enter');
    await expect(app.button('Move to a node')).toBeFocused();
    await keyboard.press('Enter');
    await expect(field(app, 'Node')).toBeFocused();
    await field(app, 'Node').selectOption('node2');
    await app.dialog.getByRole('button', { name: 'Apply' }).press('Enter');
    await expect(ground(app, `node2/${POD}`)).toHaveCount(1);
  });

  test('takes pods out of a service, and puts one in again', async ({ app }) => {
    for (const name of [POD, OTHER]) {
      await take(app, row(app, 'nginx-test').last(), 'Edit: nginx-test');
      await field(app, 'Take out').selectOption(name);
      await expect(command(app)).toHaveValue(`kubectl label pod ${name} app-`);
      await apply(app);
      await expect(app.dialog).toHaveCount(0);
    }
    await expect(app.button('answered')).toHaveCount(0);
    await take(app, row(app, 'nginx-test').last(), 'Edit: nginx-test');
    await field(app, 'Put in').selectOption(POD);
    await apply(app);
    await expect(app.button('answered')).toBeVisible();
    await expect(app.button('3 edits')).toBeVisible();
  });

  test('gets a pod, a service and a node, and loses them', async ({ app }) => {
    await app.tables.getByRole('button', { name: 'Add a pod', exact: true }).click();
    await field(app, 'Name').fill('shop');
    await field(app, 'Labels').fill('app=shop');
    await expect(command(app)).toHaveValue(
      `kubectl run shop --image=nginx --port=80 --labels=app=shop --overrides='{"spec":{"nodeName":"master"}}'`,
    );
    await apply(app);
    await expect(ground(app, 'master/shop')).toHaveCount(1);

    await app.tables.getByRole('button', { name: 'Add a service' }).click();
    await field(app, 'Leads to').selectOption('pod/shop');
    await field(app, 'Name').fill('shop');
    await field(app, 'ClusterIP').fill('10.43.9.9');
    await apply(app);
    await expect(app.tables.getByText(/shop +ClusterIP +10\.43\.9\.9/)).toBeVisible();

    await app.tables.getByRole('button', { name: 'Add a node' }).click();
    await field(app, 'Name').fill('node3');
    await field(app, 'Address').fill('192.168.205.6');
    await field(app, 'Subnet for pods').fill('10.42.3.0/24');
    await apply(app);
    await expect(ground(app, 'node3')).toHaveCount(1);
    await take(app, app.tables.getByText(/^node3 /), 'Delete: node3');
    await expect(ground(app, 'node3')).toHaveCount(0);
  });

  test('refuses what kubectl refuses', async ({ app }) => {
    await app.tables.getByRole('button', { name: 'Add a pod', exact: true }).click();
    await field(app, 'Name').fill('client');
    await apply(app);
    await expect(app.dialog.getByRole('alert')).toContainText('pods "client" already exists');
    await field(app, 'Name').fill('Client');
    await apply(app);
    await expect(app.dialog.getByRole('alert')).toContainText('lower-case');
  });

  test('travels in the link', async ({ app, stranger }) => {
    await ground(app, `node2/${OTHER}`).focus();
    await app.page.keyboard.press('Enter');
    await app.topology.getByRole('button', { name: 'Delete' }).click();
    await expect(ground(app, `node2/${OTHER}`)).toHaveCount(0);
    await app.button('Copy link').click();
    await expect(app.button('Link copied')).toBeVisible();
    const other = await stranger();
    await other.open(await app.page.evaluate(() => navigator.clipboard.readText()));
    await expect(ground(other, `node1/${POD}`)).toHaveCount(1);
    await expect(ground(other, `node2/${OTHER}`)).toHaveCount(0);
  });
});

test.describe('With the keyboard alone', () => {
  test('a row is reached, changed, and the focus comes back to it', async ({ app }) => {
    const { keyboard } = app.page;
    await app.open();
    await look(app, 'node-a', 'Routes');
    await app.tables.getByRole('region', { name: 'Output of ip route', exact: true }).focus();
    await keyboard.press('Tab');
    const toolbar = app.tables.getByRole('toolbar').first();
    await expect(toolbar.locator(':focus')).toHaveCount(1);
    await keyboard.press('Home');
    for (let presses = 0; presses < 20; presses++) {
      if ((await toolbar.getAttribute('aria-label')) === `Edit ${DEFAULT_ROUTE}`) break;
      await keyboard.press('ArrowDown');
    }
    await expect(app.act(`Edit: ${DEFAULT_ROUTE}`)).toBeFocused();
    await keyboard.press('Enter');
    await expect(field(app, 'Destination')).toBeFocused();
    await field(app, 'Metric').fill('7');
    await keyboard.press('Enter');
    await expect(app.dialog).toHaveCount(0);
    await expect(app.button('2 edits')).toBeVisible();
    await expect(toolbar.locator(':focus')).toHaveCount(1);
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await expect(app.button('3 edits')).toBeVisible();
    await expect(toolbar.locator(':focus')).toHaveCount(1);
    await keyboard.press('ControlOrMeta+z');
    await expect(app.button('2 edits')).toBeVisible();
    await keyboard.press('ControlOrMeta+Shift+z');
    await expect(app.button('3 edits')).toBeVisible();
    await keyboard.press('ControlOrMeta+z');
    await keyboard.press('ControlOrMeta+y');
    await expect(app.button('3 edits')).toBeVisible();
  });

  test('Ctrl+Z in a field is the field’s', async ({ app }) => {
    await app.open();
    await look(app, 'node-a', 'sysctl');
    await act(app, 'net.ipv4.ip_forward = 1', 'Set to 0: net.ipv4.ip_forward');
    await expect(app.button('1 edit')).toBeVisible();
    await app.button('Type a command').click();
    await app.dialog.getByRole('textbox', { name: 'Command' }).fill('ip route');
    await app.page.keyboard.press('ControlOrMeta+z');
    await app.page.keyboard.press('Escape');
    await expect(app.button('1 edit')).toBeVisible();
  });
});

test.describe('Edits', () => {
  async function twoEdits(app: Screen): Promise<void> {
    const entries = () => app.page.evaluate(() => history.length);
    await app.open();
    const first = await entries();
    await look(app, 'node-a', 'sysctl');
    await act(app, 'net.ipv4.ip_forward = 1', 'Set to 0: net.ipv4.ip_forward');
    await expect(app.button('1 edit')).toBeVisible();
    await act(app, 'net.ipv4.ip_default_ttl = 64', 'Edit: net.ipv4.ip_default_ttl');
    await field(app, 'Value').fill('9');
    await apply(app);
    await expect(app.button('2 edits')).toBeVisible();
    await expect.poll(entries).toBe(first + 2);
  }

  test('are done again until there is a new one', async ({ app }) => {
    await twoEdits(app);
    await app.button('Undo').click();
    await app.button('Undo').click();
    await expect(app.button('Undo')).toBeDisabled();
    await expect(app.button('answered')).toBeVisible();
    await app.button('Redo').click();
    await expect(app.button('1 edit')).toBeVisible();
    await expect(app.button('no answer')).toBeVisible();
    await take(app, app.line('net.ipv4.icmp_echo_ignore_all = 0'), 'Set to 1: net.ipv4.icmp_echo_ignore_all');
    await expect(app.button('2 edits')).toBeVisible();
    await expect(app.button('Redo')).toBeDisabled();
  });

  test('are listed, each to be taken out, or all; and that can be taken back too', async ({ app }) => {
    await twoEdits(app);
    await app.button('2 edits').click();
    await expect(edits(app)).toHaveText([
      'node-a# sysctl -w net.ipv4.ip_forward=0',
      'node-a# sysctl -w net.ipv4.ip_default_ttl=9',
    ]);
    await app.dialog.getByRole('button', { name: 'Take back sysctl -w net.ipv4.ip_forward=0' }).click();
    await expect(edits(app)).toHaveText(['node-a# sysctl -w net.ipv4.ip_default_ttl=9']);
    await app.dialog.getByRole('button', { name: 'Take all back' }).click();
    await expect(app.dialog).toHaveCount(0);
    await app.button('Undo').click();
    await expect(app.button('1 edit')).toBeVisible();
    await app.button('Undo').click();
    await expect(app.button('2 edits')).toBeVisible();
  });

  test('stay where a later one needs them, and say so', async ({ app }) => {
    await app.open();
    await look(app, 'node-a', 'Links');
    await app.tables.getByRole('button', { name: 'Add an address or a device' }).click();
    await field(app, 'What').selectOption('dummy');
    await field(app, 'Name').fill('d0');
    await apply(app);
    await expect(app.button('2 edits')).toBeVisible();
    await app.button('2 edits').click();
    await app.dialog.getByRole('button', { name: 'Take back ip link add d0 type dummy' }).click();
    await expect(app.dialog.getByRole('alert')).toContainText('ip link set d0 up');
    await expect(app.dialog.getByRole('alert')).toContainText('Cannot find device "d0"');
    await expect(edits(app)).toHaveCount(2);
  });

  test('travel in the link, and can be taken back by whoever gets it', async ({ app, stranger }) => {
    await twoEdits(app);
    await app.button('Copy link').click();
    await expect(app.button('Link copied')).toBeVisible();
    const link = await app.page.evaluate(() => navigator.clipboard.readText());
    const other = await stranger();
    await other.open(link);
    await expect(other.button('2 edits')).toBeVisible();
    await expect(other.button('no answer')).toBeVisible();
    await other.button('Undo').click();
    await other.button('Undo').click();
    await expect(other.button('answered')).toBeVisible();
    await other.button('Redo').click();
    await expect(other.button('1 edit')).toBeVisible();
  });

  test('go back and forward with the browser, too, and the two do not quarrel', async ({ app }) => {
    await twoEdits(app);
    await app.page.goBack();
    await expect(app.button('1 edit')).toBeVisible();
    const address = app.page.url();
    await app.button('Redo').click();
    await expect(app.button('2 edits')).toBeVisible();
    await expect(app.page).not.toHaveURL(address);
    await app.page.goBack();
    await expect(app.button('1 edit')).toBeVisible();
    await app.button('Undo').click();
    await expect(app.button('Undo')).toBeDisabled();
    await app.button('Redo').click();
    await app.button('Redo').click();
    await expect(app.button('2 edits')).toBeVisible();
  });

  test('are nobody else’s: another network has none', async ({ app }) => {
    await twoEdits(app);
    await app.choose('Flannel VXLAN');
    await expect(app.count).toHaveText('1 / 80');
    await expect(app.button('Undo')).toHaveCount(0);
  });
});

test.describe('On a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a row is touched and changed', async ({ app }) => {
    await app.open();
    await app.page.getByRole('tablist', { name: 'View' }).getByRole('tab', { name: 'Tables' }).tap();
    await app.namespace.selectOption('node-a');
    await app.pane('sysctl').tap();
    await app.line('net.ipv4.ip_forward = 1').tap();
    await app.act('Set to 0: net.ipv4.ip_forward').tap();
    await expect(app.button('no answer')).toBeVisible();
    await app.button('Undo').tap();
    await expect(app.button('answered')).toBeVisible();
  });
});
