import { expect, test } from '@playwright/test';
import {
  expectAccessible,
  expectNoOverflow,
  picture,
  signInAs,
} from './portal';

test('offers the people of the catalog and lets one of them in', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: /Ada Okafor/ })).toBeVisible();
  await expectAccessible(page, '#root');
  await picture(page, 'sign-in');
  await signInAs(page, 'Ada Okafor');
  const sidebar = page.getByRole('navigation', { name: 'sidebar nav' });
  for (const item of ['Home', 'Catalog', 'APIs', 'Docs', 'Create']) {
    await expect(
      sidebar.getByRole('link', { name: item, exact: true }).first(),
    ).toBeVisible();
  }
});

test('stays signed in over a reload and signs out', async ({ page }) => {
  await signInAs(page, 'Mei Tanaka');
  await page.reload();
  await expect(
    page.getByRole('heading', { name: 'My components', exact: false }),
  ).toBeVisible();
  await page.goto('/settings');
  await page.getByTestId('user-settings-menu').click();
  await page.getByText('Sign Out').click();
  await expect(page.getByRole('button', { name: /Ada Okafor/ })).toBeVisible();
});

test('works by keyboard alone', async ({ page }) => {
  await page.goto('/');
  const person = page.getByRole('button', { name: /Ada Okafor/ });
  await person.focus();
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('heading', { name: 'My components', exact: false }),
  ).toBeVisible();
});

test('the home page holds at 400 pixels and in the dark', async ({
  browser,
}) => {
  const page = await browser.newPage({
    colorScheme: 'dark',
    viewport: { width: 400, height: 800 },
  });
  await signInAs(page, 'Ada Okafor');
  await expectNoOverflow(page);
  await picture(page, 'home-narrow-dark');
  await page.close();
});
