import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, CellText, type ColumnConfig } from '@backstage/ui';
import {
  EmptyState,
  EntityCell,
  PagedTable,
  RelativeTime,
  type RowOf,
  shortDigest,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import { portalPath, type Usage } from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { FoundSentence } from './FoundSentence';

const columns: ColumnConfig<RowOf<Usage>>[] = [
  {
    id: 'entity',
    label: 'Service',
    isRowHeader: true,
    defaultWidth: '2fr',
    minWidth: 180,
    cell: ({ entityRef }) => (
      <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
    ),
  },
  {
    id: 'version',
    label: 'Version',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ version }) => <CellText title={version || '–'} />,
  },
  {
    id: 'match',
    label: 'Match',
    defaultWidth: '1.5fr',
    minWidth: 150,
    cell: ({ match, version }) => (
      <Cell>
        {match === 'inRange' ? (
          'Yes'
        ) : (
          <VerdictChip
            verdict="unknown"
            label="Look at it"
            evidence={{
              what: `version ${version || 'that is not named'}`,
              reason:
                'It is no semantic version, so nobody can tell whether it is in the range.',
            }}
          />
        )}
      </Cell>
    ),
  },
  {
    id: 'release',
    label: 'Release',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: ({ digest }) => <CellText title={shortDigest(digest)} />,
  },
  {
    id: 'recorded',
    label: 'Recorded',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ recordedAt }) => (
      <Cell>
        <RelativeTime time={recordedAt} />
      </Cell>
    ),
  },
];

/** Every release that ships a package, newest first; a row leads to what else is in that release. */
export function UsageTable(props: {
  purl: string;
  range: string;
  releases: 'all' | 'newest';
}) {
  const { purl, range, releases } = props;
  const api = useApi(supplyChainApiRef);
  return (
    <PagedTable
      subject="releases"
      columns={columns}
      idOf={({ entityRef, digest, version }) =>
        `${entityRef} ${digest} ${version}`
      }
      hrefOf={({ entityRef, digest }) =>
        portalPath.release(entityRef, digest, 'components')
      }
      query={{ purl, range: range || undefined, releases }}
      load={(query, options) => api.listUsages(query, options)}
      tools={shown => (
        <FoundSentence table={shown} verbs={['ships it', 'ship it']} />
      )}
      csv={{ name: 'usages', toRows }}
      emptyState={
        <EmptyState
          title="No release ships it"
          description="No verified bill of materials that you may see has such a package in these versions. Releases without one are not searched."
        />
      }
    />
  );
}

function toRows(usages: Usage[]): string[][] {
  return [
    ['Entity', 'Release', 'Package URL', 'Version', 'Match', 'Recorded'],
    ...usages.map(usage => [
      usage.entityRef,
      usage.digest,
      usage.purl,
      usage.version,
      usage.match,
      usage.recordedAt,
    ]),
  ];
}
