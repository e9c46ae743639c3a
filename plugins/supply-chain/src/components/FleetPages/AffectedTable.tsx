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
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Affected,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { packageText } from '../../words';
import { LevelChip } from '../Chips';
import styles from './FleetPages.module.css';
import { FoundSentence } from './FoundSentence';

type Row = Affected & { id: string };

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
    id: 'package',
    label: 'Package',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: affected => <CellText title={packageText(affected)} />,
  },
  {
    id: 'level',
    label: 'Severity',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: affected => (
      <Cell>
        <LevelChip finding={affected} />
      </Cell>
    ),
  },
  {
    id: 'fixed',
    label: 'Fixed in',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ fixed }) => (
      <CellText title={fixed.join(', ') || 'No fix known'} />
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

/** Every release in which a vulnerability was found, newest first; a row leads to what else was found there. */
export function AffectedTable(props: {
  vulnerability: string;
  releases: 'all' | 'newest';
}) {
  const { vulnerability, releases } = props;
  const api = useApi(supplyChainApiRef);
  const { tableProps, reload } = useTable<Row>({
    mode: 'cursor',
    getData: async ({ cursor, pageSize, signal }) => {
      const { items, nextCursor } = await api.listAffected(
        { vulnerability, releases, cursor, limit: pageSize },
        { signal },
      );
      return {
        data: items.map(affected => ({
          id: [affected.entityRef, affected.digest, packageText(affected)].join(
            ' ',
          ),
          ...affected,
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
        <FoundSentence table={tableProps} verbs={['has it', 'have it']} />
        <DownloadCsv
          name="affected"
          rows={async () => {
            const pages = await allPages(page =>
              api.listAffected({ ...page, vulnerability, releases }),
            );
            return toRows(pages.flatMap(({ items }) => items));
          }}
        />
      </Flex>
      <Table
        columnConfig={columns}
        rowConfig={{
          getHref: ({ entityRef, digest }) =>
            portalPath.release(entityRef, digest, 'vulnerabilities'),
        }}
        emptyState={
          <EmptyState
            title="No scan has found it"
            description="No newest verified scan that you may see names this vulnerability. A release that was scanned before it became known does not, and one that was not scanned cannot."
          />
        }
        {...tableProps}
      />
    </Flex>
  );
}

function toRows(affected: Affected[]): string[][] {
  return [
    [
      ...['Entity', 'Release', 'Vulnerability', 'Severity', 'Package'],
      ...['Version', 'Fixed in', 'Recorded'],
    ],
    ...affected.map(one => [
      one.entityRef,
      one.digest,
      one.vulnerability,
      one.level,
      one.purl ?? '',
      one.version ?? '',
      one.fixed.join(', '),
      one.recordedAt,
    ]),
  ];
}
