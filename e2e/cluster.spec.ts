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

test('of a cluster of five thousand nodes those are drawn to which the packet comes', async ({ app }) => {
  const cluster = {
    kubernetes: '1.28',
    scale: { nodes: 5000, podsPerNode: 30, services: 10_000, endpoints: 2 },
    network: { kind: 'flannel', conf: { Network: '10.0.0.0/11', Backend: { Type: 'vxlan' } } },
  };
  const probe = { in: 'node-0001/pod-0001-0', run: 'ping -c 1 10.1.2.3' };
  await app.open(`/${wrap(JSON.stringify({ s: { version: 1, title: 'The ceiling', cluster, probe } }))}`);
  await expect(app.page.getByTitle('What the command prints')).toHaveText('answered');
  await expect(app.topology).toContainText('4,998 more nodes with 149,940 pods');
  await expect(app.topology.getByRole('button', { name: 'node-0259: flannel.1, VXLAN' })).toBeVisible();
});
