import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, CellText, type ColumnConfig } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import {
  PagedTable,
  RelativeTime,
  type RowOf,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Release,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { releaseTitle } from '../../words';
import { Environments, Findings, ReleaseChip } from '../Chips';

const columns: ColumnConfig<RowOf<Release>>[] = [
  {
    id: 'release',
    label: 'Release',
    isRowHeader: true,
    defaultWidth: '1.4fr',
    minWidth: 140,
    cell: release => <CellText {...releaseTitle(release)} />,
  },
  {
    id: 'verdict',
    label: 'Evidence',
    defaultWidth: '2.4fr',
    minWidth: 250,
    cell: release => (
      <Cell>
        <ReleaseChip release={release} />
      </Cell>
    ),
  },
  {
    id: 'commit',
    label: 'Commit',
    defaultWidth: '0.8fr',
    minWidth: 95,
    cell: ({ provenance }) => (
      <CellText title={provenance.facts?.commit?.slice(0, 8) ?? 'Unknown'} />
    ),
  },
  {
    id: 'components',
    label: 'Components',
    defaultWidth: '1.1fr',
    minWidth: 130,
    cell: ({ sbom }) => (
      <CellText
        title={sbom.facts ? amount(sbom.facts.components) : 'No SBOM'}
      />
    ),
  },
  {
    id: 'findings',
    label: 'Vulnerabilities',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: ({ scan }) => (
      <Cell>
        <Findings scan={scan} />
      </Cell>
    ),
  },
  {
    id: 'environments',
    label: 'Went to',
    defaultWidth: '2fr',
    minWidth: 220,
    cell: ({ deployments }) => (
      <Cell>
        <Environments deployments={deployments} />
      </Cell>
    ),
  },
  {
    id: 'recorded',
    label: 'Recorded',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ recordedAt }) => (
      <Cell>
        <RelativeTime time={recordedAt} />
      </Cell>
    ),
  },
];

/** All releases of an entity, newest first; a row opens its release. */
export function ReleaseTable({ entityRef }: { entityRef: string }) {
  const api = useApi(supplyChainApiRef);
  return (
    <PagedTable
      subject="releases"
      columns={columns}
      idOf={({ digest }) => digest}
      hrefOf={({ digest }) => portalPath.release(entityRef, digest)}
      load={(query, options) => api.listReleases(entityRef, query, options)}
      pageSize={20}
    />
  );
}
