// What axe finds, a line for each element: the rule, the element, and what to do.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';

/** Frames are pages of their own, to be judged by themselves: the page around a frame is inert while a dialog shows it. */
export async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}
