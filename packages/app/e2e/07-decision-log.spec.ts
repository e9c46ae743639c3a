import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { UploadingOpa } from './decisionLog';
import {
  expectAccessible,
  expectNoOverflow,
  picture,
  signInAs,
} from './portal';

const TAB = '/catalog/default/component/customer-records/decisions';

/** OPA answered so many, and the rest was lost on its way. */
const ANSWERED = 400;
const LOST = 137;

/** Nobody else is called so. */
const MALLORY = `mallory-${randomUUID()}`;

let opa: UploadingOpa;
let deniedId: string;

test.beforeAll(async ({ baseURL }) => {
  opa = new UploadingOpa(baseURL!);
  const denied = opa.event(40, {
    input: {
      subject: { type: 'user', id: MALLORY, tenant_id: 'globex' },
      action: { name: 'customer_record.read' },
      resource: { type: 'customer_record', id: 'r-7', tenant_id: 'acme' },
      context: { note: `Needle ${MALLORY}` },
    },
    result: { allow: false, reason: 'tenant_mismatch', obligations: [] },
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  });
  deniedId = denied.decision_id;
  const hours = (n: number) => 60 + (n % 20) * 3600;
  const other = Array.from({ length: ANSWERED - LOST - 1 }, (_, n) => {
    if (n === 0) {
      return opa.event(300, {
        result: undefined,
        error: { code: 'eval_conflict_error' },
      });
    }
    if (n % 9 === 0) {
      return opa.event(hours(n), {
        result: { allow: false, reason: 'role_not_allowed', obligations: [] },
      });
    }
    return opa.event(hours(n));
  });
  await opa.log([denied, ...other]);
  await opa.report(ANSWERED);
});

/** The rows of the table, without that of its names. */
function decisions(page: Page) {
  return page.getByRole('row').filter({ hasText: 'customer_records/' });
}

test('the tab answers what was decided, and by the keyboard which of it', async ({
  page,
}) => {
  await signInAs(page, 'Mei Tanaka');
  await page.goto(TAB);
  await expect(
    page.getByText(/^[\d,]+ decisions in the last day/),
  ).toBeVisible();
  await expect(
    page.getByText(/^[\d,]+ decisions of \d+ OPAs? are missing/),
  ).toBeVisible();
  await expect(decisions(page).first()).toBeVisible();
  await expectAccessible(page, 'main');
  await picture(page, 'policy-decisions');
  await page.getByRole('radio', { name: /^Denied/ }).click();
  await page.getByRole('textbox', { name: 'Reason' }).focus();
  await page.keyboard.type('tenant_mismatch');
  for (const key of ['Tab', ...MALLORY, 'Enter']) {
    await page.keyboard.press(key);
  }
  await expect(decisions(page)).toHaveCount(1);
  await expect(decisions(page)).toContainText(/Denied.*mallory.*r-7/);
  const { searchParams } = new URL(page.url());
  expect(searchParams.get('reason')).toBe('tenant_mismatch');
  await page.getByRole('button', { name: 'Show as table' }).click();
  await expect(
    page.getByRole('columnheader', { name: 'Undefined' }),
  ).toBeVisible();
  await expectAccessible(page, 'main');
});

test('inputs are searched for a text', async ({ page }) => {
  await signInAs(page, 'Mei Tanaka');
  await page.goto(`${TAB}?query=NEEDLE+${MALLORY}`);
  await expect(
    page.getByText(/^Searched [\d,]+ inputs.*: 1 found\.$/),
  ).toBeVisible();
  await expect(decisions(page)).toHaveCount(1);
  await expectAccessible(page, 'main');
});

test('what is decided now comes by itself', async ({ page, baseURL }) => {
  await signInAs(page, 'Mei Tanaka');
  await page.goto(`${TAB}?path=customer_records/${MALLORY}`);
  await expect(page.getByText('No such decisions')).toBeVisible();
  await page.getByRole('switch', { name: 'Live' }).focus();
  await page.keyboard.press('Space');
  const another = new UploadingOpa(baseURL!);
  await another.log([
    another.event(0, { path: `customer_records/${MALLORY}` }),
  ]);
  await expect(decisions(page)).toBeVisible();
});

