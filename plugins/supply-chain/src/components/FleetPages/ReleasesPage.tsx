import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, CellText, type ColumnConfig } from '@backstage/ui';
import {
  CountFilter,
  EmptyState,
  EntityCell,
  PagedTable,
  RelativeTime,
  type RowOf,
  TableSearch,
  useAddress,
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
import { FleetPage } from './FleetPage';

const columns: ColumnConfig<RowOf<Release>>[] = [
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
  return (
    <PagedTable
      subject="releases"
      columns={columns}
      idOf={({ entityRef }) => entityRef}
      hrefOf={({ entityRef, digest }) => portalPath.release(entityRef, digest)}
      query={{ lacks, query: words.trim() || undefined }}
      load={(query, options) => api.listNewest(query, options)}
      tools={
        <>
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
            onChange={value =>
              address.set('lacks', value === 'all' ? '' : value)
            }
          />
          <TableSearch
            label="Search services"
            value={words}
            onChange={value => address.set('query', value)}
          />
        </>
      }
      csv={{ name: 'releases', toRows }}
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
    />
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
