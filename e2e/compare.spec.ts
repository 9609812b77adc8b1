// Two networks side by side: chosen, stepped together, shared; and what an edit has changed.
import AxeBuilder from '@axe-core/playwright';
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

/** The comparison as a person sees it. */
function comparisonOf({ page, button }: Screen) {
  const view = page.getByRole('region', { name: 'Comparison', exact: true });
  const rows = view.getByRole('list', { name: 'Steps side by side' });
  return {
    view,
    rows,
    current: rows.locator('[aria-current="step"]'),
    /** One of the two networks, by the name at its head. */
    side: (name: string) => view.getByRole('region', { name, exact: true }).first(),
    topology: (name: string) => view.getByRole('region', { name: `Topology: ${name}` }),
    reason: (name: string) =>
      view.getByRole('tabpanel', { name: 'Why' }).getByRole('article', { name, exact: true }),
    part: (name: 'Steps' | 'Why' | 'Tables' | 'Cost') => view.getByRole('tab', { name, exact: true }),
    cost: (name: string) =>
      view.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) }),
    next: button('Next difference'),
    change: page.getByRole('region', { name: 'What the edit changed' }),
  };
}

/** Opens the page at a network and another beside it. */
async function compared(app: Screen, packed: object) {
  await app.open(`/${wrap(JSON.stringify(packed))}`);
  const comparison = comparisonOf(app);
  await expect(comparison.rows.getByRole('listitem').first()).toBeAttached();
  return comparison;
}

const HOST_GW_AND_VXLAN = {
  s: 'flannel-host-gw',
  x: ['flannel-vxlan', 'master/nginx-n8s9s', 'ping -c 1 10.42.1.9'],
};

/** Types a command where it belongs. */
async function type(app: Screen, place: string, run: string) {
  await app.button('Type a command').click();
  await app.dialog.getByRole('combobox', { name: 'Where to type it' }).selectOption(place);
  await app.dialog.getByRole('textbox', { name: 'Command' }).fill(run);
  await app.dialog.getByRole('button', { name: 'Run' }).click();
  await expect(app.dialog.getByRole('status')).toHaveText('Done: the drawing shows what happens now.');
  await app.page.keyboard.press('Escape');
}

