import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { companyos, evidenceKey } from './companyos';
import {
  expectAccessible,
  expectNoOverflow,
  picture,
  signInAs,
} from './portal';

const ENTITY = 'component:default/customer-records';
const TAB = '/catalog/default/component/customer-records/supply-chain';
const VERSION = '9.1.0';

const ORDERS = 'pkg:npm/%40acme/orders';

const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: {
    component: {
      type: 'application',
      name: 'customer-records',
      'bom-ref': 'root',
    },
  },
  components: ['orders', 'prices'].map(name => ({
    type: 'library',
    group: '@acme',
    name,
    version: '4.17.20',
    purl: `pkg:npm/%40acme/${name}@4.17.20`,
    'bom-ref': name,
    licenses: [{ license: { id: 'MIT' } }],
  })),
  dependencies: [
    { ref: 'root', dependsOn: ['orders'] },
    { ref: 'orders', dependsOn: ['prices'] },
  ],
};

const statements = {
  sbom: ['cyclonedx', bom],
  provenance: [
    'slsaProvenance',
    {
      buildDefinition: {
        buildType: 'https://example.com/make',
        externalParameters: {},
        resolvedDependencies: [
          {
            uri: 'git+https://github.com/acme/customer-records',
            digest: { gitCommit: 'f65201291495a995db1d9fccef31d45de48b1a8b' },
          },
        ],
      },
      runDetails: { builder: { id: 'https://example.com/builders/laptop' } },
    },
  ],
  scan: [
    'vulnerabilities',
    {
      scanner: {
        uri: 'pkg:github/google/osv-scanner',
        db: { lastUpdate: '2026-01-01T00:00:00Z' },
        result: [
          {
            id: 'GHSA-e2e1-e2e1-e2e1',
            severity: [{ method: 'cvss_score', score: '9.8' }],
            annotations: [
              {
                purl: `${ORDERS}@4.17.20`,
                aliases: ['CVE-2026-90001'],
                fixed: ['4.17.21'],
                summary: 'Orders of others can be read',
              },
            ],
          },
        ],
      },
      metadata: {
        scanStartedOn: '2026-01-01T10:00:00Z',
        scanFinishedOn: '2026-01-01T10:00:05Z',
      },
    },
  ],
  release: ['release', { purl: `pkg:generic/customer-records@${VERSION}` }],
  deployment: [
    'deployment',
    {
      environment: 'staging',
      result: 'SUCCEEDED',
      strategy: 'rolling',
      version: VERSION,
      startedOn: '2026-01-02T10:00:00Z',
      finishedOn: '2026-01-02T10:01:00Z',
      deployer: { id: 'https://example.com/deploy' },
    },
  ],
} as const;

const inTenDays = () =>
  new Date(Date.now() + 10 * 24 * 3600 * 1000).toISOString().slice(0, 10);

test.describe.configure({ mode: 'serial' });

