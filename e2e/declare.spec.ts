// A person declares a cluster, in a form or as the YAML they have, opens it, and changes it again.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

const dialogOf = (page: Page, name: string | RegExp = 'New network') => page.getByRole('dialog', { name });

/** The form of a new network, with what it comes to. */
async function newNetwork(app: Screen) {
  await app.open();
  await app.page.getByTitle('Choose another network').click();
  await app.page
    .getByRole('dialog', { name: 'Library' })
    .getByRole('button', { name: 'New network' })
    .click();
  const dialog = dialogOf(app.page);
  await expect(dialog.getByRole('status')).toHaveText('3 nodes, 3 pods, 1 service');
  const row = (section: string, name: string) =>
    dialog.getByRole('region', { name: section }).getByRole('listitem', { name, exact: true });
  return {
    dialog,
    row,
    status: dialog.getByRole('status'),
    field: (name: string) => dialog.getByRole('group', { name: 'Cluster' }).getByLabel(name, { exact: true }),
    button: (name: string) => dialog.getByRole('button', { name, exact: true }),
    async yaml() {
      await dialog.getByRole('tab', { name: 'YAML' }).click();
      return dialog.getByRole('textbox', { name: 'Kubernetes objects' });
    },
    async open() {
      await dialog.getByRole('button', { name: 'Open', exact: true }).click();
      await expect(dialog).toBeHidden();
    },
  };
}

const answered = (app: Screen) => app.page.getByTitle('What the command prints');

const WEB = `
# what people apply
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: main, image: nginx, ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: 10.96.0.20
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: main, image: busybox}]}
`;
const NODES = ['n1', 'n2']
  .map(
    (name, at) =>
      `---\napiVersion: v1\nkind: Node\nmetadata: {name: ${name}}\nstatus: {addresses: [{type: InternalIP, address: 192.168.7.${at + 1}}]}\n`,
  )
  .join('');

