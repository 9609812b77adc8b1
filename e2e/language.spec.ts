// The page in Chinese: every view by its Chinese names, nothing left in English but terms and what tools print, and the choice kept.
import type { Page } from 'playwright/test';
import { wrap } from './badLinks.ts';
import { expect, test } from './fixtures.ts';
import { type Screen, screenOf } from './screen.ts';
import { violations } from './violations.ts';

test.use({ locale: 'zh-CN', contextOptions: { reducedMotion: 'reduce' } });

const at = (link: object) => `/${wrap(JSON.stringify(link))}`;

const next = (page: Page) => page.getByRole('button', { name: '下一步', exact: true });

async function open(page: Page, path = '/') {
  await page.goto(path);
  await expect(next(page)).toBeVisible();
}

/** Names of packets, fields and errors as tcpdump and RFCs have them, and words of commands. */
const TERMS =
  /^(ip|bridge|conntrack|kubectl) .*|Flannel host-gw|Type of Service|Time to Live|Pod A ping Pod B|echo (request|reply)|(port|host|net) unreachable|time exceeded|who-has|who has|is-at|is at|\btell\b|\bseq\b|veth pair|dev \S+|via \S+|virtual s\w+|real server/g;

/** Texts that are seen or heard, are not Chinese, and have two English words in a row; commands, their output and what is marked as English are left out. */
function englishIn(page: Page): Promise<string[]> {
  return page.evaluate((terms) => {
    const own = 'code, pre, kbd, select, [lang="en"], noscript, script, style';
    const says = (element: Element) =>
      ['aria-label', 'title', 'placeholder', 'aria-valuetext'].flatMap(
        (name) => element.getAttribute(name) ?? [],
      );
    const said = [...document.body.querySelectorAll('*')]
      .filter((element) => !element.closest(own))
      .flatMap((element) => [
        ...says(element),
        ...[...element.childNodes].flatMap(({ nodeType, textContent }) =>
          nodeType === Node.TEXT_NODE ? [textContent ?? ''] : [],
        ),
      ]);
    const words = (text: string) => text.replaceAll(new RegExp(terms, 'g'), '');
    return said.filter((text) => !/[\u4e00-\u9fff]/.test(text) && /[A-Za-z]{2,} [a-z]{2,}/.test(words(text)));
  }, TERMS.source);
}

const MOMENTS: readonly { readonly name: string; arrive(page: Page): Promise<void> }[] = [
  {
    name: 'the first step',
    async arrive(page) {
      await open(page);
      await expect(page.getByRole('region', { name: '拓扑图' }).getByText('IP 协议栈').first()).toBeVisible();
      await page.getByText('图例').click();
    },
  },
  {
    name: 'a rule',
    async arrive(page) {
      const rule = ['node-a', 'cni0', 'ipt_do_table', 'filter:FORWARD:6', 0];
      await open(page, at({ s: 'flannel-host-gw', a: rule, z: 2, t: 'iptables' }));
      await expect(page.getByRole('heading', { name: 'filter FORWARD 6: -o 不符' })).toBeVisible();
      await expect(page.getByRole('button', { name: 'FORWARD 的第 6 条规则' })).toBeVisible();
      await expect(page.getByRole('listitem').filter({ hasText: '-o 不符' }).first()).toBeVisible();
    },
  },
  {
    name: 'the tunnel',
    async arrive(page) {
      const wire = ['master', 'enp0s1', 'dev_queue_xmit', '', 1];
      await open(page, at({ s: 'flannel-vxlan', a: wire }));
      await expect(page.getByRole('slider', { name: '步骤进度' })).toHaveAttribute(
        'aria-valuetext',
        /^第 \d+ 步，共 80 步：master · enp0s1，发送 VXLAN/,
      );
    },
  },
  {
    name: 'a drop',
    async arrive(page) {
      await open(page, at({ s: 'fault-ip-forward' }));
      await page.getByRole('button', { name: '跳到结尾' }).click();
      await expect(page.getByRole('button', { name: '无应答' })).toBeVisible();
      const drop = page.getByRole('list', { name: '步骤' }).locator('[data-tone="drop"]').first();
      await drop.click();
      await expect(page.getByText('本机不转发（ip_forward 为 0）')).toBeVisible();
    },
  },
  {
    name: 'the library',
    async arrive(page) {
      await open(page);
      await page.getByTitle('选择其他网络').click();
      const library = page.getByRole('dialog', { name: '场景库' });
      await expect(
        library.getByRole('heading', { name: '当前场景：Flannel host-gw：Pod A ping Pod B' }),
      ).toBeVisible();
      await expect(library.getByRole('button', { name: '故障：只通一个方向的 ping' })).toBeVisible();
    },
  },
  {
    name: 'the keys',
    async arrive(page) {
      await open(page);
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
    },
  },
  {
    name: 'the composer',
    async arrive(page) {
      await open(page);
      await page.getByRole('button', { name: '输入命令' }).click();
      await page.getByRole('textbox', { name: '命令' }).fill('ip link set eth0 mtu 1400');
      await page.getByRole('button', { name: '执行' }).click();
      await expect(page.getByText('完成：图上是现在的情形。')).toBeVisible();
      await expect(page.getByRole('region', { name: '改动' })).toBeVisible();
    },
  },
  {
    name: 'a row in its editor, refused',
    async arrive(page) {
      const route = 'default via 10.10.2.1 dev eth0';
      await open(page, at({ s: 'flannel-host-gw', t: 'routes' }));
      await page.getByRole('region', { name: '表', exact: true }).getByText(route).hover();
      await page.getByRole('button', { name: `编辑：${route}` }).click();
      const dialog = page.getByRole('dialog', { name: 'node-a/pod-a 中的路由' });
      await dialog.getByLabel('网关').fill('1.2.3.4');
      await dialog.getByRole('button', { name: '应用' }).click();
      await expect(dialog.getByRole('alert')).toContainText('已被拒绝');
    },
  },
  {
    name: 'the objects of a cluster, and a device chosen',
    async arrive(page) {
      await open(page, at({ s: 'clusterip-iptables', t: 'cluster' }));
      await expect(page.getByRole('region', { name: '集群对象' })).toContainText('nginx-test');
      await page.getByRole('button', { name: /^node1 192\.168\.205\.3：enp0s1/ }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: '停用' })).toBeFocused();
    },
  },
  {
    name: 'the files to take away',
    async arrive(page) {
      await open(page);
      await page.getByRole('button', { name: '更多分享方式' }).click();
      await page.getByRole('menuitem', { name: '导出…' }).click();
      const dialog = page.getByRole('dialog', { name: '导出' });
      await dialog.getByRole('button', { name: '文本 每一跳一行' }).click();
      await expect(dialog.getByRole('status')).toHaveText('已保存 flannel-host-gw.trace.txt');
    },
  },
  {
    name: 'the HTML of a frame',
    async arrive(page) {
      await open(page);
      await page.getByRole('button', { name: '更多分享方式' }).click();
      await page.getByRole('menuitem', { name: '嵌入…' }).click();
      await expect(
        page.frameLocator('iframe').getByRole('link', { name: '在 Hopscope 中打开' }),
      ).toBeVisible();
    },
  },
  {
    name: 'a note, before a class',
    async arrive(page) {
      await open(page);
      await page.keyboard.press('n');
      await page.getByRole('textbox', { name: '笔记内容' }).fill('从这里开始');
      await page.getByRole('button', { name: '添加', exact: true }).click();
      await page.keyboard.press('p');
      await expect(page.getByRole('main', { name: '演示视图' })).toBeVisible();
      await expect(page.getByRole('note')).toHaveText('从这里开始');
    },
  },
  {
    name: 'a bad link',
    async arrive(page) {
      await page.goto('/#s=1.broken!');
      await expect(page.getByRole('alert')).toContainText('无法打开这个链接。');
      await expect(page.getByRole('list', { name: '场景库' })).toBeVisible();
    },
  },
];

