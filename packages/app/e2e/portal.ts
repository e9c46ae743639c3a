import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Signs in as one of the catalog's people, as a newcomer does on a laptop. */
export async function signInAs(page: Page, person: string) {
  await page.goto('/');
  // The whole card takes the mouse; its button is there for keyboards and screen readers.
  await page.getByText(person, { exact: true }).click();
  await expect(
    page.getByRole('heading', { name: 'My components', exact: false }),
  ).toBeVisible();
}

/**
 * Fails on what keeps people out: WCAG 2 A and AA, within the part of the page that is the portal's own.
 *
 * @param within - a CSS selector; Backstage's own Material UI pages are not ours to mend
 */
export async function expectAccessible(page: Page, within: string) {
  const { violations } = await new AxeBuilder({ page })
    .include(within)
    .withTags(['wcag2a', 'wcag2aa'])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(n => n.target)}`),
  ).toEqual([]);
}

/** Fails when the page is wider than its window, so that one has to scroll it sideways. */
export async function expectNoOverflow(page: Page) {
  const overflow = await page.evaluate(
    () =>
      document.documentElement.scrollWidth -
      document.documentElement.clientWidth,
  );
  expect([page.url(), overflow]).toEqual([page.url(), 0]);
}

/** Takes a picture for README and docs when they are asked for (`COMPANYOS_SCREENSHOTS` names the folder). */
export async function picture(page: Page, name: string) {
  await page.waitForLoadState('networkidle');
  const folder = process.env.COMPANYOS_SCREENSHOTS ?? 'e2e-report/screenshots';
  await page.screenshot({ path: `${folder}/${name}.png` });
}