test('one decision leads to the policy that made it and the record behind that', async ({
  page,
}) => {
  await signInAs(page, 'Mei Tanaka');
  await page.goto('/decision-log/find');
  await page.getByRole('textbox', { name: 'Decision id' }).fill(deniedId);
  await page.keyboard.press('Enter');
  await expect(
    page.getByText('The policy of customer-records denied this.'),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'Input' })).toContainText(
    MALLORY,
  );
  await expect(
    page.getByRole('region', {
      name: 'policy/customer_records/customer_records.rego',
    }),
  ).toContainText('package customer_records');
  await expectAccessible(page, '.bui-Container');
  await picture(page, 'policy-decision');
  await page.getByRole('link', { name: 'ADR-011' }).click();
  await expect(
    page.getByText(/CompanyOS Identity Model v1/).first(),
  ).toBeVisible();
});

test('what another policy would decide is seen before it decides', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signInAs(page, 'Mei Tanaka');
  await page.goto(TAB);
  await page
    .getByRole('link', { name: 'What would another policy have decided?' })
    .click();
  await expect(
    page.getByRole('button', { name: 'Replay', exact: true }),
  ).toBeDisabled();
  await page.getByRole('textbox', { name: 'Or paste Rego' }).fill('package (');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(
    page.getByRole('region', { name: 'What is wrong' }),
  ).toContainText('policy.rego:1');
  await page
    .getByRole('textbox', { name: 'Or paste Rego' })
    .fill(
      'package customer_records\n\ndecision := {"allow": true, "reason": "allowed", "obligations": []}\n',
    );
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(
    page.getByText(
      /^Of [\d,]+ decisions [\d,]+ would be allowed that were not/,
    ),
  ).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('tenant_mismatch').first()).toBeVisible();
  await expectAccessible(page, '.bui-Container');
  await picture(page, 'replay');
  await page.getByRole('link', { name: 'Another replay' }).click();
  // The policy that decides, out of its repository.
  await page.getByRole('textbox', { name: 'Revision' }).fill('main');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(page.getByText('Not replayed')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Another replay' }).click();
  await expect(page.getByRole('row', { name: /main/ })).toBeVisible();
});

test('who may not see what was asked does not', async ({ page }) => {
  await signInAs(page, 'Ada Okafor');
  await page.goto(`/decision-log/find/${deniedId}`);
  await expect(page.getByText(/^Hidden from you/)).toBeVisible();
  await expect(page.getByText(MALLORY)).toHaveCount(0);
  await page.goto(TAB);
  await expect(page.getByRole('textbox', { name: 'Reason' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveCount(0);
});

test('all services are asked what is denied, what fails, what differs and what is missing', async ({
  page,
}) => {
  await signInAs(page, 'Ada Okafor');
  await page.getByRole('link', { name: 'Policy log', exact: true }).click();
  await expect(page.getByText(/denials in the last day/)).toBeVisible();
  await expect(
    page.getByRole('row', { name: /customer-records/ }).first(),
  ).toContainText('role_not_allowed');
  await expectAccessible(page, '.bui-Container');
  await page.getByRole('tab', { name: 'Failing closed' }).click();
  await expect(page.getByText('eval_conflict_error')).toBeVisible();
  await expectAccessible(page, '.bui-Container');
  await page.getByRole('tab', { name: 'Revisions' }).click();
  await expect(page.getByText('No skew')).toBeVisible();
  await page.getByRole('tab', { name: 'Completeness' }).click();
  const row = page.getByRole('row', { name: new RegExp(opa.id.slice(0, 8)) });
  await expect(row).toContainText(`${LOST} missing`);
  await expectAccessible(page, '.bui-Container');
  await row.getByRole('button').click();
  await expect(
    page.getByText(/neither arrived nor were given up/),
  ).toBeVisible();
});

test('tab, decision and company hold at 400 pixels and in the dark', async ({
  browser,
}) => {
  const page = await browser.newPage({
    colorScheme: 'dark',
    viewport: { width: 400, height: 800 },
  });
  await signInAs(page, 'Ada Okafor');
  for (const [path, text] of [
    [TAB, /decisions in the last day/],
    [`/decision-log/find/${deniedId}`, /denied this/],
    ['/decision-log', /denials in the last day/],
    ['/decision-log/failures', /Policies without an answer/],
    ['/decision-log/completeness', /What OPA counted/],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(text).first()).toBeVisible();
    await expectNoOverflow(page);
  }
  await page.close();
});
