import { useApi } from '@backstage/frontend-plugin-api';
import {
  Cell,
  CellText,
  Flex,
  Table,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { allPages } from '@companyos/plugin-companyos-common';
import {
  DownloadCsv,
  EmptyState,
  EntityCell,
  ErrorState,
  RelativeTime,
  shortDigest,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import { portalPath, type Usage } from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import styles from './FleetPages.module.css';
import { FoundSentence } from './FoundSentence';

type Row = Usage & { id: string };

const columns: ColumnConfig<Row>[] = [
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
  const { purl, releases } = props;
  const range = props.range || undefined;
  const api = useApi(supplyChainApiRef);
  const { tableProps, reload } = useTable<Row>({
    mode: 'cursor',
    getData: async ({ cursor, pageSize, signal }) => {
      const { items, nextCursor } = await api.listUsages(
        { purl, range, releases, cursor, limit: pageSize },
        { signal },
      );
      return {
        data: items.map(usage => ({
          id: `${usage.entityRef} ${usage.digest} ${usage.version}`,
          ...usage,
        })),
        nextCursor,
      };
    },
    paginationOptions: { pageSize: 50, getLabel: () => '' },
  });
  if (tableProps.error) {
    return (
      <ErrorState subject="releases" error={tableProps.error} retry={reload} />
    );
  }
  return (
    <Flex direction="column" gap="3">
      <Flex align="center" className={styles.tools}>
        <FoundSentence table={tableProps} verbs={['ships it', 'ship it']} />
        <DownloadCsv
          name="usages"
          rows={async () => {
            const pages = await allPages(page =>
              api.listUsages({ ...page, purl, range, releases }),
            );
            return toRows(pages.flatMap(({ items }) => items));
          }}
        />
      </Flex>
      <Table
        columnConfig={columns}
        rowConfig={{
          getHref: ({ entityRef, digest }) =>
            portalPath.release(entityRef, digest, 'components'),
        }}
        emptyState={
          <EmptyState
            title="No release ships it"
            description="No verified bill of materials that you may see has such a package in these versions. Releases without one are not searched."
          />
        }
        {...tableProps}
      />
    </Flex>
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
