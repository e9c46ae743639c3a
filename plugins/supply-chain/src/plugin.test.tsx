import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import {
  away,
  denied,
  digest,
  entityRef,
  forever,
  olderDigest,
  release,
  supplyChainApiMock,
  unsigned,
  verified,
} from './__testUtils__/supplyChain';
import { supplyChainEntityCard, supplyChainEntityContent } from './plugin';

type Api = NonNullable<Parameters<typeof supplyChainApiMock>[0]>;

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'crm', namespace: 'default' },
};

function show(api: Api, of: object = entity) {
  return renderTestApp({
    extensions: [
      createTestEntityPage({ entity: of as typeof entity }),
      supplyChainEntityContent,
    ],
    apis: [supplyChainApiMock(api)],
  });
}

describe('the tab', () => {
  it.each([
    [forever, 'Loading releases'],
    [away, 'the database is away'],
    [denied, 'You may not see releases'],
    [async () => ({ items: [] }), 'No releases yet'],
  ])('has a state for each answer: %#', async (listReleases, text) => {
    show({ listReleases });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('says how the first release comes here', async () => {
    show({ listReleases: async () => ({ items: [] }) });
    expect(
      await screen.findByText(
        `companyos evidence upload evidence --entity ${entityRef}`,
      ),
    ).toBeVisible();
  });

  it('answers first, then lists each release with its verdict', async () => {
    show({
      listReleases: async () => ({
        items: [
          release({ scan: { ...verified, development: true } }),
          unsigned({ digest: olderDigest }),
        ],
      }),
    });
    expect(
      await screen.findByText(/^1\.4\.0 is verified, by signatures/),
    ).toBeVisible();
    const row = await screen.findByRole('row', { name: /1\.4\.0/ });
    expect(within(row).getAllByText('Verified')[0]).toBeVisible();
    expect(within(row).getAllByText('Development')[0]).toBeVisible();
    expect(row).toHaveAttribute(
      'data-href',
      `/catalog/default/component/crm/supply-chain/${digest}/overview`,
    );
    const other = screen.getByRole('row', { name: /no version is proven/ });
    expect(within(other).getByText('Unsigned')).toBeVisible();
    expect(within(other).queryByText('Verified')).not.toBeInTheDocument();
  });

  it('says what was checked, against which root and when', async () => {
    show({ listReleases: async () => ({ items: [release()] }) });
    const row = await screen.findByRole('row', { name: /1\.4\.0/ });
    await userEvent.click(
      within(row).getByRole('button', { name: 'Verified' }),
    );
    expect(
      await screen.findByText('4 of 5 bundles about sha256:3f9a…c21e'),
    ).toBeVisible();
    expect(screen.getByText('trust root ci')).toBeVisible();
    expect(screen.getByText(/ago$/, { selector: 'p time' })).toBeVisible();
  });

  it('is not there for what has no releases', async () => {
    const listReleases = jest.fn();
    show({ listReleases }, { ...entity, kind: 'Group' });
    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
    expect(listReleases).not.toHaveBeenCalled();
  });
});

describe('the card', () => {
  const card = (summaries: NonNullable<Api['summaries']>) =>
    renderTestApp({
      extensions: [createTestEntityPage({ entity }), supplyChainEntityCard],
      apis: [supplyChainApiMock({ summaries })],
    });

  it.each([
    [forever, 'Loading releases'],
    [away, 'the database is away'],
    [denied, 'You may not see releases'],
    [
      async () => ({ summaries: { [entityRef]: { releases: 0 } } }),
      'No releases yet',
    ],
    [async () => ({ summaries: { [entityRef]: null } }), 'No releases yet'],
  ])('has a state for each answer: %#', async (answer, text) => {
    card(answer);
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('shows the newest release, and leads to it', async () => {
    card(async () => ({
      summaries: { [entityRef]: { releases: 12, latest: release() } },
    }));
    expect(
      await screen.findByRole('link', { name: 'Release 1.4.0' }),
    ).toHaveAttribute('href', expect.stringContaining(digest));
    expect(screen.getByText('Verified')).toBeVisible();
    expect(screen.getByText('109 components')).toBeVisible();
    expect(screen.getByText('1 critical, 2 high')).toBeVisible();
    expect(screen.getByRole('link', { name: '12 releases' })).toBeVisible();
  });
});