for (const { name, arrive } of MOMENTS) {
  test.describe(`In Chinese, ${name}`, () => {
    test('has no English left', async ({ page }) => {
      await arrive(page);
      await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
      expect(await englishIn(page)).toEqual([]);
    });

    for (const colorScheme of ['light', 'dark'] as const) {
      test(`is right for axe in ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme });
        await arrive(page);
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}

for (const [width, height] of [
  [390, 844],
  [1280, 720],
  [1920, 1080],
] as const) {
  test.describe(`In Chinese at ${width}×${height}`, () => {
    test.use({ viewport: { width, height } });

    test('nothing is wider than the page, and the header has its buttons in view', async ({ page }) => {
      await open(page);
      const header = page.getByRole('banner');
      for (const name of ['复制链接', '语言：切换为 English', /^主题：/, '快捷键', '输入命令'])
        await expect(header.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });
}

test.describe('On a phone in Chinese', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('each view has its name', async ({ page }) => {
    await open(page);
    for (const name of ['原因', '报文', '字节', '步骤', '表']) {
      await page.getByRole('tablist', { name: '视图' }).getByRole('tab', { name }).click();
      await expect(page.getByRole('tabpanel', { name }).first()).toBeVisible();
      expect(await englishIn(page)).toEqual([]);
    }
  });
});

test.describe('The language', () => {
  test.use({ locale: 'en-US' });

  const chinese = (app: Screen) => app.button('Language: change to 中文');

  test('is changed in the page without losing the place, and kept', async ({ app }) => {
    const { page } = app;
    await app.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await app.goTo('receives echo request seq 1', 'Node A · vethef2d98bc');
    await expect(app.count).toHaveText('9 / 33');

    await chinese(app).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('heading', { name: '收到 echo request seq 1' })).toBeVisible();
    await expect(page.getByText('9 / 33')).toBeVisible();

    await page.reload();
    await expect(page.getByRole('heading', { name: '收到 echo request seq 1' })).toBeVisible();
    await page.getByRole('button', { name: '语言：切换为 English' }).click();
    await expect(app.why).toContainText('has received the echo request seq 1.');
  });

  test('is not loaded by those who do not want it', async ({ app }) => {
    const asked: string[] = [];
    app.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await app.open();
    expect(asked.filter((path) => /\/zh-/.test(path))).toEqual([]);
    await chinese(app).click();
    await expect(next(app.page)).toBeVisible();
    expect(asked.filter((path) => /\/zh-/.test(path)).length).toBeGreaterThan(0);
  });

  test('is the reader’s, not the link’s', async ({ app, stranger }) => {
    await app.open();
    await chinese(app).click();
    await expect(next(app.page)).toBeVisible();
    const other = await stranger();
    await other.open(`/${new URL(app.page.url()).hash}`);
    await expect(other.button('Step forward')).toBeVisible();
  });

  test('of a stranger’s scenario stays what it is', async ({ page }) => {
    const scenario = {
      version: 1,
      title: 'My two machines',
      machines: { one: { links: [{ kind: 'dummy', name: 'd0', addresses: ['10.0.0.1/24'] }] } },
      probe: { in: 'one', run: 'ping -c 1 10.0.0.1' },
    };
    const app = screenOf(page);
    await app.open(at({ s: scenario }));
    await chinese(app).click();
    await expect(page.getByTitle('选择其他网络')).toHaveText('My two machines');
  });
});