test.beforeAll(({ baseURL }) => {
  const folder = mkdtempSync(join(tmpdir(), 'companyos-e2e-'));
  try {
    mkdirSync(join(folder, 'evidence'));
    writeFileSync(join(folder, 'app.tgz'), `customer-records ${VERSION}`);
    for (const [name, [type, predicate]] of Object.entries(statements)) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(predicate));
      companyos(
        [
          ...['evidence', 'sign', 'app.tgz', '--key', evidenceKey()],
          ...['--type', type, '--predicate', `${name}.json`],
          ...['--out', `evidence/${name}.sigstore.json`],
        ],
        folder,
      );
    }
    companyos(
      [
        ...['evidence', 'sign', 'app.tgz', '--key', evidenceKey()],
        ...['--out', 'evidence/signature.sigstore.json'],
      ],
      folder,
    );
    companyos(
      [
        ...['gate', 'exception', '--vulnerability', 'CVE-2026-90001'],
        ...['--package', `${ORDERS}@4.17.19`],
        ...['--artifact-name', 'customer-records', '--status', 'affected'],
        ...['--action', 'Update to 4.17.20'],
        ...['--owner', 'group:default/crm'],
        ...['--expires', inTenDays(), '--key', evidenceKey()],
        ...['--out', 'evidence/vex-orders.sigstore.json'],
      ],
      folder,
    );
    companyos(
      [
        ...['evidence', 'upload', 'evidence', '--entity', ENTITY],
        ...['--portal', baseURL!],
      ],
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.beforeEach(async ({ page }) => {
  await signInAs(page, 'Ada Okafor');
});

test('a release that was uploaded stands on the tab with its verdict', async ({
  page,
}) => {
  await page.goto(TAB);
  const row = page.getByRole('row', { name: new RegExp(VERSION) });
  await expect(row).toContainText('Verified');
  await expect(row).toContainText('Development');
  await expectAccessible(page, 'main');
  await row.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(row.getByRole('button', { name: 'Verified' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('trust root laptop')).toBeVisible();
  await page.keyboard.press('Escape');
  await row.click({ position: { x: 10, y: 10 } });
  await expect(page).toHaveURL(/sha256:[0-9a-f]{64}\/overview$/);
  const chain = page.getByRole('list', { name: 'Where it comes from' });
  await expect(chain).toContainText(/Commit.*f6520129.*Signature.*staging/s);
  await expectAccessible(page, 'main');
  await picture(page, 'release');
});

test('what is in it is searched, and it is said why it is there', async ({
  page,
}) => {
  await page.goto(TAB);
  await page
    .getByRole('row', { name: new RegExp(VERSION) })
    .click({ position: { x: 10, y: 10 } });
  await page.getByRole('tab', { name: 'Components 2' }).click();
  await page
    .getByRole('searchbox', { name: 'Search components' })
    .fill('orders');
  await expect(page.getByRole('row', { name: /@acme\/orders/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /@acme\/prices/ })).toBeHidden();
  await expectAccessible(page, 'main');
  await page.getByRole('radio', { name: 'Tree' }).click();
  await page.getByRole('searchbox', { name: 'Search dependencies' }).focus();
  for (const key of ['Tab', 'ArrowDown', 'ArrowRight']) {
    await page.keyboard.press(key);
  }
  await expect(page.getByRole('row', { name: '@acme/prices' })).toBeVisible();
  await expectAccessible(page, 'main');
  await page.getByRole('tab', { name: 'Vulnerabilities 1' }).click();
  const finding = page.getByRole('row', { name: /GHSA-e2e1/ });
  await expect(finding).toContainText('Critical 9.8');
  await expect(finding).toContainText('4.17.21');
  await page.getByRole('radio', { name: 'Development' }).click();
  await expect(finding).toContainText('Counts');
  await expect(finding).toContainText(
    `Risk accepted, says group:default/crm: Update to 4.17.20. Does not apply: it is about ${ORDERS}@4.17.19.`,
  );
  await expect(
    page.getByText('with them 1 critical in development.'),
  ).toBeVisible();
  await expectAccessible(page, 'main');
});

test('its evidence is downloaded as it was signed', async ({ page }) => {
  await page.goto(TAB);
  await page
    .getByRole('row', { name: new RegExp(VERSION) })
    .click({ position: { x: 10, y: 10 } });
  await page.getByRole('button', { name: 'Download' }).click();
  const document = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CycloneDX' }).click();
  const saved = await (await document).path();
  expect(JSON.parse(readFileSync(saved, 'utf8'))).toEqual(bom);
  await page.getByRole('tab', { name: /^Evidence/ }).click();
  await page.getByRole('button', { name: /^Provenance/ }).click();
  const raw = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download bundle/ }).click();
  const bundle = JSON.parse(readFileSync(await (await raw).path(), 'utf8'));
  expect(bundle.dsseEnvelope.payloadType).toBe('application/vnd.in-toto+json');
  await expectAccessible(page, 'main');
});

test('the company is asked who ships a package or has a vulnerability', async ({
  page,
}) => {
  await page.getByRole('link', { name: 'Supply chain', exact: true }).click();
  await expect(
    page.getByText(/newest release.* trusted|signed by somebody/),
  ).toBeVisible();
  await expectAccessible(page, '.bui-Container');
  await picture(page, 'supply-chain');
  await page.getByRole('tab', { name: 'Search' }).click();
  await page
    .getByRole('textbox', { name: 'Package, vulnerability or digest' })
    .fill(ORDERS);
  await page.getByRole('textbox', { name: 'Versions' }).fill('<4.17.21');
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'All releases' }).click();
  await expect(
    page.getByText('1 release of 1 service ships it.'),
  ).toBeVisible();
  await expectAccessible(page, '.bui-Container');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('usages.csv');
  await page
    .getByRole('textbox', { name: 'Package, vulnerability or digest' })
    .fill('cve-2026-90001');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('row', { name: /customer-records/ }),
  ).toContainText('Critical 9.8');
});

test('tab, release and company hold at 400 pixels and in the dark', async ({
  browser,
}) => {
  const page = await browser.newPage({
    colorScheme: 'dark',
    viewport: { width: 400, height: 800 },
  });
  await signInAs(page, 'Ada Okafor');
  await page.goto(TAB);
  const row = page.getByRole('row', { name: new RegExp(VERSION) });
  const release = await row.getAttribute('data-href');
  for (const [path, text] of [
    [TAB, VERSION],
    [release!, 'Where it comes from'],
    ['/supply-chain', /trusted/],
    ['/supply-chain/search', 'Which services ship it?'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(text).first()).toBeVisible();
    await expectNoOverflow(page);
  }
  await page.close();
});
