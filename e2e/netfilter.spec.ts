// Netfilter as a map: an SRE sees at a glance which hook, table and chain a packet went through, and what became of it there.
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

/** Opens a network at its first step, with the map in sight. */
async function openMap(app: Screen, scenario: string, more: object = {}): Promise<void> {
  await app.open(`/${wrap(JSON.stringify({ s: scenario, z: 1, t: 'netfilter', ...more }))}`);
  await expect(app.pane('Netfilter')).toHaveAttribute('aria-selected', 'true');
}

const mapOf = (app: Screen, namespace: string) => {
  const map = app.tables.getByRole('region', { name: new RegExp(`^The hooks of ${namespace}`) });
  return {
    map,
    button: (name: string | RegExp) => map.getByRole('button', { name }),
    here: map.locator('svg [aria-current="step"]'),
    story: map.getByRole('list', { name: 'What happens to the packet here, in order' }),
  };
};

test.describe('A ClusterIP by iptables', () => {
  test.beforeEach(async ({ app }) => openMap(app, 'clusterip-iptables'));

  test('is followed from hook to hook, chain after chain, to its DNAT', async ({ app }) => {
    const { map, button, here } = mapOf(app, 'master');
    await app.goTo('PREROUTING · nat');
    await expect(here).toHaveCount(1);
    await expect(here).toHaveAccessibleName(/^Chain KUBE-SEP-\w+ of nat, 2 rules, DNAT, the packet is here$/);
    for (const name of [
      /^conntrack at PREROUTING, NEW, the packet has been here$/,
      /^Table nat at PREROUTING, 2 rules, DNAT, the packet has been here$/,
      /^Chain KUBE-SERVICES of nat, 15 rules/,
      /^Table filter at FORWARD, 5 rules, the packet will come here$/,
      /^Table filter at INPUT, 4 rules$/,
    ])
      await expect(button(name).first()).toBeVisible();
    await expect(map.getByText('dst 10.43.6.58:80', { exact: true })).toBeVisible();
    await expect(map.getByText('called by cni0').first()).toBeVisible();

    await app.goTo('FORWARD · filter');
    await expect(here).toHaveAccessibleName(
      /^Chain FLANNEL-FWD of filter, 2 rules, ACCEPT, the packet is here$/,
    );
    await expect(button(/^Incoming device: vethf9a83fdb, the packet has been here$/)).toBeVisible();
    await expect(button(/^Outgoing device: flannel\.1, the packet will come here$/)).toBeVisible();
  });

  test('says rule by rule which one is tried', async ({ app }) => {
    await app.zoomTo('Rule');
    await app.goTo(/(^| )KUBE-SERVICES 1: no/);
    const { here } = mapOf(app, 'master');
    await expect(here).toHaveAccessibleName(
      /^Chain KUBE-SERVICES of nat, 15 rules, rule 1 of 15, the packet is here$/,
    );
    await app.button('Step forward').click();
    await expect(here).toContainText('2/15');
  });

  test('shows the rule itself in the pane of iptables when a chain is pressed', async ({ app }) => {
    await app.goTo('PREROUTING · nat');
    await mapOf(app, 'master')
      .button(/^Chain KUBE-SEP-/)
      .click();
    await expect(app.pane('iptables')).toHaveAttribute('aria-selected', 'true');
    const pointed = app.output('iptables -t nat -nvL').locator('[data-pointed]');
    await expect(pointed).toContainText('DNAT');
    await expect(pointed).toBeInViewport();
    await app.pane('Netfilter').click();
    await mapOf(app, 'master')
      .button(/^Table filter at INPUT/)
      .click();
    await expect(app.output('iptables -t filter -nvL').locator('[data-pointed]')).toContainText(
      'Chain INPUT',
    );
  });

  test('goes to the step at a hook that is pressed', async ({ app }) => {
    await app.goTo('PREROUTING · nat');
    await mapOf(app, 'master').button('Hook POSTROUTING: go to the step there').click();
    await expect(app.current).toHaveText('POSTROUTING · nat');
    await mapOf(app, 'master')
      .button(/^Routing decision for what came in/)
      .click();
    await expect(app.current).toHaveText(/^route: .*dev /);
  });

  test('says that a known connection is not asked about again, and that its packets are rewritten', async ({
    app,
  }) => {
    await app.goTo(/^source 10\.42\.1\.6:80 → 10\.43\.6\.58:80/);
    const { map, button } = mapOf(app, 'master');
    await expect(button(/^Table nat at POSTROUTING, 3 rules, skipped/)).toBeVisible();
    await expect(map.getByText('ESTABLISHED: not asked again').first()).toBeVisible();
    await expect(map.getByText('src 10.42.1.6:80', { exact: true })).toBeVisible();
  });

  test('travels in the link', async ({ app, stranger }) => {
    await app.goTo('FORWARD · filter');
    await app.button('Copy link').click();
    const other = await stranger();
    await other.open(await app.page.evaluate(() => navigator.clipboard.readText()));
    await expect(other.pane('Netfilter')).toHaveAttribute('aria-selected', 'true');
    await expect(mapOf(other, 'master').here).toHaveAccessibleName(/^Chain FLANNEL-FWD/);
  });

  test('is gone through with the keyboard', async ({ app }) => {
    const { keyboard } = app.page;
    await app.goTo('PREROUTING · nat');
    const { here, map } = mapOf(app, 'master');
    await map.focus();
    await keyboard.press('Tab');
    await expect(here).toBeFocused();
    await keyboard.press('ArrowUp');
    await expect(mapOf(app, 'master').button(/^Chain KUBE-SVC-/)).toBeFocused();
    await keyboard.press('ArrowRight');
    await expect(app.current).toHaveText('destination 10.43.6.58:80 → 10.42.1.6:80');
    await keyboard.press('Enter');
    await expect(app.output('iptables -t nat -nvL').locator('[data-pointed]')).toContainText('KUBE-SEP-');
  });
});

