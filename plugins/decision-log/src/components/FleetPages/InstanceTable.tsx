import { Cell, Table, Text, useTable, type ColumnConfig } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import { RelativeTime, VerdictChip } from '@companyos/plugin-companyos-react';
import type { Instance } from '@companyos/plugin-decision-log-common';
import { droppedDetail, missingVerdict } from '../../fleetWords';
import { nameOf } from '../../words';
import { numberColumn } from '../numberColumn';

type Row = Instance & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'opa',
    label: 'OPA',
    isRowHeader: true,
    defaultWidth: '2.2fr',
    minWidth: 200,
    cell: ({ entityRef, opaId, lastSeen }) => (
      <Cell>
        <Text as="p">{nameOf(entityRef)}</Text>
        <Text variant="body-small" color="secondary" as="p">
          {opaId.slice(0, 8) || 'without an id'}, heard of{' '}
          <RelativeTime time={lastSeen} />
        </Text>
      </Cell>
    ),
  },
  {
    id: 'missing',
    label: 'Difference',
    defaultWidth: '1.5fr',
    minWidth: 210,
    cell: instance => (
      <Cell>
        <VerdictChip {...missingVerdict(instance)} />
      </Cell>
    ),
  },
  numberColumn({
    id: 'reported',
    label: 'OPA counted',
    minWidth: 130,
    amount: ({ reported }) => reported?.decisions,
  }),
  numberColumn({
    id: 'stored',
    label: 'Arrived',
    minWidth: 110,
    amount: ({ stored }) => stored,
    detail: ({ unmapped }) =>
      unmapped > 0 ? `${amount(unmapped)} of no entity` : undefined,
  }),
  numberColumn({
    id: 'duplicates',
    label: 'Duplicates',
    minWidth: 120,
    amount: ({ duplicates }) => duplicates,
  }),
  numberColumn({
    id: 'quarantined',
    label: 'Quarantined',
    minWidth: 130,
    amount: ({ quarantined }) => quarantined,
  }),
  numberColumn({
    id: 'dropped',
    label: 'Dropped',
    minWidth: 130,
    amount: instance => droppedDetail(instance).amount,
    detail: instance => droppedDetail(instance).detail,
  }),
];

/** What each OPA says that it decided, and what became of that on its way here. */
export function InstanceTable({ instances }: { instances: Instance[] }) {
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: instances.map(instance => ({
      id: `${instance.uploadedBy} ${instance.opaId}`,
      ...instance,
    })),
    paginationOptions: { pageSize: 20 },
  });
  return <Table columnConfig={columns} {...tableProps} />;
}
