import { expect, test } from '@playwright/test';
import { expectAccessible, picture, signInAs } from './portal';

test.beforeEach(async ({ page }) => {
  await signInAs(page, 'Ada Okafor');
});

test('home answers what needs me', async ({ page }) => {
  await expect(page.getByRole('grid', { name: 'My components' })).toContainText(
    'companyos CLI',
  );
  await expect(
    page.getByRole('grid', { name: 'Newest documents' }),
  ).toBeVisible();
  await expectAccessible(page, 'main');
  await picture(page, 'home');
});

test('the catalog holds the portal and the reference service', async ({
  page,
}) => {
  await page.goto('/catalog?filters[kind]=component&filters[user]=all');
  await page.getByPlaceholder('Search').fill('customer-records');
  await expect(
    page.getByRole('link', { name: /customer-records/ }).first(),
  ).toBeVisible();
  await picture(page, 'catalog');
  await page
    .getByRole('link', { name: /customer-records/ })
    .first()
    .click();
  await expect(page.getByText('git clone', { exact: false })).toBeVisible();
  await picture(page, 'entity');
});

test('the documentation of the portal is read, with its diagrams drawn', async ({
  page,
}) => {
  await page.goto('/docs/default/system/portal/architecture/');
  await expect(page.getByRole('img', { name: 'Diagram' }).first()).toBeVisible({
    timeout: 90_000,
  });
  await picture(page, 'docs');
});

test('the documentation of a generated service is read', async ({ page }) => {
  await page.goto('/docs/default/component/customer-records');
  await expect(
    page.getByRole('heading', { name: /customer-records/i }).first(),
  ).toBeVisible({ timeout: 90_000 });
});

test('search finds a service', async ({ page }) => {
  await expect(async () => {
    await page.goto('/search?query=customer-records');
    await expect(
      page.getByRole('link', { name: /customer-records/ }).first(),
    ).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 100_000 });
});

test('an existing repository is registered by its address', async ({
  page,
}) => {
  await page.goto('/catalog-import');
  await expect(page.getByRole('textbox').first()).toBeVisible();
  await picture(page, 'register');
});
