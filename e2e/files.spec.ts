// Files: opened by a button or dropped on the page, refused with the place of what is wrong, and the network on show saved as one.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

const YAML = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: main, image: nginx, ports: [{containerPort: 80}]}]}
`;

const scenario = (more: object = {}) => ({
  version: 1,
  title: 'From a file',
  machines: {
    a: { links: [{ kind: 'nic', name: 'eth0', addresses: ['192.168.0.1/24'] }] },
    b: { links: [{ kind: 'nic', name: 'eth0', addresses: ['192.168.0.2/24'] }], ...more },
  },
  segments: { lan: { ports: ['a/eth0', 'b/eth0'] } },
  probe: { in: 'a', run: 'ping -c 1 192.168.0.2' },
});

const title = (app: Screen) => app.page.getByTitle('Choose another network');

/** Opens the library and gives the browser a file when it asks for one. */
async function openFile(app: Screen, name: string, text: string): Promise<void> {
  await title(app).click();
  const chooser = app.page.waitForEvent('filechooser');
  await app.page
    .getByRole('dialog', { name: 'Library' })
    .getByRole('button', { name: 'Open a file' })
    .click();
  await (await chooser).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
}

async function dropFile(page: Page, name: string, text: string, type: 'dragover' | 'drop'): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content!], fileName!));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent('main', type, { dataTransfer });
}

test('a scenario file is opened, saved, and opened again', async ({ app }) => {
  await app.open();
  await openFile(app, 'net.json', JSON.stringify(scenario()));
  await expect(title(app)).toHaveText('From a file');
  await expect(app.page.getByTitle('What the command prints')).toHaveText('answered');
  await app.button('Type a command').click();
  await app.page.getByRole('textbox', { name: 'Command' }).fill('ping -c 1 192.168.0.9');
  await app.page.keyboard.press('Enter');
  await expect(app.dialog.getByRole('status')).toHaveText(/Done/);
  await app.page.keyboard.press('Escape');

  await title(app).click();
  const download = app.page.waitForEvent('download');
  await app.page.getByRole('button', { name: 'Save as a file' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('From-a-file.json');
  const text = readFileSync(await file.path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ ...scenario(), probe: { in: 'a', run: 'ping -c 1 192.168.0.9' } });
  await app.page.keyboard.press('Escape');

  await app.choose('A veth pair');
  await openFile(app, 'again.json', text);
  await expect(title(app)).toHaveText('From a file');
  await expect(app.probe.getByRole('option', { selected: true })).toHaveText('a# ping -c 1 192.168.0.9');
});

test('Kubernetes objects fill the form, with nodes where they have none', async ({ app }) => {
  await app.open();
  await openFile(app, 'web.yaml', YAML);
  const dialog = app.page.getByRole('dialog', { name: 'Declare a cluster' });
  await expect(dialog.getByLabel('Kubernetes objects')).toHaveValue(new RegExp(`^${YAML.slice(0, 40)}`));
  await expect(dialog.getByRole('status')).toHaveText('3 nodes, 1 pod, 1 service');
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(title(app)).toHaveText('web');
  await expect(app.page.getByTitle('What the command prints')).toHaveText('answered');
});

test('a file is dropped on the page', async ({ app }) => {
  await app.open();
  const text = JSON.stringify(scenario());
  await dropFile(app.page, 'net.json', text, 'dragover');
  await expect(app.page.getByText('Drop it here to open it')).toBeVisible();
  await dropFile(app.page, 'net.json', text, 'drop');
  await expect(app.page.getByText('Drop it here to open it')).toBeHidden();
  await expect(title(app)).toHaveText('From a file');
});

test.describe('What cannot be opened is told with its place, and what is on show stays', () => {
  const pretty = (value: object) => JSON.stringify(value, null, 2);
  const cluster = (network: object, proxy: object = {}) =>
    pretty({
      version: 1,
      title: 'c',
      cluster: { kubernetes: '1.30', objects: YAML, network, proxy },
      probe: scenario().probe,
    });
  const BAD: readonly (readonly [what: string, name: string, text: string, said: RegExp])[] = [
    [
      'an unknown network',
      'c.json',
      cluster({ kind: 'weave' }),
      /cluster\.network\.kind, line 8: found "weave"; expected .*flannel.*calico/,
    ],
    [
      'an unknown mode',
      'c.json',
      cluster({ kind: 'flannel' }, { mode: 'nftables' }),
      /cluster\.proxy\.mode, line 11: found "nftables"; expected "iptables" or "ipvs"/,
    ],
    [
      'an unknown field',
      'net.json',
      pretty({ ...scenario(), colour: 'red' }),
      /colour, line \d+: there is no such field/,
    ],
    ['half a file', 'net.json', pretty(scenario()).slice(0, 120), /line \d+: it is neither YAML nor JSON/],
    [
      'rules alone',
      'rules.txt',
      '# Generated by iptables-save v1.8.9\n*nat\nCOMMIT\n',
      /it is what iptables-save prints; expected it as text in machines\.NAME\.iptables/,
    ],
    ['something else', 'notes.txt', 'just a note', /line 1: it is neither a scenario nor Kubernetes objects/],
    [
      'a pod that is not there',
      'net.json',
      pretty({ ...scenario(), probe: { in: 'c', run: 'ip route' } }),
      /probe\.in: there is no namespace "c"; expected one of a, b/,
    ],
  ];
  for (const [what, name, text, said] of BAD) {
    test(what, async ({ app }) => {
      await app.open();
      await openFile(app, name, text);
      await expect(app.alert).toContainText(`${name} cannot be opened.`);
      await expect(app.alert).toContainText(said);
      await expect(title(app)).toHaveText('Flannel host-gw: Pod A pings Pod B');
      await app.alert.getByRole('button', { name: 'Dismiss' }).click();
      await expect(app.alert).toHaveCount(0);
    });
  }
});

test.describe('A file of 12 million characters', () => {
  test.slow();
  const rules = (count: number) => {
    const lines = Array.from(
      { length: count },
      (_, at) =>
        `-A INPUT -s 10.${at >> 16}.${(at >> 8) & 255}.${at & 255}/32 -p tcp -m tcp --dport 443 -m comment --comment "rule number ${at} of a long list of them, as they grow on some machines" -j ACCEPT`,
    );
    return `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT\n`;
  };

  test('is known for what it is at once', async ({ app }) => {
    await app.open();
    const text = rules(80_000);
    expect(text.length).toBeGreaterThan(11_800_000);
    await openFile(app, 'rules.txt', text);
    await expect(app.alert).toContainText('it is what iptables-save prints');
  });

  test('is opened while the page goes on, and is too much for a link', async ({ app }) => {
    await app.open();
    await openFile(app, 'big.json', JSON.stringify(scenario({ iptables: rules(80_000) })));
    await app.button('Step forward').click();
    await expect(title(app)).toHaveText('From a file');
    await expect(app.page.getByText('This network is too large for a link')).toBeVisible();
    await expect(app.button('Copy link')).toBeDisabled();
    expect(app.page.url()).not.toContain('#');
    await app.button('To end').click();
    await expect(app.why).toContainText('ping');
  });

  test('is given up when somebody has enough of it', async ({ app }) => {
    await app.open();
    const pod = (at: number) =>
      `---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-${at}\n  labels: {app: web, tier: front}\nspec:\n  nodeName: node-1\n  containers:\n  - name: main\n    image: nginx\n`;
    await openFile(app, 'big.yaml', Array.from({ length: 40_000 }, (_, at) => pod(at)).join(''));
    await expect(app.page.getByText('Reading big.yaml…')).toBeVisible();
    await app.button('Stop').click();
    await expect(app.page.getByText('Reading big.yaml…')).toBeHidden();
    await app.pane('Routes').click();
    await app.namespace.selectOption({ index: 1 });
    await expect(app.tables.getByRole('listitem').first()).toBeVisible();
  });
});