test.describe('Two networks side by side', () => {
  test('are chosen from what is worth a look, and stepped by one transport', async ({ app }) => {
    await app.open();
    await app.button('Compare with…').click();
    await app.dialog.getByRole('button', { name: /^Flannel VXLAN Plain routes against a tunnel/ }).click();
    const { rows, current, topology, side, next, cost, part } = comparisonOf(app);
    await expect(side('Flannel host-gw')).toContainText('answered');
    await expect(side('Flannel VXLAN')).toContainText('answered');
    await expect(app.count).toHaveText('1 / 38');

    // Together as long as both have such a step.
    for (let step = 0; step < 9; step++) await app.button('Step forward').click();
    await expect(current).toContainText('Node A · cni0');
    await expect(current).toContainText('master · cni0');
    await expect(current).toContainText('differs in route');
    await expect(topology('Flannel host-gw')).toContainText('route: via 192.168.0.4 dev eth0');
    await expect(topology('Flannel VXLAN')).toContainText('route: via 10.42.1.0 dev flannel.1');

    // Then the one goes through a tunnel, and the other waits.
    await next.click();
    await expect(current).toContainText('master · flannel.1');
    await expect(current).toContainText('only: Flannel VXLAN');
    await expect(topology('Flannel VXLAN')).toContainText('VXLAN header on, to 192.168.205.3');
    await expect(topology('Flannel host-gw')).toContainText('route: via 192.168.0.4 dev eth0');
    await expect(app.slider).toHaveAttribute('aria-valuetext', /^step 11 of 38: master · flannel\.1/);

    await app.page.keyboard.press('End');
    await expect(current).toContainText('Pod A · eth0');
    await expect(current).toContainText('Pod 10.42.0.65 · eth0');
    await expect(rows.getByRole('listitem')).toHaveCount(38);

    await part('Cost').click();
    await expect(cost('Hops').getByRole('cell')).toHaveText(['33', '38', '+5']);
    await expect(cost('Octets on the wire').getByRole('cell')).toHaveText(['280', '380', '+100']);
    await expect(cost('Tunnel headers').getByRole('cell')).toHaveText(['0', '2', '+2']);
    await expect(cost('Rewrites').getByRole('cell')).toHaveText(['0', '0', '0']);
  });

  test('say why each does what it does, and lead to its tables', async ({ app }) => {
    const { reason, part, rows, view } = await compared(app, { ...HOST_GW_AND_VXLAN, z: 1 });
    await rows.getByRole('button', { name: /route: via 192\.168\.0\.4 dev eth0/ }).click();
    await expect(reason('Flannel host-gw')).toContainText('10.10.3.0/24 via 192.168.0.4 dev eth0');
    await expect(reason('Flannel VXLAN')).toContainText('10.42.1.0/24 via 10.42.1.0 dev flannel.1');
    await reason('Flannel VXLAN')
      .getByRole('button', { name: /^10\.42\.1\.0\/24/ })
      .click();
    await expect(part('Tables')).toHaveAttribute('aria-selected', 'true');
    await expect(view.getByRole('region', { name: 'master# ip route' })).toContainText(
      '10.42.1.0/24 via 10.42.1.0 dev flannel.1 onlink',
    );
    await expect(view.getByRole('region', { name: 'node-a# ip route' })).toContainText(
      '10.10.3.0/24 via 192.168.0.4 dev eth0',
    );
  });

  test('are compared rule by rule, too', async ({ app }) => {
    const { rows, current } = await compared(app, {
      s: 'nodeport-policy',
      x: ['', 'visitor', 'curl -s http://192.168.205.3:30081/'],
      z: 2,
    });
    await rows.getByRole('button', { name: /KUBE-MARK-MASQ 1: MARK/ }).click();
    await expect(current).toContainText('only: curl -s http://192.168.205.3:30080/');
    await expect(rows.getByRole('button', { name: /KUBE-SVL-7WMTEEWJICIRW7TQ 1: → KUBE-SEP/ })).toContainText(
      'differs in rules tried',
    );
  });

  test('are followed in the drawing: a mark on either way leads to its row', async ({ app }) => {
    const { topology, current } = await compared(app, HOST_GW_AND_VXLAN);
    await topology('Flannel VXLAN').locator('[data-hop]').nth(1).click();
    await expect(current).not.toContainText('ping sends');
    const row = await current.innerText();
    await app.button('To start').click();
    await expect(current).toContainText('ping sends echo request');
    expect(row).not.toBe(await current.innerText());
  });

  test('end where the network alone goes on, and Back shows them again', async ({ app }) => {
    const { view, current } = await compared(app, HOST_GW_AND_VXLAN);
    await app.button('Next difference').click();
    await expect(current).toContainText('Node A · vethef2d98bc');
    await app.button('End the comparison').click();
    await expect(view).toHaveCount(0);
    await expect(app.count).toHaveText('9 / 33');
    await expect(app.current).toHaveText('receives echo request seq 1');
    await app.page.goBack();
    await expect(current).toContainText('Node A · vethef2d98bc');
    await expect(app.count).toHaveText('9 / 38');
  });

  test('travel in the link, also where only the other has a step', async ({ app, stranger }) => {
    const { current } = await compared(app, HOST_GW_AND_VXLAN);
    for (let times = 0; times < 3; times++) await app.button('Next difference').click();
    await expect(current).toContainText('only: Flannel VXLAN');
    await app.button('Copy link').click();
    await expect(app.button('Link copied')).toBeVisible();
    const link = await app.page.evaluate(() => navigator.clipboard.readText());
    expect(link.length).toBeLessThan(300);
    const other = await stranger();
    await other.open(link);
    const { current: theirs } = comparisonOf(other);
    await expect(theirs).toHaveText(
      await current.innerText().then((text) => new RegExp(text.split('\n')[0]!)),
    );
    await expect(theirs).toContainText('only: Flannel VXLAN');
    await expect(other.slider).toHaveAttribute(
      'aria-valuetext',
      (await app.slider.getAttribute('aria-valuetext'))!,
    );
  });

  test('go on when another probe is chosen', async ({ app }) => {
    const { side } = await compared(app, { s: 'nodeport-iptables', x: 'nodeport-ipvs' });
    await app.probe.selectOption('visitor# curl -s http://192.168.205.5:32506/');
    await expect(side('NodePort by IPVS')).toContainText('curl -s http://192.168.205.5:32506/');
    await expect(side('NodePort by iptables')).toContainText('curl -s http://192.168.205.5:32506/');
  });

  test('a network that is nowhere is a problem with a name', async ({ app }) => {
    await app.page.goto(`/${wrap(JSON.stringify({ s: 'flannel-host-gw', x: 'flannel-udp' }))}`);
    await expect(app.alert).toContainText('there is no network called "flannel-udp"');
    await app.alert.getByRole('button', { name: 'Open at the first step' }).click();
    await expect(app.count).toHaveText('1 / 33');
    await expect(app.alert).toHaveCount(0);
  });

  test('a probe from nowhere leaves the network on show as it is', async ({ app }) => {
    await app.open(
      `/${wrap(JSON.stringify({ s: 'flannel-host-gw', x: ['', 'nowhere', 'ping -c 1 10.10.3.4'] }))}`,
    );
    await expect(app.alert).toContainText('there is no namespace "nowhere"');
    await app.button('Step forward').click();
    await expect(app.count).toHaveText('2 / 33');
    await app.button('End the comparison').click();
    await expect(app.alert).toHaveCount(0);
  });

  test('without edits there is nothing to be compared without', async ({ app }) => {
    await app.page.goto(`/${wrap(JSON.stringify({ s: 'flannel-host-gw', x: 'base' }))}`);
    await expect(app.alert).toContainText('there is no edit in this network');
  });
});

