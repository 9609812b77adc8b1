// Time as a strip: seen in lanes, moved along by hand and by keys, stopped in where a person wants.
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

/** Presses the pointer down at a part of the timeline's width, and lets go at another. */
async function drag(app: Screen, from: number, to = from) {
  const { x, y, width, height } = (await app.timeline.boundingBox())!;
  const at = (part: number) => [x + width * part, y + height / 2] as const;
  await app.page.mouse.move(...at(from));
  await app.page.mouse.down();
  await app.page.mouse.move(...at(to), { steps: 3 });
  await app.page.mouse.up();
}

const open = (app: Screen, moment: object) => app.open(`/${wrap(JSON.stringify(moment))}`);

/** The middle of a step, as a part of all. */
const middle = (step: number, of: number) => (step - 0.5) / of;

test.describe('On a desk', () => {
  test.use({ viewport: { width: 1440, height: 900 }, contextOptions: { reducedMotion: 'reduce' } });

  test('there is a lane for each namespace, in the order in which the packet comes there', async ({
    app,
  }) => {
    await app.open();
    await expect(app.lanes.getByRole('listitem')).toHaveText(['Pod A', 'Node A', 'Node B', 'Pod B']);
  });

  test('or for each device', async ({ app }) => {
    await app.open();
    await app.button('A lane for each device').click();
    await expect(app.lanes.getByRole('listitem').first()).toHaveText('Pod Aprocess');
    await expect(app.lanes.getByTitle('Node B · cni0')).toBeVisible();
    await app.page.reload();
    await expect(app.button('A lane for each device')).toHaveAttribute('aria-pressed', 'true');
  });

  test('a press goes to the step that is there, a drag through all between', async ({ app }) => {
    await app.open();
    await drag(app, middle(9, 33));
    await expect(app.count).toHaveText('9 / 33');
    await drag(app, middle(9, 33), middle(33, 33));
    await expect(app.count).toHaveText('33 / 33');
    await expect(app.timeline).toHaveAttribute(
      'aria-valuetext',
      /^step 33 of 33: Pod A · eth0, .*, at \d+ µs$/,
    );
  });

  test('the pointer over a mark is told what it is', async ({ app }) => {
    await app.open();
    const { width } = (await app.timeline.boundingBox())!;
    await app.timeline.hover({ position: { x: width * middle(10, 33), y: 20 } });
    const region = app.page.getByRole('region', { name: 'Timeline' });
    await expect(region.getByText('Node A · cni0')).toBeVisible();
    await expect(region.getByText('receives echo request seq 1')).toBeVisible();
    await expect(app.count).toHaveText('1 / 33');
  });

  test('a wheel looks closer at what is under the pointer', async ({ app }) => {
    await app.open();
    await drag(app, middle(20, 33));
    const { x, y, width } = (await app.timeline.boundingBox())!;
    const at = x + width * middle(20, 33);
    await app.page.mouse.move(at, y + 20);
    await expect(app.button('Zoom the timeline out')).toBeDisabled();
    await app.page.mouse.wheel(0, -600);
    await expect(app.button('Zoom the timeline out')).toBeEnabled();
    await app.page.mouse.click(at, y + 20);
    await expect(app.count).toHaveText('20 / 33');
    await drag(app, 0.001);
    await expect(app.count).not.toHaveText(/^([1-9]|33) \//);
    await app.button('Show the whole timeline').click();
    await drag(app, 0.001);
    await expect(app.count).toHaveText('1 / 33');
  });

  test('what is on show stays in view, however near one looks', async ({ app }) => {
    await app.open();
    for (let times = 0; times < 3; times++) await app.button('Zoom the timeline in').click();
    await app.page.keyboard.press('End');
    await expect(app.count).toHaveText('33 / 33');
    await drag(app, 0.5);
    await expect(app.count).not.toHaveText(/^1?\d \//);
  });

  test('the keyboard moves along it as along any slider, and no step is taken twice', async ({ app }) => {
    await app.open();
    await app.timeline.focus();
    const { keyboard } = app.page;
    for (const [key, step] of [
      ['ArrowRight', 2],
      ['ArrowUp', 3],
      ['ArrowLeft', 2],
      ['PageUp', 12],
      ['PageDown', 2],
      ['End', 33],
      ['Home', 1],
    ] as const) {
      await keyboard.press(key);
      await expect(app.timeline).toHaveAttribute('aria-valuenow', `${step}`);
      await expect(app.count).toHaveText(`${step} / 33`);
    }
    await keyboard.press('+');
    await expect(app.button('Zoom the timeline out')).toBeEnabled();
    await keyboard.press('0');
    await expect(app.button('Zoom the timeline out')).toBeDisabled();
  });

  test('the legend says what the marks mean, and leaves', async ({ app }) => {
    await app.open();
    const region = app.page.getByRole('region', { name: 'Timeline' });
    await region.getByTitle('What the marks mean').click();
    await expect(region.getByText('ICMP error')).toBeVisible();
    await app.page.keyboard.press('Escape');
    await expect(region.getByText('ICMP error')).toBeHidden();
  });

  test('folded it is one line, and stays so', async ({ app }) => {
    await app.open();
    const fold = app.page.getByRole('button', { name: 'Timeline', exact: true });
    await expect(fold).toHaveAttribute('aria-expanded', 'true');
    await fold.click();
    await expect(app.lanes).toBeHidden();
    await app.page.reload();
    await expect(fold).toHaveAttribute('aria-expanded', 'false');
    await drag(app, middle(17, 33));
    await expect(app.count).toHaveText('17 / 33');
  });

  test('a long trace is drawn and moved along like a short one', async ({ app }) => {
    await open(app, { s: 'flannel-host-gw', p: ['node-a/pod-a', 'ping -c 200 -i 0.2 10.10.3.4'], z: 2 });
    const last = Number(await app.timeline.getAttribute('aria-valuemax'));
    expect(last).toBeGreaterThan(10_000);
    await drag(app, 0.5);
    await expect
      .poll(async () => Number(await app.timeline.getAttribute('aria-valuenow')) / last)
      .toBeCloseTo(0.5, 2);
    const marks = await app.timeline
      .locator('svg path')
      .evaluateAll((paths) => paths.map((path) => (path.getAttribute('d') ?? '').length));
    expect(Math.max(...marks)).toBeLessThan(250_000);
  });
});

test.describe('On a phone', () => {
  test.use({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    contextOptions: { reducedMotion: 'reduce' },
  });

  test('it is three lanes of namespaces high, and the lane of the step is in view', async ({ app }) => {
    await app.open();
    const strip = (await app.page.getByRole('region', { name: 'Timeline' }).boundingBox())!;
    expect(strip.height).toBeLessThan(90);
    await expect(app.button('A lane for each device')).toBeHidden();
    await app.page.keyboard.press('End');
    await expect(app.lanes.getByText('Pod A')).toBeInViewport();
    const { x, y, width } = (await app.timeline.boundingBox())!;
    await app.page.touchscreen.tap(x + width * middle(21, 33), y + 10);
    await expect(app.count).toHaveText('21 / 33');
    await expect(app.lanes.getByText('Pod B')).toBeInViewport();
  });
});

test.describe('Breakpoints', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  const toggle = (app: Screen, name: string) => app.dialog.getByRole('button', { name, exact: true });
  const listed = (app: Screen) => app.dialog.getByRole('list', { name: 'Breakpoints' }).getByRole('listitem');

  test('play stops at any drop, and not before', async ({ app }) => {
    await app.page.clock.install();
    await open(app, { s: 'fault-forward-drop' });
    await app.page.keyboard.press('b');
    await toggle(app, 'any drop').click();
    await expect(listed(app)).toHaveText([/any drop.*met once/]);
    await app.page.keyboard.press('Escape');
    await app.button('Play').click();
    await app.page.clock.runFor(120_000);
    await expect(app.button('Play')).toBeVisible();
    await expect(app.zoom.getByRole('radio', { name: 'Stage' })).toBeChecked();
    await expect(app.current).toHaveText('dropped: NETFILTER_DROP');
  });

  test('from stop to stop by a key and by a button, forth and back', async ({ app }) => {
    await open(app, { s: 'clusterip-iptables', z: 1, b: [['rewrite', '', '']] });
    await app.page.keyboard.press('j');
    await expect(app.current).toHaveText(/^destination 10\.43\.6\.58:80 → /);
    const first = await app.count.innerText();
    await app.button('To the next stop').click();
    await expect(app.count).not.toHaveText(first);
    await app.page.keyboard.press('k');
    await expect(app.count).toHaveText(first);
  });

  test('at what the step is at, with one press', async ({ app }) => {
    const at = ['node-a', 'cni0', 'ipt_do_table', 'filter:FORWARD:6', 0];
    await open(app, { s: 'flannel-host-gw', a: at, z: 2 });
    await app.button(/^Stop at…/).click();
    for (const name of ['rule filter:FORWARD:6 in node-a', 'filter:FORWARD in node-a', 'cni0 in node-a'])
      await toggle(app, name).click();
    await expect(listed(app)).toHaveCount(3);
    await toggle(app, 'Remove: cni0 in node-a').click();
    await expect(listed(app)).toHaveCount(2);
  });

  test('somewhere else; and one that nothing meets says so', async ({ app }) => {
    await app.open();
    await app.page.keyboard.press('b');
    await app.dialog.getByRole('radio', { name: 'Chain' }).check();
    await app.dialog.getByRole('combobox', { name: 'Namespace' }).selectOption('node-b');
    await app.dialog.getByRole('combobox', { name: 'Chain' }).selectOption('filter:FORWARD');
    await app.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await app.dialog.getByRole('combobox', { name: 'Chain' }).selectOption('nat:DOCKER');
    await app.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(listed(app)).toHaveText([/chain filter:FORWARD in node-b.*met/, /nothing meets it/]);
    await app.dialog
      .getByRole('button', { name: 'Go to the first stop: chain filter:FORWARD in node-b' })
      .click();
    await expect(app.dialog).toBeHidden();
    await expect(app.zoom.getByRole('radio', { name: 'Rule' })).toBeChecked();
    await expect(app.why).toContainText('filter FORWARD 1');
    await expect(app.why).toContainText('Node B');
  });

  test('at a device in the drawing, and beside a rule in its table', async ({ app }) => {
    await app.open();
    await app.topology.getByRole('button', { name: 'Node B: cni0' }).focus();
    await app.page.keyboard.press('b');
    await expect(app.button(/^Stop at…/)).toContainText('1');
    await app.page.keyboard.press('j');
    await expect(app.why).toContainText('Node B · cni0');
    await app.pane('iptables').click();
    const rule = app.tables.getByRole('listitem').filter({ hasText: '10.10.0.0/16' }).first();
    await rule.hover();
    await rule.getByRole('button', { name: 'A breakpoint' }).click();
    await expect(rule.getByRole('button', { name: 'A breakpoint' })).toHaveAttribute('aria-pressed', 'true');
    await expect(app.button(/^Stop at…/)).toContainText('2');
  });

  test('they go along in the link, and not to another network', async ({ app, stranger }) => {
    await open(app, {
      s: 'flannel-host-gw',
      b: [
        ['device', 'node-a', 'cni0'],
        ['drop', '', ''],
      ],
    });
    await app.button('Copy link').click();
    await expect(app.button('Link copied')).toBeVisible();
    const link = await app.page.evaluate(() => navigator.clipboard.readText());
    const other = await stranger();
    await other.open(link);
    await other.page.keyboard.press('b');
    await expect(listed(other)).toHaveText([/cni0 in node-a.*met 4 times/, /any drop.*nothing meets it/]);
    await other.page.keyboard.press('Escape');
    await other.choose('Flannel VXLAN');
    await expect(other.count).toHaveText('1 / 80');
    await other.page.keyboard.press('b');
    await expect(listed(other)).toHaveText([/any drop/]);
  });
});
