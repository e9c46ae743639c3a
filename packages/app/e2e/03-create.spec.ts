import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { picture, signInAs } from './portal';

const NAME = `orders-${Date.now().toString(36)}`;

async function fillForm(page: Page, name: string, description: string) {
  await page.getByLabel(/^Name/).fill(name);
  await page.getByLabel(/^Description/).fill(description);
  await page.getByLabel(/^Owner/).click();
  await page.getByRole('option', { name: /CRM/ }).click();
}

test.describe.configure({ mode: 'serial' });

test.beforeEach(async ({ page }) => {
  await signInAs(page, 'Ada Okafor');
});

test('Create Component tells what a good name is', async ({ page }) => {
  await page.goto('/create/templates/default/service-api');
  await fillForm(page, 'Not A Name', 'Takes orders');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText(/lower-case letters/i).first()).toBeVisible();
});

test('Create Component makes a service, shown before it is made', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await page.goto('/create');
  await expect(page.getByText('Golden-path API service').first()).toBeVisible();
  await picture(page, 'create');
  await page
    .locator('div', { has: page.getByText('Golden-path API service') })
    .filter({ has: page.getByRole('button', { name: 'Choose' }) })
    .last()
    .getByRole('button', { name: 'Choose' })
    .click();
  await fillForm(page, NAME, 'Takes orders & keeps "them"');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('catalog-info.yaml').first()).toBeVisible();
  await picture(page, 'preview');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  const open = page.getByRole('link', { name: /Open in the catalog/i });
  await expect(open).toBeVisible({ timeout: 120_000 });
  await open.click();
  await expect(page.getByRole('heading', { name: NAME }).first()).toBeVisible();
});

test('the new service can be cloned with plain Git, and its own tests pass', async ({
  context,
  page,
}) => {
  test.setTimeout(600_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/catalog/default/component/${NAME}`);
  await page.getByRole('button', { name: 'Copy clone command' }).click();
  await expect(page.getByText('Clone command copied')).toBeVisible();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const url = /https?:\/\/\S+\.git/.exec(command)?.[0];
  expect(url).toBeDefined();
  const folder = mkdtempSync(join(tmpdir(), 'companyos-e2e-'));
  try {
    execFileSync('git', ['clone', '--quiet', url!, NAME], { cwd: folder });
    expect(existsSync(join(folder, NAME, '.companyos/receipt.json'))).toBe(
      true,
    );
    execFileSync('make', ['build', 'test'], {
      cwd: join(folder, NAME),
      stdio: 'pipe',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the push was tested, and the entity page says so', async ({ page }) => {
  test.setTimeout(600_000);
  await expect(async () => {
    await page.goto(`/catalog/default/component/${NAME}`);
    await expect(page.getByText('Passed').first()).toBeVisible({
      timeout: 10_000,
    });
  }).toPass({ timeout: 500_000 });
  await picture(page, 'entity-new');
});

test('the same name is taken from then on, and nothing is left behind', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await page.goto('/create/templates/default/service-api');
  await fillForm(page, NAME, 'The same again');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText(/already/i).first()).toBeVisible({
    timeout: 120_000,
  });
});
