import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { ReleasePart } from '@companyos/plugin-supply-chain-common';
import {
  absent,
  attestationId,
  away,
  denied,
  digest,
  entityRef,
  finding,
  forever,
  olderDigest,
  release,
  releaseDetails,
  scan,
  supplyChainApiMock,
  unsigned,
} from '../../__testUtils__/supplyChain';
import { ReleasePage } from './ReleasePage';

type Api = NonNullable<Parameters<typeof supplyChainApiMock>[0]>;

const open = (api: Api, part: ReleasePart = 'overview') =>
  renderInTestApp(
    <ReleasePage entityRef={entityRef} digest={digest} part={part} />,
    {
      apis: [
        supplyChainApiMock({
          getRelease: async () => releaseDetails(),
          ...api,
        }),
      ],
    },
  );

describe('a release', () => {
  it.each([
    [forever, 'Loading the release'],
    [away, 'the database is away'],
    [denied, 'You may not see the release'],
  ])('has a state for each answer: %#', async (getRelease, text) => {
    open({ getRelease });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('is asked for as that of the entity', async () => {
    const getRelease = jest.fn(async () => releaseDetails());
    open({ getRelease });
    await screen.findByRole('heading', { name: '1.4.0' });
    expect(getRelease).toHaveBeenCalledWith(digest, { entityRef });
  });

  it('draws where it comes from as a list that can be read', async () => {
    open({});
    const chain = await screen.findByRole('list', {
      name: 'Where it comes from',
    });
    const steps = within(chain).getAllByRole('listitem');
    expect(steps.map(step => step.textContent)).toEqual([
      expect.stringMatching(/^Commitf6520129Verified.*of acme\/crm/),
      expect.stringMatching(/^Workflowworkflows\/build.ymlVerified/),
      expect.stringMatching(/^Artifact1\.4\.0By digest/),
      expect.stringMatching(/^SignatureciVerified/),
      expect.stringMatching(/^DeploymentproductionSucceeded/),
    ]);
    expect(
      within(chain).getByRole('link', { name: 'f6520129' }),
    ).toHaveAttribute(
      'href',
      expect.stringContaining('https://github.com/acme/crm/commit/f6520129'),
    );
  });

  it('draws what nothing proves as missing, and never as good', async () => {
    const bare = { ...unsigned(), bundles: [] };
    open({ getRelease: async () => bare });
    const chain = await screen.findByRole('list', {
      name: 'Where it comes from',
    });
    expect(within(chain).getAllByText('Missing')).toHaveLength(4);
    expect(screen.queryByText('Verified')).not.toBeInTheDocument();
    expect(screen.getByText('No SBOM')).toBeVisible();
    expect(screen.getByText('Not scanned')).toBeVisible();
  });

  it('lists every bundle with what verification looked at', async () => {
    open({}, 'evidence');
    await userEvent.click(
      await screen.findByRole('button', { name: /Provenance \(SLSA\)/ }),
    );
    const checks = await screen.findByRole('list', { name: 'Checks' });
    const items = within(checks).getAllByRole('listitem');
    expect(items.map(item => item.textContent)).toEqual([
      "Passedsignature, against key 'ci'",
      'Not checkedtime, against nothing: none',
    ]);
  });

  it('lists findings with and without what was said about them, and where they are fixed', async () => {
    const expires = '2126-01-01T00:00:00.000Z';
    const said = {
      source: `v1/attestations/${attestationId}`,
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      owner: 'group:default/crm',
      expires,
    };
    const listFindings = jest.fn<ReturnType<Api['listFindings'] & {}>, any[]>(
      async (_, { query = '', environment }) => ({
        items: [
          {
            ...finding({ summary: `found by ${query}` }),
            triage: {
              counts: environment !== 'production',
              exceptions: [
                { ...said, counts: true, why: `it counts until ${expires}.` },
                {
                  ...said,
                  counts: false,
                  why: 'it is about pkg:npm/express@4.0.0.',
                },
              ],
            },
          },
          finding({
            vulnerability: 'GHSA-2',
            aliases: [],
            level: 'unknown',
            score: undefined,
            purl: undefined,
            version: undefined,
            fixed: [],
          }),
        ],
        counted: scan.facts.byLevel.map(({ level }) => ({
          level,
          findings: level === 'high' ? 2 : 0,
        })),
      }),
    );
    open({ listFindings }, 'vulnerabilities');
    const row = await screen.findByRole('row', { name: /GHSA-1/ });
    expect(within(row).getByText('Critical 9.8')).toBeVisible();
    expect(within(row).getByText('5.3.1')).toBeVisible();
    expect(within(row).getByText('Excepted until 1 Jan 2126')).toBeVisible();
    const list = within(row).getByRole('list', {
      name: 'What was said about GHSA-1',
    });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringMatching(/never run\. Applies: it counts until 2126/),
      expect.stringMatching(/Does not apply: it is about pkg:npm\/express@4/),
    ]);
    expect(
      screen.getByText(
        'Without exceptions 1 critical, 2 high; with them 2 high in production.',
      ),
    ).toBeVisible();
    const other = screen.getByRole('row', { name: /GHSA-2/ });
    expect(other).toHaveTextContent('Package not named');
    expect(other).toHaveTextContent('No fix known');
    expect(other).toHaveTextContent('Unknown');
    await userEvent.click(screen.getByRole('radio', { name: 'Staging' }));
    expect(await screen.findByText('Counts')).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'High 2' }));
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search vulnerabilities' }),
      'npm',
    );
    await screen.findByText(/found by npm/);
    expect(listFindings.mock.lastCall?.[1]).toMatchObject({
      entityRef,
      environment: 'staging',
      level: 'high',
      query: 'npm',
    });
  });

  it('that nobody scanned has unknown vulnerabilities, and not none', async () => {
    open(
      { getRelease: async () => releaseDetails({ scan: absent }) },
      'vulnerabilities',
    );
    expect(await screen.findByText('Not scanned')).toBeVisible();
    expect(screen.getByText(/companyos ci scan/)).toBeVisible();
  });

  it('is compared with the one before it, or with another', async () => {
    const getChanges = jest.fn(async () => ({
      since: olderDigest,
      components: {
        ...{ added: 1, removed: 0, changed: 0 },
        items: [{ name: 'jose', before: [], after: ['6.0.0'] }],
      },
    }));
    open(
      {
        getChanges,
        listReleases: async () => ({
          items: [
            release(),
            release({ digest: olderDigest, version: '1.3.0' }),
          ],
        }),
      },
      'changes',
    );
    expect(
      await screen.findByText(
        '1 component added, 0 removed, 0 in another version.',
      ),
    ).toBeVisible();
    expect(getChanges).toHaveBeenCalledWith(digest, {
      entityRef,
      since: olderDigest,
    });
    expect(screen.getByRole('row', { name: /jose/ })).toHaveTextContent(
      'Added',
    );
    // Nobody scanned both, so that nothing changed is not said.
    expect(screen.getByText('Cannot compare')).toBeVisible();
  });

  it('that is the only one has nothing to be compared with', async () => {
    open({ listReleases: async () => ({ items: [release()] }) }, 'changes');
    expect(await screen.findByText('Nothing to compare with')).toBeVisible();
  });
});
