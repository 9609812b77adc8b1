// Links: a moment travels in an address, whole; and whatever else is in an address is turned down with a reason.
import { readFileSync } from 'node:fs';
import { BAD_LINKS, wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { PaneName, Screen, ZoomName } from './screen.ts';

/** Everything that tells one moment from another, as it is seen. */
async function momentOn(app: Screen) {
  return {
    title: await app.page.getByTitle('Choose another network').innerText(),
    step: await app.current.innerText(),
    position: await app.slider.getAttribute('aria-valuetext'),
    value: await app.slider.inputValue(),
    zoom: await app.zoom
      .locator('label')
      .filter({ has: app.page.locator(':checked') })
      .innerText(),
    pane: await app.tables.getByRole('tab', { selected: true }).innerText(),
    namespace: await app.namespace.locator('option:checked').innerText(),
    probe: await app.probe.locator('option:checked').innerText(),
    why: await app.why.innerText(),
  };
}

async function copyLink(app: Screen): Promise<string> {
  await app.button('Copy link').click();
  await expect(app.button('Link copied')).toBeVisible();
  await expect(app.page.getByRole('status').filter({ hasText: 'Link copied' })).toHaveCount(1);
  return app.page.evaluate(() => navigator.clipboard.readText());
}

interface Shared {
  readonly network: string;
  readonly zoom: ZoomName;
  readonly step: RegExp;
  readonly namespace: string;
  readonly pane: PaneName;
  readonly probe?: string;
}

const SHARED: readonly Shared[] = [
  {
    network: 'Flannel host-gw',
    zoom: 'Rule',
    step: /(^| )FORWARD 6: no/,
    namespace: 'node-b',
    pane: 'FDB',
  },
  {
    network: 'Flannel host-gw',
    zoom: 'Stage',
    step: /^conntrack keeps the connection/,
    namespace: 'node-a/pod-a',
    pane: 'Neighbours',
    probe: 'node-a/pod-a# ping 10.10.3.4 -c 2',
  },
  {
    network: 'Flannel VXLAN',
    zoom: 'Rule',
    step: /(^| )KUBE-FORWARD 1: no/,
    namespace: 'node1/nginx-z8xnq',
    pane: 'Conntrack',
  },
  {
    network: 'Flannel VXLAN',
    zoom: 'Hop',
    step: /^receives VXLAN \[echo request seq 0\]/,
    namespace: 'node2',
    pane: 'iptables',
  },
];

test.describe('A copied link', () => {
  for (const { network, zoom, step, namespace, pane, probe } of SHARED) {
    test(`shows a stranger the same moment: ${network} by ${zoom}, ${namespace} pinned, ${pane}${probe ? ', another probe' : ''}`, async ({
      app,
      stranger,
    }) => {
      await app.open();
      await app.choose(network);
      await expect(app.page.getByTitle('Choose another network')).toContainText(network);
      if (probe) await app.probe.selectOption(probe);
      await app.zoomTo(zoom);
      await app.goTo(step);
      await app.namespace.selectOption(namespace);
      await app.pane(pane).click();
      const link = await copyLink(app);
      expect(link.length).toBeLessThan(300);

      const other = await stranger();
      await other.open(link);
      await expect(other.current).toHaveText(step);
      await expect(other.pane(pane)).toHaveAttribute('aria-selected', 'true');
      await expect(other.alert).toHaveCount(0);
      expect(await momentOn(other)).toEqual(await momentOn(app));
      expect(await momentOn(other)).toMatchObject({ zoom, pane, namespace, ...(probe ? { probe } : {}) });
    });
  }

  test('follows the packet for the stranger too, where nothing was pinned', async ({ app, stranger }) => {
    await app.open();
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    const other = await stranger();
    await other.open(await copyLink(app));
    await expect(other.pane('Routes')).toHaveAttribute('aria-selected', 'true');
    await expect(other.namespace.locator('option:checked')).toHaveText('Follows the packet: Node A');
    await other.goTo('receives ARP 192.168.0.4 is-at');
    await expect(other.pane('Neighbours')).toHaveAttribute('aria-selected', 'true');
  });

  test('is what the address bar holds when a person rests, so that a reload changes nothing', async ({
    app,
  }) => {
    await app.open();
    await app.zoomTo('Stage');
    await app.goTo('TTL 64 → 63');
    const link = await copyLink(app);
    await expect(app.page).toHaveURL(link);
    await app.page.reload();
    await expect(app.current).toHaveText('TTL 64 → 63');
    await expect(app.zoom.getByRole('radio', { name: 'Stage' })).toBeChecked();
  });

  test('can be taken by hand where the clipboard is closed', async ({ app }) => {
    await app.page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
    });
    await app.open();
    await app.button('Copy link').click();
    const dialog = app.page.getByRole('dialog', { name: 'Copy this link' });
    await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(
      /^http:\/\/127\.0\.0\.1:\d+\/#s=1\./,
    );
  });

  test('may hold a whole network of its own, whose texts are texts and no markup', async ({ app }) => {
    const own = JSON.parse(readFileSync('engine/scenario/library/flannel-host-gw.json', 'utf8'));
    own.title = 'Mine <img src=x onerror=alert(1)>';
    await app.open(`/${wrap(JSON.stringify({ s: own }))}`);
    await expect(app.page.getByTitle('Choose another network')).toHaveText(own.title);
    await expect(app.page.locator('img[src="x"]')).toHaveCount(0);
    await expect(app.count).toHaveText('1 / 33');
  });
});

