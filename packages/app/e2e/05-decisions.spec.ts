import { expect, test } from '@playwright/test';
import {
  expectAccessible,
  expectNoOverflow,
  picture,
  signInAs,
} from './portal';

const TAB = '/catalog/default/system/portal/adrs';
const PATH = 'docs/adr/ADR-011-identity-model-v1.md';
const DOCUMENT = `/adrs/documents/system/default/portal/${PATH}`;

test.describe.configure({ mode: 'serial' });

test.beforeEach(async ({ page }) => {
  // Of Security, which ADR-011 asks.
  await signInAs(page, 'Mei Tanaka');
});

test("the portal's decisions stand on its own tab", async ({ page }) => {
  // A portal that just started reads one source after another.
  await expect(async () => {
    await page.goto(TAB);
    await expect(
      page.getByRole('row', { name: /One database engine/ }),
    ).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 100_000 });
  await expect(
    page.getByText(/^\d+ decisions, .*wait for sign-offs/),
  ).toBeVisible();
  await expectAccessible(page, 'main');
  await picture(page, 'decisions');
  await page
    .getByRole('searchbox', { name: 'Search decisions' })
    .fill('identity');
  await expect(
    page.getByRole('row', { name: /One database engine/ }),
  ).toBeHidden();
  await page.getByRole('row', { name: /Identity Model/ }).click();
  const details = page.getByRole('dialog', { name: /Identity Model/ });
  await expect(details).toContainText(PATH);
  await expectAccessible(page, '[role=dialog]');
  await details.getByRole('link', { name: 'Read and sign off' }).click();
  await expect(page).toHaveURL(new RegExp(`${DOCUMENT}$`));
});

test('who is asked signs off what they read, by keyboard alone', async ({
  page,
}) => {
  await page.goto(DOCUMENT);
  await expect(
    page.getByRole('heading', { name: 'Context and Problem Statement' }),
  ).toBeVisible();
  await expectAccessible(page, '.bui-Container');
  const security = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: /security/i }) })
    .first();
  await expect(security).toContainText('0 of 1');
  await page.getByRole('button', { name: 'Sign off this revision' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(PATH);
  await expect(dialog).toContainText('sha256:');
  await dialog.getByRole('button', { name: 'Sign off', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(security).toContainText('1 of 1');
  await expect(
    page.getByText('You have signed off this revision.'),
  ).toBeVisible();
  const given = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: /Mei Tanaka/ }) });
  await expect(given).toContainText('Development');
  await given.getByRole('button', { name: 'Development' }).click();
  await expect(page.getByText(/proves nothing/).last()).toBeVisible();
});

test('the next one who is asked sees what is given already', async ({
  browser,
}) => {
  const page = await browser.newPage();
  await signInAs(page, 'Ada Okafor');
  await page.goto(DOCUMENT);
  await expect(page.getByText(/missing: 1 of platform/)).toBeVisible();
  await expect(page.getByRole('link', { name: /Mei Tanaka/ })).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Sign off this revision' }),
  ).toBeEnabled();
  await picture(page, 'sign-off');
  await page.close();
});

test('who is not asked is told so', async ({ browser }) => {
  const page = await browser.newPage();
  await signInAs(page, 'Felix Moreau');
  await page.goto(DOCUMENT);
  await expect(
    page.getByRole('button', { name: 'Sign off this revision' }),
  ).toBeDisabled();
  await expect(
    page.getByText(/asks for the sign-off of members of/),
  ).toBeVisible();
  await page.close();
});

test('all decisions are found, and what waits for sign-offs', async ({
  page,
}) => {
  await page.getByRole('link', { name: 'Decisions', exact: true }).click();
  await expect(
    page.getByText(/wait for sign-offs, \d+ of them for yours/),
  ).toBeVisible();
  await expect(
    page.getByRole('row', { name: /One database engine/ }),
  ).toBeVisible();
  await expectAccessible(page, '.bui-Container');
  await page
    .getByRole('searchbox', { name: 'Search decisions' })
    .fill('identity');
  await expect(
    page.getByRole('row', { name: /One database engine/ }),
  ).toBeHidden();
  await expect(page.getByRole('row', { name: /Identity Model/ })).toContainText(
    '1 of 2 sign-offs',
  );
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('decisions.csv');
  await page.getByRole('tab', { name: 'Sign-offs' }).click();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await expectAccessible(page, '.bui-Container');
});

test('tab and document hold at 400 pixels and in the dark', async ({
  browser,
}) => {
  const page = await browser.newPage({
    colorScheme: 'dark',
    viewport: { width: 400, height: 800 },
  });
  await signInAs(page, 'Ada Okafor');
  for (const [path, text] of [
    [TAB, /decisions/],
    [DOCUMENT, /Context and Problem Statement/],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(text).first()).toBeVisible();
    await expectNoOverflow(page);
  }
  await page.close();
});