test.describe('After an edit', () => {
  test('a line says what became of the probe, and leads to where the ways part', async ({ app }) => {
    await app.open();
    await type(app, 'node-a', 'iptables -I FORWARD -p icmp -j DROP');
    const { change, current, rows, side, view, part } = comparisonOf(app);
    await expect(change).toContainText('Answered before, no answer now.');
    await expect(change).toContainText(
      'Node A · cni0: Dropped: A rule or policy of filter FORWARD says DROP.',
    );
    await expect(
      app.page.getByRole('status').filter({ hasText: 'Answered before, no answer now.' }),
    ).toHaveCount(1);
    await change.getByRole('button', { name: 'Go to step 10' }).click();
    await expect(app.current).toContainText('receives echo request seq 1');
    await expect(app.why).toContainText('A rule or policy of filter FORWARD says DROP.');

    await change.getByRole('button', { name: 'Before and after' }).click();
    await expect(side('Before the last edit')).toContainText('answered');
    await expect(side('After the last edit')).toContainText('no answer');
    await expect(current).toContainText('differs in verdict, rules tried');
    await part('Tables').click();
    await view.getByRole('combobox', { name: 'Table', exact: true }).selectOption('iptables');
    await expect(view.getByRole('listitem').filter({ hasText: '-A FORWARD -p icmp -j DROP' })).toContainText(
      'only here',
    );

    await app.page.keyboard.press('2');
    await rows.getByRole('button', { name: /FORWARD · filter: DROP/ }).click();
    await expect(current).toContainText('FORWARD · filter');
    await app.button('End the comparison').click();
    await change.getByRole('button', { name: 'Dismiss' }).click();
    await expect(change).toHaveCount(0);
  });

  test('it says so when nothing is otherwise', async ({ app }) => {
    await app.open();
    await type(app, 'node-b', 'ip route add 198.51.100.0/24 via 192.168.0.13');
    const { change } = comparisonOf(app);
    await expect(change).toContainText('Same outcome, same path.');
    await expect(change.getByRole('button')).toHaveCount(1);
  });

  test('it is the other way round when the edit is taken back, and gone with another network', async ({
    app,
  }) => {
    await app.open();
    await type(app, 'node-a', 'ip link set cni0 down');
    const { change, side } = comparisonOf(app);
    await expect(change).toContainText('Answered before');
    await app.button('Type a command').click();
    await app.dialog.getByRole('button', { name: 'Take back ip link set cni0 down' }).click();
    await app.page.keyboard.press('Escape');
    await expect(change).toContainText('before, answered now.');
    await change.getByRole('button', { name: 'Before and after' }).click();
    await expect(side('Now')).toContainText('answered');
    await app.choose('Flannel VXLAN');
    await expect(change).toHaveCount(0);
    await expect(app.count).toHaveText('1 / 80');
  });
});

const FACES = [
  { size: 'a wide screen', width: 1920, height: 1080 },
  { size: 'a laptop', width: 1280, height: 720 },
  { size: 'a phone', width: 390, height: 844 },
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { size, ...viewport } of FACES) {
    test.describe(`In ${colorScheme} on ${size}`, () => {
      test.use({ colorScheme, viewport, contextOptions: { reducedMotion: 'reduce' } });

      test('both drawings and the transport are in sight, and axe finds nothing wrong', async ({ app }) => {
        await app.open(`/${wrap(JSON.stringify(HOST_GW_AND_VXLAN))}`);
        const { topology, part, view } = comparisonOf(app);
        for (const name of ['Flannel host-gw', 'Flannel VXLAN'])
          await expect(topology(name)).toBeInViewport({ ratio: 1 });
        await expect(app.transport).toBeInViewport({ ratio: 1 });
        for (let step = 0; step < 10; step++) await app.button('Step forward').click();
        for (const name of ['Why', 'Tables', 'Cost'] as const) {
          await part(name).click();
          await expect(view.getByRole('tabpanel', { name })).toBeVisible();
          const { violations } = await new AxeBuilder({ page: app.page }).analyze();
          expect(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          ).toEqual([]);
        }
        const width = await app.page.evaluate(() => document.scrollingElement!.scrollWidth);
        expect(width).toBeLessThanOrEqual(viewport.width);
      });
    });
  }
}

test.describe('In Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('the comparison speaks it', async ({ app }) => {
    await app.page.goto(`/${wrap(JSON.stringify(HOST_GW_AND_VXLAN))}`);
    const view = app.page.getByRole('region', { name: '对比', exact: true });
    await expect(view.getByRole('list', { name: '并排的步骤' }).getByRole('listitem').first()).toBeAttached();
    await app.page.getByRole('button', { name: '下一处差异' }).click();
    await expect(view.locator('[aria-current="step"]')).toContainText('不同：');
    await view.getByRole('tab', { name: '代价' }).click();
    await expect(view.getByRole('rowheader', { name: '线路上的字节' })).toBeVisible();
  });
});
