// What every end-to-end test has: a page that is watched, and words for what a person sees and does on it.
import { type BrowserContext, test as base, expect } from 'playwright/test';
import { type Screen, screenOf } from './screen.ts';

interface Fixtures {
  /** Makes the test fail if a page of this context asks another host, logs an error or throws one. */
  watch: (context: BrowserContext) => Promise<void>;
  /** The page as a person sees it. */
  app: Screen;
  /** Somebody else's browser: nothing stored, nothing shared with the first. */
  stranger: () => Promise<Screen>;
}

export const test = base.extend<Fixtures>({
  watch: async ({ baseURL }, use) => {
    const complaints: string[] = [];
    const own = new URL(baseURL!).origin;
    await use(async (context) => {
      await context.route(
        ({ origin, protocol }) => origin !== own && protocol.startsWith('http'),
        async (route) => {
          complaints.push(`request to ${route.request().url()}`);
          await route.abort();
        },
      );
      context.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
      });
      context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
      context.on('page', (page) => {
        page.on('websocket', (socket) => complaints.push(`websocket to ${socket.url()}`));
        page.on('dialog', async (dialog) => {
          complaints.push(`${dialog.type()}: ${dialog.message()}`);
          await dialog.dismiss();
        });
        page.on('crash', () => complaints.push('the page crashed'));
      });
    });
    expect(complaints, 'what the page did besides').toEqual([]);
  },
  context: async ({ context, watch }, use) => {
    await watch(context);
    await use(context);
  },
  app: async ({ page }, use) => use(screenOf(page)),
  stranger: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      await watch(context);
      return screenOf(await context.newPage());
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };
