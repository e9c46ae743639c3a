import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  absent,
  attestationId,
  away,
  bundleOf,
  denied,
  digest,
  entityRef,
  forever,
  releaseDetails,
  supplyChainApiMock,
} from '../../__testUtils__/supplyChain';
import { Components } from './Components';

type Api = NonNullable<Parameters<typeof supplyChainApiMock>[0]>;

const show = (api: Api, release = releaseDetails()) =>
  renderInTestApp(<Components release={release} />, {
    apis: [supplyChainApiMock(api)],
  });

const express = {
  purl: 'pkg:npm/express',
  name: 'express',
  version: '5.3.0',
  licence: 'MIT',
  depth: 1,
};

const bom = {
  metadata: { component: { 'bom-ref': 'crm', name: 'crm', version: '1' } },
  components: [
    { 'bom-ref': 'express', name: 'express', version: '5.3.0' },
    { 'bom-ref': 'qs', name: 'qs', version: '6.14.0' },
  ],
  dependencies: [
    { ref: 'crm', dependsOn: ['express'] },
    { ref: 'express', dependsOn: ['qs'] },
    { ref: 'qs', dependsOn: ['express'] },
  ],
};

describe('the table', () => {
  it.each([
    [forever, 'Loading table data.'],
    [away, 'Could not load components'],
    [denied, 'You may not see components'],
    [async () => ({ items: [] }), 'No components'],
  ])('has a state for each answer: %#', async (listComponents, text) => {
    show({ listComponents });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('is searched by the server, and leads to whoever else ships it', async () => {
    const listComponents = jest.fn<
      ReturnType<Api['listComponents'] & {}>,
      any[]
    >(async (_, { query = '' }) => ({
      items: [
        { ...express, licence: `MIT ${query}` },
        { name: 'notes', version: '' },
      ],
    }));
    show({ listComponents });
    const row = await screen.findByRole('row', { name: /express/ });
    expect(row).toHaveTextContent('MIT');
    expect(row).toHaveTextContent('Direct');
    expect(row).toHaveAttribute(
      'data-href',
      '/supply-chain/search?q=pkg%3Anpm%2Fexpress',
    );
    expect(screen.getByRole('row', { name: /notes/ })).toHaveTextContent(
      'No package URL',
    );
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search components' }),
      'exp',
    );
    await screen.findByText('MIT exp');
    expect(listComponents.mock.lastCall?.slice(0, 2)).toEqual([
      digest,
      expect.objectContaining({ entityRef, query: 'exp' }),
    ]);
  });

  it('without an SBOM says how one is made', async () => {
    show({}, releaseDetails({ sbom: absent }));
    expect(await screen.findByText('No SBOM')).toBeVisible();
    expect(screen.getByText(/companyos ci sbom/)).toBeVisible();
  });
});

describe('the tree', () => {
  async function openTree(api: Api) {
    show({ listComponents: async () => ({ items: [] }), ...api });
    await userEvent.click(await screen.findByRole('radio', { name: 'Tree' }));
  }

  it.each([
    [forever, 'Loading dependencies'],
    [away, 'the database is away'],
    [denied, 'You may not see dependencies'],
    [async () => bundleOf({}), 'No dependencies'],
  ])('has a state for each answer: %#', async (getBundle, text) => {
    await openTree({ getBundle });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('opens by keyboard, and ends where it goes in a circle', async () => {
    const getBundle = jest.fn(async () => bundleOf(bom));
    await openTree({ getBundle });
    const tree = await screen.findByRole('treegrid', { name: 'Dependencies' });
    expect(getBundle).toHaveBeenCalledWith(attestationId);
    const user = userEvent.setup();
    await user.click(
      screen.getByRole('searchbox', { name: 'Search dependencies' }),
    );
    await user.tab();
    await user.keyboard('{ArrowDown}{ArrowRight}{ArrowDown}{ArrowRight}');
    const circle = await within(tree).findByText(/in a circle/);
    expect(circle.closest('[role=row]')).not.toHaveAttribute('aria-expanded');
  });

  it('says why a component is there', async () => {
    await openTree({ getBundle: async () => bundleOf(bom) });
    const search = await screen.findByRole('searchbox', {
      name: 'Search dependencies',
    });
    await userEvent.type(search, 'qs');
    const ways = await screen.findByRole('list', { name: 'Ways' });
    expect(ways).toHaveTextContent('crm 1express 5.3.0qs 6.14.0');
    await userEvent.type(search, 'x');
    expect(await screen.findByText('No component matches')).toBeVisible();
  });
});
