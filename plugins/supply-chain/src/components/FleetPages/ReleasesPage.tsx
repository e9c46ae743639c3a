import { useApi } from '@backstage/frontend-plugin-api';
import {
  Cell,
  CellText,
  Flex,
  SearchField,
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
} from '@companyos/plugin-companyos-react';
import {
  lacksSchema,
  portalPath,
  releaseVerdict,
  type FleetSummary,
  type Lacks,
  type Release,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import {
  fleetSentence,
  levelsText,
  releaseName,
  releaseTitle,
} from '../../words';
import { Environments, Findings, ReleaseChip } from '../Chips';
import { CountFilter } from './CountFilter';
import { FleetPage } from './FleetPage';
import styles from './FleetPages.module.css';
import { useAddress } from './useAddress';

type Row = Release & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'entity',
    label: 'Service',
    isRowHeader: true,
    defaultWidth: '1.6fr',
    minWidth: 160,
    cell: ({ entityRef }) => (
      <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
    ),
  },
  {
    id: 'release',
    label: 'Newest release',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: release => <CellText {...releaseTitle(release)} />,
  },
  {
    id: 'evidence',
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
    defaultWidth: '1.6fr',
    minWidth: 180,
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

const LACKS: Record<Lacks, string> = {
  signature: 'Without signature',
  provenance: 'Without provenance',
  sbom: 'Without SBOM',
  scan: 'Not scanned',
};

/** The newest release of every entity, and what it lacks. */
export function ReleasesPage() {
  return (
    <FleetPage sentence={fleetSentence}>
      {summary => <Releases summary={summary} />}
    </FleetPage>
  );
}

function Releases({ summary }: { summary: FleetSummary }) {
  const api = useApi(supplyChainApiRef);
  const address = useAddress();
  const words = address.get('query');
  const lacks = lacksSchema.safeParse(address.get('lacks')).data;
  const { tableProps, reload } = useTable<Row, Lacks | undefined>({
    mode: 'cursor',
    search: words,
    filter: lacks,
    getData: async ({ cursor, filter, pageSize, search, signal }) => {
      const { items, nextCursor } = await api.listNewest(
        {
          ...{ cursor, lacks: filter, limit: pageSize },
          query: search.trim() || undefined,
        },
        { signal },
      );
      return {
        data: items.map(release => ({ id: release.entityRef, ...release })),
        nextCursor,
      };
    },
    paginationOptions: { pageSize: 50, getLabel: () => '' },
  });
  return (
    <>
      <Flex gap="2" align="center" className={styles.tools}>
        <CountFilter<Lacks | 'all'>
          label="What is missing"
          counts={[
            { id: 'all', label: 'All', count: summary.entities },
            ...lacksSchema.options.map(id => ({
              id,
              label: LACKS[id],
              count: summary.lacks[id],
            })),
          ]}
          value={lacks ?? 'all'}
          onChange={value => address.set('lacks', value === 'all' ? '' : value)}
        />
        <SearchField
          aria-label="Search services"
          className={styles.search}
          size="small"
          value={words}
          onChange={value => address.set('query', value)}
        />
        <DownloadCsv
          name="releases"
          rows={async () => {
            const query = words.trim() || undefined;
            const pages = await allPages(page =>
              api.listNewest({ ...page, query, lacks }),
            );
            return toRows(pages.flatMap(({ items }) => items));
          }}
        />
      </Flex>
      {tableProps.error ? (
        <ErrorState
          subject="releases"
          error={tableProps.error}
          retry={reload}
        />
      ) : (
        <Table
          columnConfig={columns}
          rowConfig={{
            getHref: ({ entityRef, digest }) =>
              portalPath.release(entityRef, digest),
          }}
          emptyState={
            words || lacks ? (
              <EmptyState
                title="No release matches"
                description="Take another filter or other words."
              />
            ) : (
              <EmptyState
                title="No releases yet"
                description="Releases stand here when pipelines upload signed evidence about them. The tab Supply chain of a service says how."
              />
            )
          }
          {...tableProps}
        />
      )}
    </>
  );
}

function toRows(releases: Release[]): string[][] {
  return [
    [
      ...['Entity', 'Release', 'Digest', 'Evidence', 'Why', 'Development'],
      ...['Commit', 'Components', 'Findings', 'Recorded'],
    ],
    ...releases.map(release => {
      const { label, reason, development } = releaseVerdict(release);
      const { provenance, sbom, scan } = release;
      return [
        release.entityRef,
        releaseName(release),
        release.digest,
        label,
        reason ?? '',
        development ? 'yes' : 'no',
        provenance.facts?.commit ?? '',
        sbom.facts?.components.toString() ?? '',
        scan.facts ? levelsText(scan.facts.byLevel) : 'not scanned',
        release.recordedAt,
      ];
    }),
  ];
}