test('IPVS is seen to go another way, past the local process', async ({ app }) => {
  await openMap(app, 'nodeport-ipvs');
  await app.goTo(/^IPVS rr: 10\.42\.2\.6:80/);
  const { map, here, story, button } = mapOf(app, 'master');
  await expect(here).toHaveAccessibleName(/^IPVS at INPUT, rr, the packet is here$/);
  await expect(story.getByRole('listitem').filter({ hasText: /^(INPUT|OUTPUT|Goes to)/ })).toHaveCount(2);
  await expect(map.getByText('IPVS', { exact: true }).first()).toBeVisible();
  await expect(button(/^Local process/)).toHaveCount(0);
});

test('a drop is unmistakable: where, in which table, and by whom', async ({ app }) => {
  await openMap(app, 'fault-forward-drop');
  await app.button('To end').click();
  const { map, button } = mapOf(app, 'k8s-2');
  await expect(button(/^Hook FORWARD, dropped/)).toBeVisible();
  await expect(map.getByText('✕ dropped', { exact: true })).toBeVisible();
  await expect(button(/^Table filter at FORWARD, 10 rules, ✕ DROP, the packet is here$/)).toBeVisible();
  await expect(map.getByText('policy of FORWARD', { exact: true })).toBeVisible();
  await expect(app.tables.getByText('→ ✕ dropped')).toBeVisible();
});

test('a namespace that the packet has left, or not reached, says so', async ({ app }) => {
  await openMap(app, 'flannel-host-gw', { f: 'node-b' });
  await expect(app.tables.getByText('It has not come here yet.')).toBeVisible();
  await app.button('To end').click();
  await expect(app.tables.getByText('It has gone on; this was its way here.')).toBeVisible();
  await expect(mapOf(app, 'Node B').here).toHaveCount(0);
});

test('the same is told as a list, which leads to the steps', async ({ app }) => {
  await openMap(app, 'docker-modes');
  await app.page.keyboard.press('End');
  await app.tables.getByRole('radio', { name: 'List' }).check();
  const items = app.tables.getByRole('list', { name: 'What happens to the packet here, in order' });
  await items.getByRole('button').first().click();
  await expect(items.getByRole('listitem').first()).toHaveAttribute('aria-current', 'step');
});

test('it speaks Chinese', async ({ app }) => {
  await openMap(app, 'clusterip-iptables');
  await app.goTo('PREROUTING · nat');
  await app.page.getByRole('button', { name: /中文/ }).click();
  const map = app.page.getByRole('region', { name: /的钩子，以及报文经过它们的路径/ });
  await expect(map.getByRole('button', { name: /^PREROUTING 上的 nat 表，2 条规则/ })).toBeVisible();
});

for (const viewport of [
  { width: 390, height: 844 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
]) {
  test.describe(`At ${viewport.width}×${viewport.height}`, () => {
    test.use({ viewport });

    for (const scenario of [
      'flannel-host-gw',
      'clusterip-iptables',
      'nodeport-ipvs',
      'calico-nodeport',
      'docker-modes',
    ]) {
      test(`the map of ${scenario} fits in width, is readable, and keeps the packet in view`, async ({
        app,
      }) => {
        await openMap(app, scenario);
        for (const key of ['1', '2', 'End', '3', 'Home']) {
          await app.page.keyboard.press(key);
          const svg = app.tables.locator('svg[role="graphics-object"]');
          await expect(svg).toBeVisible();
          const seen = await svg.evaluate((element) => ({
            wide: element.parentElement!.scrollWidth - element.parentElement!.clientWidth,
            small: [...element.querySelectorAll('text')]
              .map((text) => Number.parseFloat(getComputedStyle(text).fontSize))
              .filter((size) => size < 9).length,
          }));
          expect(seen).toEqual({ wide: 0, small: 0 });
          const here = svg.locator('[aria-current="step"]');
          if ((await here.count()) > 0) await expect(here).toBeInViewport();
        }
      });
    }
  });
}
