// What a person can take away: the drawing, the trace and the network, as files that other programs open.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import type { Screen } from './screen.ts';

interface Saved {
  readonly name: string;
  readonly content: Buffer;
}

/** Saves a format from the open dialog. */
async function save(app: Screen, format: string): Promise<Saved> {
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.dialog.getByRole('button', { name: new RegExp(`^${format} `) }).click(),
  ]);
  const name = download.suggestedFilename();
  await expect(app.dialog.getByRole('status')).toHaveText(`${name} is saved`);
  return { name, content: await readFile(await download.path()) };
}

/** What the command line prints. */
const printed = (scenario: string, format: string) =>
  execFileSync('npx', ['tsx', 'engine/cli.ts', scenario, '--format', format]);

/** An SVG opened by itself: what is in it, and where. */
async function inspect(app: Screen, svg: Buffer) {
  const page = await app.page.context().newPage();
  await page.setContent(svg.toString().replace(/^<\?xml.*\?>/, ''));
  const found = await page.evaluate(() => {
    const boxOf = (element: Element | undefined | null) => {
      const { x, y, width, height } = element!.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    };
    const texts = [...document.querySelectorAll('text')];
    const named = (text: string) => boxOf(texts.find((element) => element.textContent === text));
    const root = document.querySelector('svg')!;
    return {
      title: root.querySelector('title')?.textContent,
      description: root.querySelector('desc')?.textContent,
      ground: root.querySelector('rect')?.getAttribute('fill'),
      size: { width: root.width.baseVal.value, height: root.height.baseVal.value },
      card: [...root.querySelectorAll('#card text')].map((element) => element.textContent),
      packet: boxOf(root.querySelector('#packet')),
      cni0: named('cni0'),
      docker0: named('docker0'),
    };
  });
  await page.close();
  return found;
}

const far = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);

test.describe('The drawing', () => {
  test.beforeEach(async ({ app }) => {
    await app.open();
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
  });

  test('is an SVG that needs nothing else, with the packet at its place', async ({ app }) => {
    await app.share('Export…');
    const { name, content } = await save(app, 'SVG');
    expect(name).toBe('flannel-host-gw-hop-10.svg');
    expect(content.toString()).not.toMatch(
      /class=|style|script|foreignObject|href|url\(|var\(|color-mix|light-dark/,
    );

    const drawn = await inspect(app, content);
    expect(drawn.title).toBe('Flannel host-gw: Pod A pings Pod B');
    expect(drawn.description).toBe('Node A · cni0: receives echo request seq 1');
    expect(drawn.card).toEqual(expect.arrayContaining(['ICMP echo request', 'IPv4', 'TTL 64 → 63']));
    expect(far(drawn.packet, drawn.cni0)).toBeLessThan(50);
    expect(far(drawn.packet, drawn.docker0)).toBeGreaterThan(100);
  });

  test('is all of the network, whatever part of it is in view', async ({ app }) => {
    await app.share('Export…');
    const whole = await save(app, 'SVG');
    await app.dialog.getByRole('button', { name: 'Close' }).click();
    for (let clicks = 0; clicks < 4; clicks++) await app.button('Zoom in').click();
    await app.share('Export…');
    expect((await save(app, 'SVG')).content.equals(whole.content)).toBe(true);
  });

  test('is in the colours of the page, or in those asked for', async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: 'dark' });
    await app.share('Export…');
    const ground = async () => (await inspect(app, (await save(app, 'SVG')).content)).ground;
    expect(await ground()).toBe('#10141c');
    await app.dialog.getByRole('radio', { name: 'light' }).check();
    expect(await ground()).toBe('#f4f5f8');
    await app.dialog.getByRole('radio', { name: 'dark' }).check();
    expect(await ground()).toBe('#10141c');
  });

  test('is a PNG with two dots for each of the SVG', async ({ app }) => {
    await app.share('Export…');
    const { size } = await inspect(app, (await save(app, 'SVG')).content);
    const { name, content } = await save(app, 'PNG');
    expect(name).toBe('flannel-host-gw-hop-10.png');
    expect(content.subarray(1, 4).toString()).toBe('PNG');
    expect({ width: content.readUInt32BE(16), height: content.readUInt32BE(20) }).toEqual({
      width: size.width * 2,
      height: size.height * 2,
    });
    // A picture with nothing on it takes a few thousand octets.
    expect(content.length).toBeGreaterThan(50_000);
  });
});

const TRACES: readonly (readonly [string, string, string])[] = [
  ['Text', 'flannel-host-gw.trace.txt', 'text'],
  ['TRACE log', 'flannel-host-gw.trace.log', 'trace'],
  ['JSON', 'flannel-host-gw.trace.json', 'json'],
  ['pcapng', 'flannel-host-gw.pcapng', 'pcapng'],
  ['Bash script', 'flannel-host-gw.sh', 'script'],
];

for (const [format, name, id] of TRACES) {
  test(`${format} is the file that the command line writes`, async ({ app }) => {
    await app.open();
    await app.share('Export…');
    const saved = await save(app, format);
    expect(saved.name).toBe(name);
    expect(saved.content.equals(printed('flannel-host-gw', id))).toBe(true);
  });
}

test('a network in which nothing is traced has no TRACE log, and the page says what would make one', async ({
  app,
}) => {
  await app.open();
  await app.choose('Flannel VXLAN');
  await expect(app.count).toHaveText('1 / 80');
  await app.share('Export…');
  await app.dialog.getByRole('button', { name: /^TRACE log/ }).click();
  await expect(app.dialog.getByRole('status')).toContainText(
    'flannel-vxlan.trace.log cannot be written: no rule of this network says -j TRACE.',
  );
});

test('the script holds what was typed', async ({ app }) => {
  await app.open();
  await app.button('Type a command').click();
  await app.dialog.getByRole('combobox', { name: 'Where to type it' }).selectOption('node-b');
  await app.dialog
    .getByRole('textbox', { name: 'Command' })
    .fill('ip route add 10.99.0.0/16 via 192.168.0.3');
  await app.dialog.getByRole('button', { name: 'Run' }).click();
  await expect(app.dialog.getByRole('status')).toHaveText('Done: the drawing shows what happens now.');
  await app.dialog.getByRole('button', { name: 'Close' }).click();
  await app.share('Export…');
  const { content } = await save(app, 'Bash script');
  expect(content.toString()).toContain('ip route add 10.99.0.0/16 via 192.168.0.3');
});

test('the menu is gone through with the keyboard', async ({ app }) => {
  const { keyboard } = app.page;
  await app.open();
  await app.button('More ways to share').focus();
  await keyboard.press('Enter');
  await expect(app.page.getByRole('menuitem', { name: 'Export…' })).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(app.page.getByRole('menuitem', { name: 'Presenter’s view' })).toBeFocused();
  await keyboard.press('Escape');
  await expect(app.page.getByRole('menu')).toBeHidden();
  await expect(app.button('More ways to share')).toBeFocused();
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await expect(app.page.getByRole('dialog', { name: 'Export' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(app.button('More ways to share')).toBeFocused();
});
