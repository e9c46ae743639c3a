import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { messageOf, saveFile } from '@companyos/plugin-companyos-react';
import type { ReleaseDetails } from '@companyos/plugin-supply-chain-common';
import { RiDownloadLine } from '@remixicon/react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { supplyChainApiRef, type SupplyChainApi } from '../../api';
import { statementOf } from '../../statementOf';

type Download = { label: string; save: (api: SupplyChainApi) => Promise<void> };

/** What of a release can be taken along: its bills of materials, and all bundles as they were received. */
export function DownloadMenu({ release }: { release: ReleaseDetails }) {
  const api = useApi(supplyChainApiRef);
  const toastApi = useApi(toastApiRef);
  const downloads = downloadsOf(release);
  const [{ loading }, start] = useAsyncFn(
    async (download: Download) => {
      try {
        await download.save(api);
      } catch (error) {
        toastApi.post({
          title: `Could not download ${download.label}`,
          description: messageOf(error as Error),
          status: 'danger',
        });
      }
    },
    [api, toastApi],
  );
  return (
    <MenuTrigger>
      <Button
        variant="secondary"
        size="small"
        iconStart={<RiDownloadLine />}
        isPending={loading}
      >
        Download
      </Button>
      <Menu>
        {downloads.map(download => (
          <MenuItem key={download.label} onAction={() => start(download)}>
            {download.label}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

const DOCUMENTS = [
  { kind: 'cyclonedx', label: 'CycloneDX', ending: 'cdx.json' },
  { kind: 'spdx2', label: 'SPDX 2', ending: 'spdx.json' },
];

/** Of each kind of document the newest that is verified: what is not, nobody should build on. */
function downloadsOf({ bundles, digest }: ReleaseDetails): Download[] {
  const name = digest.replace(':', '-').slice(0, 19);
  const documents = DOCUMENTS.flatMap(({ kind, label, ending }) => {
    const bundle = bundles.find(
      one => one.kind === kind && one.outcome === 'verified',
    );
    if (!bundle) return [];
    return {
      label,
      save: async (api: SupplyChainApi) => {
        const stated = statementOf(await api.getBundle(bundle.id));
        saveFile(
          `${name}.${ending}`,
          JSON.stringify(stated?.predicate, null, 2),
          'application/json',
        );
      },
    };
  });
  return [
    ...documents,
    {
      label: 'All bundles',
      save: async api => {
        const parts = await Promise.all(
          bundles.map(({ id }) => api.getBundle(id)),
        );
        const texts = parts.map(bytes => new TextDecoder().decode(bytes));
        // One after another as they are: what was signed must not be written anew.
        saveFile(
          `${name}.sigstore.json`,
          `[${texts.join(',\n')}]\n`,
          'application/json',
        );
      },
    },
  ];
}
