import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  attestation,
  away,
  bundleOf,
  releaseDetails,
  supplyChainApiMock,
} from '../../__testUtils__/supplyChain';
import { DownloadMenu } from './DownloadMenu';

type Api = NonNullable<Parameters<typeof supplyChainApiMock>[0]>;

const bundles = [
  attestation({
    id: '00000000-0000-4000-8000-00000000000a',
    kind: 'spdx2',
    outcome: 'failed',
  }),
  attestation({
    id: '00000000-0000-4000-8000-00000000000b',
    kind: 'cyclonedx',
  }),
];

async function openMenu(getBundle: NonNullable<Api['getBundle']>) {
  renderInTestApp(<DownloadMenu release={releaseDetails({ bundles })} />, {
    apis: [supplyChainApiMock({ getBundle })],
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Download' }),
  );
}

function saved() {
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

it('offers documents that are verified, and no others', async () => {
  const parts = saved();
  await openMenu(async () => bundleOf({ bomFormat: 'CycloneDX' }));
  expect(screen.getAllByRole('menuitem').map(item => item.textContent)).toEqual(
    ['CycloneDX', 'All bundles'],
  );
  await userEvent.click(screen.getByRole('menuitem', { name: 'CycloneDX' }));
  expect(JSON.parse(String(parts[0][0]))).toEqual({ bomFormat: 'CycloneDX' });
});

it('gives all bundles as they were received', async () => {
  const parts = saved();
  await openMenu(async id =>
    new TextEncoder().encode(` {"id": "${id.slice(-1)}"}`),
  );
  await userEvent.click(screen.getByRole('menuitem', { name: 'All bundles' }));
  expect(String(parts[0][0])).toBe('[ {"id": "a"},\n {"id": "b"}]\n');
});

it('says so when it cannot', async () => {
  await openMenu(away);
  await userEvent.click(screen.getByRole('menuitem', { name: 'CycloneDX' }));
  expect(
    await screen.findByText('Could not download CycloneDX'),
  ).toBeInTheDocument();
});
