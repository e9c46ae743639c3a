import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, CellText, Flex, type ColumnConfig } from '@backstage/ui';
import {
  CountFilter,
  EmptyState,
  EntityCell,
  PagedTable,
  RelativeTime,
  type RowOf,
  shortDigest,
  useAddress,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type FleetSummary,
  type Running,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { runningSentence } from '../../words';
import { DevelopmentChip } from '../Chips';
import { FleetPage } from './FleetPage';
import styles from './FleetPages.module.css';

const columns: ColumnConfig<RowOf<Running>>[] = [
  {
    id: 'entity',
    label: 'Service',
    isRowHeader: true,
    defaultWidth: '2fr',
    minWidth: 170,
    cell: ({ entityRef }) => (
      <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
    ),
  },
  {
    id: 'environment',
    label: 'Environment',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: ({ environment }) => <CellText title={environment} />,
  },
  {
    id: 'release',
    label: 'Release',
    defaultWidth: '1.5fr',
    minWidth: 170,
    cell: ({ version, digest }) => (
      <CellText title={version} description={shortDigest(digest)} />
    ),
  },
  {
    id: 'provenance',
    label: 'Provenance',
    defaultWidth: '2fr',
    minWidth: 230,
    cell: ({ provenance, digest, development }) => (
      <Cell>
        <Flex gap="2" align="center" className={styles.wrap}>
          <VerdictChip
            verdict={provenance ? 'positive' : 'unknown'}
            label={provenance ? 'Verified' : 'None'}
            evidence={{
              what: `provenance of ${shortDigest(digest)}`,
              by: 'the portal',
              reason: provenance
                ? undefined
                : 'No verified statement says from which commit it was built, and by whom.',
            }}
          />
          {development && <DevelopmentChip />}
        </Flex>
      </Cell>
    ),
  },
  {
    id: 'since',
    label: 'Since',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: ({ finishedOn }) => (
      <Cell>
        <RelativeTime time={finishedOn} />
      </Cell>
    ),
  },
  {
    id: 'strategy',
    label: 'Rolled out',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ strategy }) => <CellText title={strategy} />,
  },
];

/** What runs where, by the newest signed word about each environment. */
export function RunningPage() {
  return (
    <FleetPage sentence={runningSentence}>
      {summary => <Deployments summary={summary} />}
    </FleetPage>
  );
}

function Deployments({ summary }: { summary: FleetSummary }) {
  const api = useApi(supplyChainApiRef);
  const address = useAddress();
  const lacks =
    address.get('lacks') === 'provenance' ? ('provenance' as const) : undefined;
  return (
    <PagedTable
      subject="deployments"
      columns={columns}
      idOf={({ attestationId }) => attestationId}
      hrefOf={({ entityRef, digest }) => portalPath.release(entityRef, digest)}
      query={{ lacks }}
      load={(query, options) => api.listRunning(query, options)}
      tools={
        <CountFilter<'all' | 'provenance'>
          label="Provenance"
          counts={[
            { id: 'all', label: 'All', count: summary.running },
            {
              id: 'provenance',
              label: 'Without provenance',
              count: summary.runningWithoutProvenance,
            },
          ]}
          value={lacks ?? 'all'}
          onChange={value => address.set('lacks', value === 'all' ? '' : value)}
        />
      }
      csv={{ name: 'running', toRows }}
      emptyState={
        lacks ? (
          <EmptyState
            title="Everything has provenance"
            description="Of whatever was reported to run, it is proven how it was built."
          />
        ) : (
          <EmptyState
            title="No deployments reported"
            description="A deployment stands here when its signed statement is uploaded. What nobody reports is not seen."
          />
        )
      }
    />
  );
}

function toRows(running: Running[]): string[][] {
  return [
    [
      ...['Entity', 'Environment', 'Version', 'Digest', 'Provenance'],
      ...['Development', 'Since', 'Strategy'],
    ],
    ...running.map(one => [
      one.entityRef,
      one.environment,
      one.version,
      one.digest,
      one.provenance ? 'verified' : 'none',
      one.development ? 'yes' : 'no',
      one.finishedOn,
      one.strategy,
    ]),
  ];
}