test.describe('Back and forward', () => {
  test('lead from one network to the other and back to the step', async ({ app }) => {
    await app.open();
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    await app.choose('Flannel VXLAN');
    await expect(app.count).toHaveText('1 / 80');
    await expect(app.page).toHaveURL(await copyLink(app));

    await app.page.goBack();
    await expect(app.page.getByTitle('Choose another network')).toContainText('Flannel host-gw');
    await expect(app.count).toHaveText('10 / 33');
    await app.page.goForward();
    await expect(app.page.getByTitle('Choose another network')).toContainText('Flannel VXLAN');
    await expect(app.count).toHaveText('1 / 80');
  });

  test('lead from one probe to the other', async ({ app }) => {
    await app.open();
    await app.probe.selectOption('node-a# ping 10.10.3.4 -c 1');
    await expect(app.steps.getByRole('listitem').first()).toContainText('Node A');
    await expect(app.page).toHaveURL(await copyLink(app));
    await app.page.goBack();
    await expect(app.probe.locator('option:checked')).toHaveText('node-a/pod-a# ping 10.10.3.4 -c 1');
    await expect(app.count).toHaveText('1 / 33');
  });
});

test.describe('A link that cannot be opened', () => {
  for (const { name, fragment, says, opens = false } of BAD_LINKS) {
    test(`says so, and offers the library: ${name}`, async ({ app }) => {
      await app.page.goto(`/${fragment}`);
      await expect(app.alert).toHaveCount(1);
      await expect(app.alert).toContainText('This link cannot be opened.');
      await expect(app.alert).toContainText(says, { ignoreCase: true });
      if (opens) {
        await expect(app.count).toHaveText('1 / 33');
        await app.alert.getByRole('button', { name: 'Open the library' }).click();
      } else {
        await expect(app.page.getByRole('heading', { name: 'Choose a network' })).toBeVisible();
      }

      await app.page
        .getByRole('list', { name: 'Library' })
        .getByRole('button', { name: 'Flannel VXLAN', exact: true })
        .click();
      await expect(app.count).toHaveText('1 / 80');
      await expect(app.alert).toHaveCount(0);
      await app.button('Step forward').click();
      await expect(app.current).toHaveText('sends ARP who-has 10.42.0.1');
    });
  }

  test('leaves the network alone that is open', async ({ app }) => {
    await app.open();
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    const link = await copyLink(app);
    await expect(app.page).toHaveURL(link);

    await app.page.goto(`/${wrap('no moment')}`);
    await expect(app.alert).toContainText('what it holds is not JSON');
    await expect(app.count).toHaveText('10 / 33');
    await app.button('Step forward').click();
    await expect(app.count).toHaveText('11 / 33');
    await app.button('Step back').click();

    await app.alert.getByRole('button', { name: 'Dismiss' }).click();
    await expect(app.alert).toHaveCount(0);
    await expect(app.page).toHaveURL(link);
  });

  test('is forgotten when a good one follows', async ({ app }) => {
    await app.page.goto('/#s=1.broken!');
    await expect(app.alert).toContainText('This link cannot be opened.');
    await app.page.goto(`/${wrap(JSON.stringify({ s: 'flannel-vxlan' }))}`);
    await expect(app.count).toHaveText('1 / 80');
    await expect(app.alert).toHaveCount(0);
  });

  test('opens at the first step where only the step is wrong', async ({ app }) => {
    const wrong = { s: 'flannel-vxlan', a: ['master', 'eth9', 'ip_rcv', '', 0], z: 1 };
    await app.page.goto(`/${wrap(JSON.stringify(wrong))}`);
    await app.alert.getByRole('button', { name: 'Open at the first step' }).click();
    await expect(app.alert).toHaveCount(0);
    await expect(app.current).toHaveText('ping sends echo request seq 0');
    await expect(app.page).toHaveURL(await copyLink(app));
  });
});
