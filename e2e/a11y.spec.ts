// The page for everybody: judged by axe in both themes on a desk and on a phone, gone through with the keyboard alone.
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';
import { violations } from './violations.ts';

const FACES = [
  { size: 'a desk', width: 1280, height: 720 },
  { size: 'a phone', width: 390, height: 844 },
] as const;

const MOMENTS: readonly { readonly name: string; arrive(app: Screen): Promise<void> }[] = [
  {
    name: 'at the start',
    async arrive(app) {
      await app.open();
      await expect(app.topology.getByRole('button', { name: 'Node A: cni0' })).toBeVisible();
    },
  },
  {
    name: 'amid the rules of iptables',
    async arrive(app) {
      const at = ['node-a', 'cni0', 'ipt_do_table', 'filter:FORWARD:6', 0];
      await app.open(`/${wrap(JSON.stringify({ s: 'flannel-host-gw', a: at, z: 2, t: 'iptables' }))}`);
      await expect(app.alert).toHaveCount(0);
      await expect(app.tables.locator('[aria-current="true"]')).toContainText(/no:? -o/);
    },
  },
  {
    name: 'on the map of netfilter',
    async arrive(app) {
      const at = ['node-a', 'cni0', 'ipt_do_table', 'filter:FORWARD:6', 0];
      await app.open(`/${wrap(JSON.stringify({ s: 'flannel-host-gw', a: at, z: 2, t: 'netfilter' }))}`);
      await expect(app.tables.locator('svg [aria-current="step"]')).toContainText('6/11');
    },
  },
  {
    name: 'with the library open',
    async arrive(app) {
      await app.open();
      await app.page.getByTitle('Choose another network').click();
      await expect(app.page.getByRole('dialog', { name: 'Library' })).toBeVisible();
    },
  },
  {
    name: 'with the keys listed',
    async arrive(app) {
      await app.open();
      await app.button('Keys').click();
      await expect(app.page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    },
  },
  {
    name: 'with a timeline of devices',
    async arrive(app) {
      await app.page.addInitScript(() => localStorage.setItem('hopscope.timeline', 'open devices'));
      const stops = [['rewrite', '', '']];
      await app.open(`/${wrap(JSON.stringify({ s: 'clusterip-iptables', z: 1, b: stops }))}`);
      await app.page.keyboard.press('j');
      await expect(app.timeline).toHaveAttribute('aria-valuetext', /destination 10\.43/);
      await app.page.getByTitle('What the marks mean').click();
      await app.timeline.hover();
    },
  },
  {
    name: 'where to stop is asked',
    async arrive(app) {
      const stops = [
        ['drop', '', ''],
        ['device', 'node-a', 'cni0'],
      ];
      await app.open(`/${wrap(JSON.stringify({ s: 'flannel-host-gw', b: stops }))}`);
      await app.page.keyboard.press('b');
      await expect(app.dialog.getByText('nothing meets it')).toBeVisible();
    },
  },
  {
    name: 'something is looked for',
    async arrive(app) {
      await app.open();
      await app.page.keyboard.press('/');
      await app.page.getByRole('combobox', { name: 'Find' }).fill('10.10');
      await expect(
        app.page.getByRole('listbox', { name: 'What was found' }).getByRole('option').first(),
      ).toBeVisible();
    },
  },
  {
    name: 'after a bad link',
    async arrive(app) {
      await app.page.goto('/#s=1.broken!');
      await expect(app.alert).toContainText('This link cannot be opened.');
      await expect(app.page.getByRole('list', { name: 'Library' })).toBeVisible();
    },
  },
  {
    name: 'with a row in the editor, refused',
    async arrive(app) {
      await app.open(`/${wrap(JSON.stringify({ s: 'flannel-host-gw', t: 'routes' }))}`);
      await app.tables.getByText('default via 10.10.2.1 dev eth0').hover();
      await app.act('Edit: default via 10.10.2.1 dev eth0').click();
      await app.dialog.getByLabel('Gateway').fill('1.2.3.4');
      await app.dialog.getByRole('button', { name: 'Apply' }).click();
      await expect(app.dialog.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'with a device chosen and edited',
    async arrive(app) {
      await app.open();
      await app.topology.getByRole('button', { name: /^Node A: cni0/ }).focus();
      await app.page.keyboard.press('Enter');
      await app.button('Set down').click();
      await expect(app.button('Set up')).toBeVisible();
      await expect(app.button('1 edit')).toBeVisible();
    },
  },
  {
    name: 'with the objects of a cluster',
    async arrive(app) {
      await app.open(`/${wrap(JSON.stringify({ s: 'clusterip-iptables', t: 'cluster' }))}`);
    },
  },
  {
    name: 'inside the tunnel',
    async arrive(app) {
      const at = ['master', 'enp0s1', 'dev_queue_xmit', '', 1];
      await app.open(`/${wrap(JSON.stringify({ s: 'flannel-vxlan', a: at }))}`);
      await expect(app.slider).toHaveAttribute('aria-valuetext', /master · enp0s1, sends VXLAN/);
    },
  },
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { size, ...viewport } of FACES) {
    test.describe(`axe finds nothing wrong in ${colorScheme} on ${size}`, () => {
      test.use({ colorScheme, viewport, contextOptions: { reducedMotion: 'reduce' } });
      for (const { name, arrive } of MOMENTS) {
        test(name, async ({ app }) => {
          await arrive(app);
          expect(await violations(app.page)).toEqual([]);
        });
      }
    });
  }
}

test.describe('On a phone every part is found by axe to be right', () => {
  test.use({ viewport: { width: 390, height: 844 }, contextOptions: { reducedMotion: 'reduce' } });
  for (const name of ['Why', 'Packet', 'Bytes', 'Steps', 'Tables']) {
    test(name, async ({ app }) => {
      await app.open();
      await app.page.getByRole('tablist', { name: 'View' }).getByRole('tab', { name }).click();
      await expect(app.page.getByRole('tabpanel', { name }).first()).toBeVisible();
      expect(await violations(app.page)).toEqual([]);
    });
  }
});

test.describe('With the keyboard alone', () => {
  /** Presses Tab until something has the focus; fails when it never does. */
  async function tabTo(app: Screen, what: ReturnType<Screen['button']>) {
    const focused = () => what.evaluate((element) => element === document.activeElement);
    for (let presses = 0; presses < 80 && !(await focused()); presses++) await app.page.keyboard.press('Tab');
    await expect(what).toBeFocused();
  }

  test('a person chooses the network, follows the packet to its answer and shares the moment', async ({
    app,
  }) => {
    const { keyboard } = app.page;
    await app.open();

    await tabTo(app, app.page.getByTitle('Choose another network'));
    await keyboard.press('Enter');
    const library = app.page.getByRole('dialog', { name: 'Library' });
    await expect(library).toBeVisible();
    await tabTo(app, library.getByRole('button', { name: 'Flannel VXLAN', exact: true }));
    await keyboard.press('Enter');
    await expect(library).toBeHidden();
    await expect(app.count).toHaveText('1 / 80');

    await tabTo(app, app.button('Step forward'));
    await keyboard.press('Enter');
    await expect(app.count).toHaveText('2 / 80');
    await keyboard.press('2');
    await expect(app.zoom.getByRole('radio', { name: 'Stage' })).toBeChecked();

    await tabTo(app, app.steps.locator('[aria-current]'));
    const before = await app.current.innerText();
    await keyboard.press('ArrowDown');
    await expect(app.current).toBeFocused();
    await expect(app.current).not.toHaveText(before);
    await keyboard.press('ArrowUp');
    await expect(app.current).toHaveText(before);

    await tabTo(app, app.tables.getByRole('tab', { selected: true }));
    await keyboard.press('End');
    await expect(app.pane('Conntrack')).toBeFocused();
    await expect(app.pane('Conntrack')).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('ArrowRight');
    await expect(app.pane('Routes')).toHaveAttribute('aria-selected', 'true');

    await tabTo(app, app.field(/^(Version|Destination Address)/).first());
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(app.packet.getByRole('button', { pressed: true })).toHaveCount(1);
    await expect(app.packet.getByRole('button', { pressed: true })).toBeFocused();

    await tabTo(app, app.bytes.getByRole('button', { name: /octet 0:/ }));
    await keyboard.press('ArrowDown');
    await expect(app.bytes.getByRole('button', { name: /octet 16:/ })).toBeFocused();
    await keyboard.press('End');
    await expect(app.bytes.locator('[data-octet]').last()).toBeFocused();

    await tabTo(app, app.button('To end'));
    await keyboard.press('Enter');
    await expect(app.why).toContainText('Pod 10.42.0.65 · eth0');
    await expect(app.current).toHaveText('delivered to ping');

    await tabTo(app, app.button('Copy link'));
    await keyboard.press('Enter');
    await expect(app.button('Link copied')).toBeFocused();
  });

  test('a namespace is chosen in the drawing', async ({ app }) => {
    await app.open();
    const pod = app.topology.getByRole('button', { name: 'Pod B: network namespace' });
    await pod.focus();
    await app.page.keyboard.press('Enter');
    await expect(pod).toHaveAttribute('aria-pressed', 'true');
    await expect(app.tables.getByText('node-b/pod-b# ip route')).toBeVisible();
  });

  test('a dialog gives the focus back to what opened it', async ({ app }) => {
    await app.open();
    await app.button('Keys').focus();
    await app.page.keyboard.press('Enter');
    await expect(app.dialog).toBeVisible();
    await app.page.keyboard.press('Escape');
    await expect(app.dialog).toBeHidden();
    await expect(app.button('Keys')).toBeFocused();
  });
});

test.describe('For those who asked for less motion', () => {
  /** Where the packet is drawn right after a step, and where it is when all motion is over. The test holds the clock. */
  async function packetAfterStep(app: Screen): Promise<{ atOnce: string | null; later: string | null }> {
    const { clock } = app.page;
    await clock.install();
    await app.open();
    await clock.pauseAt(Date.now() + 60_000);
    await clock.runFor(5000);
    await app.goTo('receives echo request seq 1', 'Node A · vethef2d98bc');
    await clock.runFor(5000);
    await app.button('Step forward').click();
    await expect(app.count).toHaveText('10 / 33');
    const drawn = () => app.topology.locator('[data-part="token"]').getAttribute('transform');
    const atOnce = await drawn();
    await clock.runFor(5000);
    return { atOnce, later: await drawn() };
  }

  test('the packet is at once where it goes', async ({ app }) => {
    await app.page.emulateMedia({ reducedMotion: 'reduce' });
    const { atOnce, later } = await packetAfterStep(app);
    expect(atOnce).toMatch(/^translate\(/);
    expect(later).toBe(atOnce);
  });

  test('and for nobody else: there it travels', async ({ app }) => {
    await app.page.emulateMedia({ reducedMotion: 'no-preference' });
    const { atOnce, later } = await packetAfterStep(app);
    expect(atOnce).toMatch(/^translate\(/);
    expect(later).not.toBe(atOnce);
  });

  test('everything else works as ever', async ({ app }) => {
    await app.page.emulateMedia({ reducedMotion: 'reduce' });
    await app.open();
    await app.page.keyboard.press('End');
    await expect(app.topology.getByText('ICMP echo reply')).toBeVisible();
    await app.button('Fit').click();
    await app.button('Play').click();
    await expect(app.button('Pause')).toBeVisible();
    await expect(app.count).not.toHaveText('33 / 33');
    await app.button('Pause').click();
    await expect(app.button('Play')).toBeVisible();
  });
});
