import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import {
  away,
  denied,
  deployment,
  digest,
  entityRef,
  exception,
  finding,
  fleetSummary,
  forever,
  refusal,
  release,
  releaseDetails,
  supplyChainApiMock,
  time,
} from '../../__testUtils__/supplyChain';
import {
  exceptionsSubPage,
  releasesSubPage,
  runningSubPage,
  searchSubPage,
  supplyChainPage,
} from '../../plugin';

type Api = NonNullable<Parameters<typeof supplyChainApiMock>[0]>;

const none = async () => ({ items: [] });

function open(path: string, api: Api) {
  return renderTestApp({
    extensions: [
      supplyChainPage,
      releasesSubPage,
      searchSubPage,
      runningSubPage,
      exceptionsSubPage,
    ],
    initialRouteEntries: [path],
    apis: [
      supplyChainApiMock({
        getFleetSummary: async () => fleetSummary(),
        listNewest: none,
        ...api,
      }),
    ],
  });
}

/** What the browser was given to download. */
function downloads() {
  const parts: BlobPart[][] = [];
  jest.spyOn(global, 'Blob').mockImplementation(given => {
    parts.push(given!);
    return {} as Blob;
  });
  URL.createObjectURL = () => 'blob:';
  URL.revokeObjectURL = () => undefined;
  jest.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  return parts;
}

afterEach(() => jest.restoreAllMocks());

const affected = { ...finding(), entityRef, digest, recordedAt: time };
const usage = {
  ...{ entityRef, digest, purl: 'pkg:npm/lodash', version: '4.17.20' },
  recordedAt: time,
  match: 'inRange' as const,
};

describe.each([
  ['/supply-chain', 'releases', 'listNewest', 'No releases yet'],
  [
    '/supply-chain/running',
    'deployments',
    'listRunning',
    'No deployments reported',
  ],
  ['/supply-chain/exceptions', 'exceptions', 'listExceptions', 'No exceptions'],
  [
    '/supply-chain/search?q=pkg:npm/a',
    'releases',
    'listUsages',
    'No release ships it',
  ],
  [
    '/supply-chain/search?q=CVE-1',
    'releases',
    'listAffected',
    'No scan has found it',
  ],
])('%s', (path, subject, method, empty) => {
  it.each([
    [forever, 'Loading table data.'],
    [none, empty],
    [away, `Could not load ${subject}`],
    [denied, `You may not see ${subject}`],
  ])('has a state for each answer: %#', async (answer, text) => {
    open(path, { [method]: answer });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });
});

it.each([
  [forever, 'Loading the supply chain of all services'],
  [away, 'the database is away'],
  [denied, 'You may not see the supply chain of all services'],
])('a page has a state for each answer: %#', async (getFleetSummary, text) => {
  open('/supply-chain', { getFleetSummary });
  expect(await screen.findByText(text)).toBeInTheDocument();
});

describe('releases', () => {
  it('say first what stands out, and are filtered by what they lack', async () => {
    const listNewest = jest.fn<ReturnType<Api['listNewest'] & {}>, any[]>(
      async ({ query = '' }) => ({
        items: [release({ version: `1.4.0 ${query}` })],
      }),
    );
    open('/supply-chain', { listNewest });
    expect(
      await screen.findByText(/^3 of 41 newest releases are signed by nobody/),
    ).toBeVisible();
    expect(await screen.findByRole('row', { name: /crm/ })).toHaveAttribute(
      'data-href',
      `/catalog/default/component/crm/supply-chain/${digest}/overview`,
    );
    const user = userEvent.setup();
    await user.click(
      screen.getByRole('radio', { name: 'Without provenance 5' }),
    );
    await user.type(
      screen.getByRole('searchbox', { name: 'Search services' }),
      'crm',
    );
    await screen.findByText('1.4.0 crm');
    expect(listNewest.mock.lastCall?.[0]).toMatchObject({
      lacks: 'provenance',
      query: 'crm',
    });
  });

  it('are exported, all pages of what is listed', async () => {
    const listNewest = async ({ cursor }: { cursor?: string } = {}) =>
      cursor
        ? { items: [release({ version: '=1+1' })] }
        : { items: [release()], nextCursor: 'next' };
    open('/supply-chain', { listNewest });
    await screen.findByRole('row', { name: /crm/ });
    const parts = downloads();
    await userEvent.click(
      screen.getByRole('button', { name: 'Export as CSV' }),
    );
    const lines = String(parts[0][0]).split('\r\n');
    expect(lines[1]).toContain(`"${entityRef}","1.4.0","${digest}","Verified"`);
    expect(lines[2]).toContain(`"'=1+1"`);
  });
});

