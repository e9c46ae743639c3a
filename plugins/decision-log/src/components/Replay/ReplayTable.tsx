import {
  Cell,
  CellText,
  Table,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { RelativeTime } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type ReplaySummary,
} from '@companyos/plugin-decision-log-common';
import { numberColumn } from '../numberColumn';
import { policyName } from './replayWords';
import { StateChip } from './StateChip';

const columns: ColumnConfig<ReplaySummary>[] = [
  {
    id: 'policy',
    label: 'Policy',
    isRowHeader: true,
    defaultWidth: '2fr',
    minWidth: 160,
    cell: replay => (
      <CellText
        title={policyName(replay)}
        description={replay.policy.slice(0, 12)}
      />
    ),
  },
  {
    id: 'state',
    label: 'State',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: ({ state }) => (
      <Cell>
        <StateChip state={state} />
      </Cell>
    ),
  },
  numberColumn({
    id: 'total',
    label: 'Decisions',
    minWidth: 110,
    amount: ({ total }) => total,
  }),
  {
    id: 'by',
    label: 'Asked for by',
    defaultWidth: '1.4fr',
    minWidth: 150,
    cell: ({ requestedBy }) => <CellText title={requestedBy} />,
  },
  {
    id: 'created',
    label: 'When',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ createdAt }) => (
      <Cell>
        <RelativeTime time={createdAt} />
      </Cell>
    ),
  },
];

/** Replays, the newest first; a row leads to what it came to. */
export function ReplayTable({ replays }: { replays: ReplaySummary[] }) {
  const { tableProps } = useTable<ReplaySummary>({
    mode: 'complete',
    data: replays,
    paginationOptions: { pageSize: 20 },
  });
  return (
    <Table
      columnConfig={columns}
      rowConfig={{
        getHref: ({ entityRef, id }) => portalPath.replay(entityRef, id),
      }}
      {...tableProps}
    />
  );
}
