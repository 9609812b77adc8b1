// The page on screens of all sizes, in light and dark.
import { expect, test } from './fixtures.ts';

const SCREENS = [
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
] as const;

for (const viewport of SCREENS) {
  test.describe(`At ${viewport.width}×${viewport.height}`, () => {
    test.use({ viewport });

    test('nothing sticks out to the side, and drawing and transport are in sight', async ({ app }) => {
      await app.open();
      await expect(app.topology.getByRole('button', { name: 'Node A: cni0' })).toBeVisible();
      for (const key of ['1', '2', '3', 'End']) {
        await app.page.keyboard.press(key);
        const { scrollWidth, scrollHeight } = await app.page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.scrollingElement!;
          return { scrollWidth, scrollHeight };
        });
        expect(scrollWidth).toBeLessThanOrEqual(viewport.width);
        expect(scrollHeight).toBeLessThanOrEqual(viewport.height);
        await expect(app.topology).toBeInViewport({ ratio: 1 });
        await expect(app.transport).toBeInViewport({ ratio: 1 });
        for (const name of ['To start', 'Step back', 'Play', 'Step forward', 'To end']) {
          await expect(app.button(name)).toBeInViewport({ ratio: 1 });
        }
        await expect(app.slider).toBeInViewport({ ratio: 1 });
      }
    });

    test('the whole network fits into the drawing', async ({ app }) => {
      await app.open();
      await app.button('Fit').click();
      const frame = (await app.topology.boundingBox())!;
      for (const name of ['Pod A: eth0', 'Node A: eth0', 'Node B: eth0', 'Pod B: eth0']) {
        const device = app.topology.getByRole('button', { name });
        await expect
          .poll(async () => {
            const box = (await device.boundingBox())!;
            return (
              box.x >= frame.x &&
              box.y >= frame.y &&
              box.x + box.width <= frame.x + frame.width &&
              box.y + box.height <= frame.y + frame.height
            );
          })
          .toBe(true);
      }
    });

    test('a dialog fits', async ({ app }) => {
      await app.open();
      await app.page.getByTitle('Choose another network').click();
      await expect(app.page.getByRole('dialog', { name: 'Library' })).toBeInViewport({ ratio: 1 });
    });
  });
}

test.describe('On a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the parts share one place, and each is there when it is asked for', async ({ app }) => {
    await app.open();
    const tab = (name: string) =>
      app.page.getByRole('tablist', { name: 'View' }).getByRole('tab', { name, exact: true });
    await expect(tab('Why')).toHaveAttribute('aria-selected', 'true');
    await tab('Steps').click();
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    await expect(app.count).toHaveText('10 / 33');
    await tab('Tables').click();
    await expect(app.line('10.10.3.0/24 via 192.168.0.4 dev eth0')).toContainText('wins');
    await tab('Packet').click();
    await app.field(/^Time to Live/).click();
    await expect(app.field(/^Time to Live/)).toHaveAttribute('aria-pressed', 'true');
    await tab('Bytes').click();
    await expect(app.bytes.getByRole('button', { pressed: true })).toHaveText(['3f']);
    await tab('Why').click();
    await expect(app.page.getByRole('tabpanel', { name: 'Why' })).toContainText('TTL 64 becomes 63');
  });
});

test.describe('The theme', () => {
  /** The page's own paper, as it is painted. */
  const paper = () => getComputedStyle(document.body).backgroundColor;
  const brightness = (color: string) =>
    Math.max(...(color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)) / (color.includes('rgb') ? 255 : 1);

  test('is that of the system, until the button changes it for good', async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: 'dark' });
    await app.open();
    const dark = await app.page.evaluate(paper);
    expect(brightness(dark)).toBeLessThan(0.3);

    await app.button('Theme: as the system. Change to light').click();
    await expect(app.button('Theme: light. Change to dark')).toBeVisible();
    const light = await app.page.evaluate(paper);
    expect(brightness(light)).toBeGreaterThan(0.8);
    await app.page.reload();
    await expect(app.button('Theme: light. Change to dark')).toBeVisible();
    expect(await app.page.evaluate(paper)).toBe(light);

    await app.page.emulateMedia({ colorScheme: 'light' });
    await app.button('Theme: light. Change to dark').click();
    await expect(app.button('Theme: dark. Change to as the system')).toBeVisible();
    expect(await app.page.evaluate(paper)).toBe(dark);
    await app.button('Theme: dark. Change to as the system').click();
    expect(await app.page.evaluate(paper)).toBe(light);
  });
});
