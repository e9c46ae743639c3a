import { screen, within } from '@testing-library/react';
import { identityApiRef } from '@backstage/core-plugin-api';
import {
  mockApis,
  renderInTestApp,
  type TestApiPairs,
} from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { visitsApiRef, type VisitsApi } from '@backstage/plugin-home';
import techdocsPlugin from '@backstage/plugin-techdocs/alpha';
import {
  techdocsApiRef,
  type TechDocsApi,
} from '@backstage/plugin-techdocs-react';
import type { Entity } from '@backstage/catalog-model';
import { adrApiRef } from '@companyos/plugin-adr';
import { HomePage } from './HomePage';

const mine: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'payments',
    namespace: 'default',
    description: 'Takes money',
    annotations: { 'backstage.io/techdocs-ref': 'dir:.' },
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/crm' }],
};

const visits: VisitsApi = {
  save: async () => {
    throw new Error('not in this test');
  },
  list: async () => [],
};
const techdocs: TechDocsApi = {
  getCookie: async () => ({ expiresAt: '' }),
  getApiOrigin: async () => '',
  getTechDocsMetadata: async () =>
    Object.assign(
      { site_name: 'Payments', site_description: '' },
      { build_timestamp: Date.now() - 3600_000 },
    ),
  getEntityMetadata: async () => {
    throw new Error('not in this test');
  },
};

function render(entities: Entity[], overrides: { visits?: VisitsApi } = {}) {
  renderInTestApp(<HomePage />, {
    config: { organization: { name: 'Acme' } },
    apis: [
      [catalogApiRef, catalogApiMock({ entities })],
      [
        identityApiRef,
        mockApis.identity({ ownershipEntityRefs: ['group:default/crm'] }),
      ],
      [visitsApiRef, overrides.visits ?? visits],
      [techdocsApiRef, techdocs],
      [adrApiRef, { listDocuments: async () => ({ items: [] }) }],
    ] as TestApiPairs<unknown[]>,
    mountedRoutes: {
      '/catalog/:namespace/:kind/:name': entityRouteRef,
      '/docs/:namespace/:kind/:name': techdocsPlugin.routes.docRoot,
    },
  });
}

it('shows what the reader owns and the newest documents', async () => {
  render([mine]);
  const components = await screen.findByRole('grid', { name: 'My components' });
  expect(within(components).getByText('payments')).toBeInTheDocument();
  expect(within(components).getByText('Takes money')).toBeInTheDocument();
  const documents = await screen.findByRole('grid', {
    name: 'Newest documents',
  });
  expect(within(documents).getByText('built 1 hour ago')).toBeInTheDocument();
});

it('says what to do when there is nothing yet', async () => {
  render([]);
  expect(await screen.findByText('Nothing of yours yet')).toBeInTheDocument();
  expect(await screen.findByText('No visits yet')).toBeInTheDocument();
  expect(await screen.findByText('No documentation yet')).toBeInTheDocument();
});

it('keeps the other cards when one source fails', async () => {
  render([mine], {
    visits: { ...visits, list: async () => Promise.reject(new Error('away')) },
  });
  expect(await screen.findByText('Could not load your visits')).toBeVisible();
  expect(
    await screen.findByRole('grid', { name: 'My components' }),
  ).toBeInTheDocument();
});
