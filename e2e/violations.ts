// What axe finds, a line for each element: the rule, the element, and what to do.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';

export async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}