it('what runs is listed, and what of it nobody knows how it was built', async () => {
  const listRunning = jest.fn<ReturnType<Api['listRunning'] & {}>, any[]>(
    async ({ lacks = 'nothing' }) => ({
      items: [
        {
          ...deployment({ development: true, version: `lacks ${lacks}` }),
          provenance: false,
        },
      ],
    }),
  );
  open('/supply-chain/running', { listRunning });
  const row = await screen.findByRole('row', { name: /crm/ });
  expect(row).toHaveTextContent('production');
  expect(within(row).getByText('Development')).toBeVisible();
  await userEvent.click(within(row).getByRole('button', { name: 'None' }));
  expect(
    await screen.findByText(/from which commit it was built/),
  ).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await userEvent.click(
    screen.getByRole('radio', { name: 'Without provenance 1' }),
  );
  expect(await screen.findByText('lacks provenance')).toBeVisible();
});

it('exceptions are listed by when they end', async () => {
  const listExceptions = jest.fn<ReturnType<Api['listExceptions'] & {}>, any[]>(
    async ({ before }) => ({
      items: [{ ...exception({ owner: before ? 'ended' : 'all' }), entityRef }],
    }),
  );
  open('/supply-chain/exceptions', { listExceptions });
  const row = await screen.findByRole('row', { name: /CVE-1/ });
  expect(row).toHaveTextContent('Not affected until 1 Jan 2126');
  expect(row).toHaveTextContent('The vulnerable code is never run');
  await userEvent.click(screen.getByRole('radio', { name: 'Ended 1' }));
  await screen.findByText('ended');
  const { before } = listExceptions.mock.lastCall![0];
  expect(Math.abs(Date.parse(before) - Date.now())).toBeLessThan(60_000);
});

describe('the search', () => {
  it('says what it is for', async () => {
    open('/supply-chain/search', {});
    expect(await screen.findByText('Which services ship it?')).toBeVisible();
  });

  it('answers who ships a package, by keyboard alone', async () => {
    const listUsages = jest.fn<ReturnType<Api['listUsages'] & {}>, any[]>(
      async () => ({
        items: [usage, { ...usage, version: 'x', match: 'notComparable' }],
      }),
    );
    open('/supply-chain/search', { listUsages });
    const user = userEvent.setup();
    const box = await screen.findByRole('textbox', {
      name: 'Package, vulnerability or digest',
    });
    const versions = screen.getByRole('textbox', { name: 'Versions' });
    expect(versions).toBeDisabled();
    await user.type(box, 'pkg:npm/lodash');
    await user.tab();
    await user.keyboard('<4.17.21{Enter}');
    expect(
      await screen.findByText('1 release of 1 service ships it.'),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Look at it' })).toBeVisible();
    expect(listUsages.mock.lastCall?.[0]).toMatchObject({
      purl: 'pkg:npm/lodash',
      range: '<4.17.21',
      releases: 'newest',
    });
    await user.click(screen.getByRole('radio', { name: 'All releases' }));
    await screen.findByText('1 release of 1 service ships it.');
    expect(listUsages.mock.lastCall?.[0]).toMatchObject({ releases: 'all' });
  });

  it('answers who has a vulnerability', async () => {
    open('/supply-chain/search?q=CVE-1', {
      listAffected: async () => ({ items: [affected] }),
    });
    expect(
      await screen.findByText('1 release of 1 service has it.'),
    ).toBeVisible();
    expect(screen.getByRole('row', { name: /crm/ })).toHaveAttribute(
      'data-href',
      `/catalog/default/component/crm/supply-chain/${digest}/vulnerabilities`,
    );
  });

  it('answers whose artifact a digest is', async () => {
    open(`/supply-chain/search?q=${digest}`, {
      getRelease: async () => releaseDetails(),
    });
    expect(
      await screen.findByRole('link', { name: 'crm, release 1.4.0' }),
    ).toBeVisible();
  });

  it.each([
    [
      async () => Promise.reject(refusal(404, 'none')),
      'No release is that artifact',
    ],
    [away, 'the database is away'],
    [denied, 'You may not see the release'],
  ])(
    'of a digest has a state for each answer: %#',
    async (getRelease, text) => {
      open(`/supply-chain/search?q=${digest}`, { getRelease });
      expect(await screen.findByText(text)).toBeVisible();
    },
  );

  it('takes no part of a digest', async () => {
    const getRelease = jest.fn();
    open('/supply-chain/search?q=sha256:3f9a', { getRelease });
    expect(await screen.findByText('This is no whole digest')).toBeVisible();
    expect(getRelease).not.toHaveBeenCalled();
  });
});
