// A cluster that somebody has declared and sent as a link: it opens like any network, and says what it has left out.
import { AxeBuilder } from '@axe-core/playwright';
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';

const OBJECTS = `
apiVersion: v1
kind: Node
metadata: {name: n1}
spec: {podCIDR: 10.244.1.0/24}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
apiVersion: v1
kind: Node
metadata: {name: n2}
spec: {podCIDR: 10.244.2.0/24}
status: {addresses: [{type: InternalIP, address: 192.168.0.2}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {nodeName: n1, containers: [{name: main, image: any}]}
status: {podIP: 10.244.1.5}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {nodeName: n2, containers: [{name: main, image: any, ports: [{containerPort: 80}]}]}
status: {podIP: 10.244.2.7}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.20, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: web}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
`;

const linkOf = (objects: string) =>
  `/${wrap(
    JSON.stringify({
      s: {
        version: 1,
        title: 'Somebody’s cluster',
        cluster: {
          kubernetes: '1.28',
          objects,
          network: { kind: 'flannel', conf: { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } } },
        },
        probe: { in: 'client', run: 'curl -s http://10.96.0.20/' },
      },
    }),
  )}`;

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`A declared cluster, in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('is drawn and answered, and its warnings are listed', async ({ app }) => {
      await app.open(linkOf(OBJECTS));
      await expect(app.page.getByTitle('What the command prints')).toHaveText('answered');
      await expect(app.topology.getByRole('button', { name: 'n2: flannel.1, VXLAN' })).toBeVisible();
      const warnings = app.page.getByRole('region', { name: 'Warnings' });
      await warnings.getByText('2 things in what was declared are left out, or look wrong').click();
      await expect(warnings.getByRole('listitem')).toHaveText([/CronJob/, /NetworkPolicy/]);
      expect((await new AxeBuilder({ page: app.page }).analyze()).violations).toEqual([]);
    });
  });
}

test('a cluster with a mistake is refused with the object, the field and the line', async ({ page }) => {
  await page.goto(linkOf(OBJECTS.replace('clusterIP:', 'clusterIp:')));
  await expect(page.getByRole('alert')).toContainText('This link cannot be opened.');
  await expect(page.getByRole('alert')).toContainText(/Service default\/web, spec\.clusterIp, line \d+/);
});

const CEILING = `/${wrap(JSON.stringify({ s: 'ceiling' }))}`;

test.describe('Of a cluster of five thousand nodes', () => {
  test('those are drawn to which the packet comes', async ({ app }) => {
    await app.open();
    await app.choose('A cluster of 5,000 nodes');
    await expect(app.page.getByTitle('What the command prints')).toHaveText('answered');
    await expect(app.topology).toContainText('4,998 more nodes with 149,940 pods');
    await expect(app.topology.getByRole('button', { name: 'node-0259: flannel.1, VXLAN' })).toBeVisible();
  });

  test('all can be seen; one is found, and a packet sent to a pod there', async ({ app }) => {
    await app.open(CEILING);
    await app.button('Show all nodes').click();
    const all = app.page.getByRole('region', { name: 'All nodes' });
    const picture = '5,000 nodes with 150,000 pods; the packet comes to node-0001, node-0259';
    await expect(all.getByRole('img', { name: picture })).toBeVisible();
    const find = all.getByRole('searchbox', { name: 'Find a node' });
    await find.fill('node-9999');
    await find.press('Enter');
    await expect(all).toContainText('There is no such node.');
    await find.fill('node-2500');
    await find.press('Enter');
    await expect(all.getByRole('complementary', { name: 'node-2500' })).toContainText('172.20.9.197');
    expect((await new AxeBuilder({ page: app.page }).analyze()).violations).toEqual([]);

    await all.getByRole('button', { name: 'Ping pod-2500-3, 10.9.195.5' }).click();
    await expect(all.getByRole('img', { name: /comes to node-0001, node-2500$/ })).toBeVisible();
    await expect(app.page.getByTitle('What the command prints')).toHaveText('answered');
    await all.getByRole('button', { name: 'Show it in the drawing' }).click();
    await expect(app.topology.getByRole('button', { name: 'node-2500: flannel.1, VXLAN' })).toBeVisible();
  });

  test('the one under the pointer is named, and chosen with a click', async ({ app }) => {
    await app.open(CEILING);
    await app.button('Show all nodes').click();
    const all = app.page.getByRole('region', { name: 'All nodes' });
    const canvas = all.getByRole('img');
    await expect(canvas).toHaveAttribute('aria-label', /5,000 nodes/);
    const { width, height } = (await canvas.boundingBox())!;
    await canvas.hover({ position: { x: width / 2, y: height / 2 } });
    await expect(all).toContainText(/node-2\d{3} 172\.20\.\d+\.\d+ · 30 pods/);
    await canvas.click({ position: { x: width / 2, y: height / 2 } });
    await expect(all.getByRole('complementary', { name: /^node-2\d{3}$/ })).toBeVisible();
    await all.getByRole('button', { name: 'The packet’s way' }).click();
    await expect(app.topology).toBeVisible();
  });
});
