import {
  Cell,
  CellText,
  Flex,
  Table,
  Text,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { CountFilter } from '@companyos/plugin-companyos-react';
import {
  groupChanges,
  REPLAY_GROUPINGS,
  type ReplayChange,
  type ReplayGroup,
  type ReplayGrouping,
} from '@companyos/plugin-decision-log-common';
import { useState } from 'react';
import { numberColumn } from '../numberColumn';
import { ResultChip } from '../ResultChip';

const LABELS: Record<ReplayGrouping, string> = {
  rule: 'Rule and reason',
  role: 'Role',
  tenant: 'Tenant',
};

type Row = ReplayGroup & { id: string };

const columnsOf = (by: ReplayGrouping): ColumnConfig<Row>[] => [
  {
    id: 'name',
    label: LABELS[by],
    isRowHeader: true,
    defaultWidth: '3fr',
    minWidth: 220,
    cell: ({ name }) => <CellText title={name ?? 'The input does not say'} />,
  },
  {
    id: 'from',
    label: 'Stored',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ from }) => (
      <Cell>
        <ResultChip result={from} />
      </Cell>
    ),
  },
  {
    id: 'to',
    label: 'With this policy',
    defaultWidth: '1fr',
    minWidth: 140,
    cell: ({ to }) => (
      <Cell>
        <ResultChip result={to} />
      </Cell>
    ),
  },
  numberColumn({
    id: 'count',
    label: 'Decisions',
    minWidth: 110,
    amount: ({ count }) => count,
  }),
];

/** What would change, by rule, role or tenant; what opens comes first. */
export function ChangeGroups({ changes }: { changes: ReplayChange[] }) {
  const [by, setBy] = useState<ReplayGrouping>('rule');
  return (
    <Flex direction="column" gap="2">
      <Text variant="body-large" weight="bold" as="h2">
        What would change
      </Text>
      <CountFilter<ReplayGrouping>
        label="By"
        counts={REPLAY_GROUPINGS.map(grouping => ({
          id: grouping,
          label: LABELS[grouping],
          count: groupChanges(changes, grouping).length,
        }))}
        value={by}
        onChange={setBy}
      />
      <GroupTable key={by} by={by} groups={groupChanges(changes, by)} />
    </Flex>
  );
}

function GroupTable(props: { by: ReplayGrouping; groups: ReplayGroup[] }) {
  const { by, groups } = props;
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: groups.map(group => ({
      id: JSON.stringify([group.name, group.from, group.to]),
      ...group,
    })),
    paginationOptions: { pageSize: 20 },
  });
  return <Table columnConfig={columnsOf(by)} {...tableProps} />;
}
