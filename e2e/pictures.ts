// `npm run pictures`: the README's pictures, taken of the built page. Needs a build in dist/.
import { chromium, type Page } from 'playwright';
import { expect } from 'playwright/test';
import { preview } from 'vite';
import { wrap } from './badLinks.ts';
import { launchOptions } from './browser.ts';
import { type Screen, screenOf } from './screen.ts';

const PORT = 4181;
const PAGE = `http://127.0.0.1:${PORT}/`;
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

interface Picture {
  readonly name: string;
  /** What its link holds. */
  readonly link: object;
  readonly theme: 'light' | 'dark';
  readonly size?: typeof DESK;
  pose(app: Screen): Promise<void>;
}

/** Steps on until one has that title. */
async function stepTo(app: Screen, title: RegExp): Promise<void> {
  for (let step = 0; step < 400; step++) {
    if (title.test((await app.current.textContent()) ?? '')) return;
    await app.page.keyboard.press('ArrowRight');
  }
  throw new Error(`no step is called ${title}`);
}

const PICTURES: readonly Picture[] = [
  {
    name: 'vxlan',
    link: { s: 'flannel-vxlan' },
    theme: 'light',
    pose: (app) => stepTo(app, /sends VXLAN/),
  },
  {
    name: 'service',
    link: { s: 'clusterip-iptables' },
    theme: 'dark',
    async pose(app) {
      await app.page.keyboard.press('3');
      await stepTo(app, /DNAT/);
      await app.pane('Netfilter').click();
    },
  },
  {
    name: 'compare',
    link: { s: 'flannel-host-gw', x: ['flannel-vxlan', 'master/nginx-n8s9s', 'ping -c 1 10.42.1.9'] },
    theme: 'light',
    async pose(app) {
      await expect(app.page.getByRole('region', { name: /^Topology: / })).toHaveCount(2);
      for (let step = 0; step < 24; step++) await app.page.keyboard.press('ArrowRight');
    },
  },
  {
    name: 'drop',
    link: { s: 'fault-forward-drop' },
    theme: 'dark',
    async pose(app) {
      await app.page.keyboard.press('3');
      await stepTo(app, /dropped: /);
    },
  },
  {
    name: 'nodes',
    link: { s: 'ceiling' },
    theme: 'light',
    async pose(app) {
      await app.button('Show all nodes').click();
      await expect(app.page.getByRole('img', { name: /5,000 nodes/ })).toBeVisible();
      await app.page.getByRole('searchbox', { name: 'Find a node' }).fill('node-0259');
      await app.page.keyboard.press('Enter');
      await expect(app.page.getByRole('button', { name: /^Ping pod-0259-1,/ })).toBeVisible();
    },
  },
  {
    name: 'phone',
    link: { s: 'flannel-host-gw' },
    theme: 'light',
    size: PHONE,
    async pose(app) {
      for (let step = 0; step < 6; step++) await app.page.keyboard.press('ArrowRight');
      await app.button('Language: change to 中文').click();
    },
  },
];

async function take(page: Page, { name, link, pose }: Picture): Promise<void> {
  const app = screenOf(page);
  await app.open(`${PAGE}${wrap(JSON.stringify(link))}`);
  await app.button('Dismiss these hints').click();
  await pose(app);
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 500))));
  await page.screenshot({ path: `.github/pictures/${name}.png` });
}

const server = await preview({ preview: { port: PORT, strictPort: true, host: '127.0.0.1' } });
const browser = await chromium.launch(launchOptions());
try {
  for (const picture of PICTURES) {
    const page = await browser.newPage({
      viewport: picture.size ?? DESK,
      colorScheme: picture.theme,
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    await take(page, picture);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