test('three nodes, a service with two endpoints: opened in two clicks, and in the link', async ({ app }) => {
  const form = await newNetwork(app);
  await form.open();
  await expect(app.page.getByTitle('Choose another network')).toHaveText('My cluster');
  await expect(answered(app)).toHaveText('answered');
  await expect(app.probe.getByRole('option', { selected: true })).toHaveText(
    'client# curl -s http://10.96.0.20/',
  );
  await expect(app.topology.getByRole('button', { name: 'node-2: flannel.1, VXLAN' })).toBeVisible();
  await expect(app.page).toHaveURL(/#s=1\./);

  await app.page.reload();
  await expect(app.button('Step forward')).toBeVisible();
  await expect(app.page.getByTitle('Choose another network')).toHaveText('My cluster');
  await expect(answered(app)).toHaveText('answered');
});

test('another network, another mode, one more node, pod and endpoint', async ({ app }) => {
  const form = await newNetwork(app);
  await form.field('Name').fill('Calico and IPVS');
  await form.field('Pod network').selectOption('Calico, IPIP');
  await form.field('kube-proxy').selectOption('IPVS');
  await form.button('Add a node').click();
  await expect(form.row('Nodes', 'node-4').getByLabel('Name')).toBeFocused();
  await form.button('Add a pod').click();
  const pod = form.row('Pods', 'pod-1');
  await expect(pod.getByLabel('Address')).toHaveAttribute('placeholder', /^10\.244\.0\.\d+$/);
  await pod.getByLabel('Node').selectOption('node-4');
  const web = form.row('Services', 'web');
  await web.getByLabel('Type').selectOption('NodePort');
  await expect(web.getByLabel('nodePort')).toHaveAttribute('placeholder', /^3\d{4}$/);
  await web.getByRole('checkbox', { name: 'web-1' }).uncheck();
  await web.getByRole('checkbox', { name: 'web-2' }).uncheck();
  await web.getByRole('checkbox', { name: 'pod-1' }).check();
  await expect(pod.getByLabel('Labels')).toHaveValue('app=web');
  await expect(form.status).toHaveText('4 nodes, 4 pods, 1 service');
  await form.open();
  await expect(answered(app)).toHaveText('answered');
  await expect(app.topology.getByRole('button', { name: /^node-4: tunl0/ })).toBeVisible();
});

test('the form writes YAML, and YAML fills the form', async ({ app }) => {
  const form = await newNetwork(app);
  await form.row('Nodes', 'node-1').getByLabel('Name').fill('master');
  await expect(form.row('Pods', 'client').getByLabel('Node')).toHaveValue('master');
  const text = await form.yaml();
  await expect(text).toHaveValue(/^apiVersion: v1\nkind: Node\nmetadata:\n {2}name: master\n/);
  await text.fill(WEB + NODES);
  await expect(form.status).toHaveText('2 nodes, 3 pods, 1 service');
  await form.dialog.getByRole('tab', { name: 'Form' }).click();
  await form.row('Pods', 'web').getByLabel('Replicas').fill('3');
  await expect(form.status).toHaveText('2 nodes, 4 pods, 1 service');
  const written = await (await form.yaml()).inputValue();
  expect(written).toContain('replicas: 3');
  expect(written).toContain('spec: {containers: [{name: main, image: busybox}]}');
  await form.open();
  await expect(answered(app)).toHaveText('answered');
});

test('of a dump only what counts is kept, and then there is a form', async ({ app }) => {
  const form = await newNetwork(app);
  const area = await form.yaml();
  const secrets = Array.from(
    { length: 300 },
    (_, at) => `---\napiVersion: v1\nkind: Secret\nmetadata: {name: secret-${at}}\n`,
  );
  await area.fill((WEB + NODES).replace('image: busybox', 'image: busybox, env: []') + secrets.join(''));
  await expect(form.status).toHaveText('2 nodes, 3 pods, 1 service');
  await form.dialog.getByRole('tab', { name: 'Form' }).click();
  await expect(form.dialog.getByText('This text has too many objects for a form')).toBeVisible();
  await form.button('Keep only what counts').click();
  await expect(form.row('Pods', 'client')).toBeVisible();
  await expect(form.status).toHaveText('2 nodes, 3 pods, 1 service');
  const kept = await (await form.yaml()).inputValue();
  expect(kept).toContain('clusterIP: 10.96.0.20');
  expect(kept).not.toMatch(/Secret|busybox|nginx/);
  await (await form.yaml()).fill((WEB + NODES).replace('clusterIP:', 'clusterIp:'));
  await expect(form.status).toContainText('there is no such field');
  await expect(form.button('Keep only what counts')).toBeHidden();
});

const MISTAKES: readonly {
  readonly what: string;
  readonly text: string;
  readonly said: RegExp;
  readonly line: number;
}[] = [
  {
    what: 'a field that there is not',
    text: (WEB + NODES).replace('clusterIP:', 'clusterIp:'),
    said: /Service default\/web, spec\.clusterIp, line 18: there is no such field; expected clusterIP/,
    line: 18,
  },
  {
    what: 'a port twice',
    text: (WEB + NODES).replace('[{port: 80}]', '\n  - {name: a, port: 80}\n  - {name: b, port: 80}'),
    said: /Service default\/web, spec\.ports\[1\]\.port, line 22: port 80 TCP is there twice/,
    line: 22,
  },
  {
    what: 'subnets that overlap',
    text: WEB + NODES.replaceAll('\nstatus', '\nspec: {podCIDR: 10.244.1.0/24}\nstatus'),
    said: /Node n2, spec\.podCIDR, line 36: 10\.244\.1\.0\/24 overlaps 10\.244\.1\.0\/24 of Node n1/,
    line: 36,
  },
  {
    what: 'a text that is none',
    text: `${WEB}${NODES}---\n{a: [1`,
    said: /line 37: it is neither YAML nor JSON/,
    line: 37,
  },
];

test.describe('What is wrong is told by object, field and line, and nothing is opened', () => {
  for (const { what, text, said, line } of MISTAKES) {
    test(what, async ({ app }) => {
      const form = await newNetwork(app);
      const area = await form.yaml();
      await area.fill(text);
      await expect(form.status).toContainText(said);
      await form.button('Open').click();
      await expect(form.status).toBeFocused();
      await form.button(`Show line ${line}`).click();
      await expect(area).toBeFocused();
      const marked = await area.evaluate(
        (element: HTMLTextAreaElement) => element.value.slice(0, element.selectionStart).split('\n').length,
      );
      expect(marked).toBe(line);
      await app.page.keyboard.press('Escape');
      await expect(form.dialog).toBeHidden();
      await expect(app.page.getByTitle('Choose another network')).toHaveText(
        'Flannel host-gw: Pod A pings Pod B',
      );
    });
  }

  test('in the form, at its row; a setting at its field', async ({ app }) => {
    const form = await newNetwork(app);
    await form.row('Pods', 'web-1').getByLabel('Address').fill('10.244.9.9');
    await expect(form.row('Pods', 'web-1')).toContainText('10.244.9.9 is not in 10.244.1.0/24');
    await form.row('Pods', 'web-1').getByLabel('Address').fill('');
    await expect(form.status).toHaveText('3 nodes, 3 pods, 1 service');
    await form.field('Pod CIDR').fill('10.244');
    await expect(form.status).toContainText('"10.244" is no network');
    await expect(form.field('Pod CIDR')).toHaveAttribute('aria-invalid', 'true');
  });
});

test('what is doubtful is told, stays told, and hinders nobody', async ({ app }) => {
  const form = await newNetwork(app);
  const slice = `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{port: 80}]
endpoints: [{addresses: [203.0.113.9]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
`;
  await (await form.yaml()).fill(WEB + NODES + slice);
  await form.dialog.getByText('2 warnings').click();
  await expect(form.status.getByRole('listitem')).toHaveText([
    /^EndpointSlice default\/web-1, endpoints\[0\], line 42: 203\.0\.113\.9 is in no node's podCIDR/,
    /^NetworkPolicy default\/deny, line 44: it is left out/,
  ]);
  await form.open();
  const warnings = app.page.getByRole('region', { name: 'Warnings' });
  await warnings.getByText('2 things').click();
  await expect(warnings.getByRole('listitem')).toHaveText([/203\.0\.113\.9/, /NetworkPolicy/]);
});

test('the cluster on show is declared again, with what was typed; what was begun stays until it is opened', async ({
  app,
}) => {
  await app.open();
  await app.choose('ClusterIP by IPVS');
  await expect(app.page.getByTitle('Choose another network')).toHaveText(/IPVS/);
  await app.button('Type a command').click();
  await app.page.getByRole('textbox', { name: 'Command' }).fill('sysctl -w net.ipv4.conf.all.rp_filter=1');
  await app.page.keyboard.press('Enter');
  await expect(app.dialog.getByRole('status')).toHaveText(/Done/);
  await app.page.keyboard.press('Escape');
  await expect(app.dialog).toBeHidden();

  const again = async () => {
    await app.page.getByTitle('Choose another network').focus();
    await app.page.keyboard.press('Enter');
    await app.button('Edit this cluster').click();
  };
  await again();
  const dialog = dialogOf(app.page, 'Edit the cluster');
  await expect(dialog.getByLabel('kube-proxy')).toHaveValue('ipvs');
  await dialog.getByRole('button', { name: 'Add a pod' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(app.page.getByTitle('Choose another network')).toBeFocused();
  await again();
  await expect(dialog.getByRole('listitem', { name: 'pod-1' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(app.topology.getByText('pod-1')).toBeVisible();
  await expect(app.button('1 edit')).toBeVisible();
});

test('with the keyboard alone', async ({ app }) => {
  const form = await newNetwork(app);
  const { keyboard } = app.page;
  await form.field('Name').focus();
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('By keys');
  await keyboard.press('Tab');
  await expect(form.field('Pod network')).toBeFocused();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect(form.field('Pod network')).toHaveValue('flannel-host-gw');
  await form.button('Add a service').focus();
  await keyboard.press('Enter');
  await expect(form.row('Services', 'service-1').getByLabel('Name')).toBeFocused();
  await form.row('Services', 'service-1').getByRole('checkbox', { name: 'web-1' }).focus();
  await keyboard.press('Space');
  await expect(form.row('Services', 'service-1').getByLabel('Selector')).toHaveValue('app=web');
  await form.button('Remove service-1').focus();
  await keyboard.press('Enter');
  await expect(form.dialog.getByRole('heading', { name: 'Services' })).toBeFocused();
  await form.button('Open').focus();
  await keyboard.press('Enter');
  await expect(form.dialog).toBeHidden();
  await expect(app.page.getByTitle('Choose another network')).toHaveText('By keys');
  await expect(answered(app)).toHaveText('answered');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 1280, height: 720 },
    { width: 390, height: 844 },
  ]) {
    test.describe(`axe finds nothing in ${colorScheme} on ${viewport.width} pixels`, () => {
      test.use({ colorScheme, viewport, contextOptions: { reducedMotion: 'reduce' } });
      test('in either view, right or wrong', async ({ app }) => {
        const form = await newNetwork(app);
        const violations = async () => (await new AxeBuilder({ page: app.page }).analyze()).violations;
        expect(await violations()).toEqual([]);
        await form.row('Nodes', 'node-2').getByLabel('Address').fill('nowhere');
        await expect(form.row('Nodes', 'node-2')).toContainText('nowhere');
        expect(await violations()).toEqual([]);
        await form.yaml();
        expect(await violations()).toEqual([]);
      });
    });
  }
}

test('in Chinese', async ({ app }) => {
  await app.page.addInitScript(() => localStorage.setItem('hopscope.language', 'zh'));
  await app.page.goto('/');
  await app.page.locator('header').getByRole('button').first().click();
  await app.page.getByRole('button', { name: '新建网络' }).click();
  const dialog = dialogOf(app.page, '新建网络');
  await expect(dialog.getByRole('status')).toHaveText('3 个节点，3 个 Pod，1 个 Service');
  await dialog.getByRole('button', { name: '打开', exact: true }).click();
  await expect(dialog).toBeHidden();
});
