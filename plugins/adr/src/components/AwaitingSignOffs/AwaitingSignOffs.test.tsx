import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { SignOffDocument } from '@companyos/plugin-adr-common';
import { adrApiRef, type AdrApi } from '../../api';
import { AwaitingSignOffs } from './AwaitingSignOffs';

const document: SignOffDocument = {
  entityRef: 'system:default/portal',
  path: 'docs/adr/ADR-011-identity-model-v1.md',
  title: 'Identity model v1',
  revision: `sha256:${'a'.repeat(64)}`,
  techDocsPath: '/docs/default/system/portal/adr/ADR-011-identity-model-v1/',
  problems: [],
  adr: true,
  signOffs: {
    state: 'missing',
    development: false,
    requirements: [
      { group: 'group:default/security', minimum: 1, given: 0, missing: 1 },
    ],
  },
};

function render(listDocuments: AdrApi['listDocuments']) {
  renderInTestApp(<AwaitingSignOffs />, {
    apis: [[adrApiRef, { listDocuments }]],
  });
}

it('lists what waits, with what is missing', async () => {
  render(async () => ({ items: [document] }));
  expect(await screen.findByText('Identity model v1')).toBeInTheDocument();
  expect(screen.getByText('missing: 1 of security')).toBeInTheDocument();
});

it('says that nothing waits', async () => {
  render(async () => ({ items: [] }));
  expect(await screen.findByText('Nothing waits for you')).toBeInTheDocument();
});

it('says what failed', async () => {
  render(async () => {
    throw new Error('the database is away');
  });
  expect(await screen.findByText('the database is away')).toBeInTheDocument();
});
