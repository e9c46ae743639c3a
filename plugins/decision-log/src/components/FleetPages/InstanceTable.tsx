import {
  Cell,
  CellText,
  Table,
  Text,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { RelativeTime, VerdictChip } from '@companyos/plugin-companyos-react';
import type { Instance } from '@companyos/plugin-decision-log-common';
import { droppedDetail, missingVerdict, nameOf } from '../../fleetWords';
import { NumberCell } from './NumberCell';

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
    minWidth: 150,
    cell: instance => (
      <Cell>
        <VerdictChip {...missingVerdict(instance)} />
      </Cell>
    ),
  },
  {
    id: 'reported',
    label: 'OPA counted',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ reported }) =>
      reported?.decisions === undefined ? (
        <CellText title="Not known" />
      ) : (
        <NumberCell amount={reported.decisions} />
      ),
  },
  {
    id: 'stored',
    label: 'Arrived',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ stored, unmapped }) => (
      <NumberCell
        amount={stored}
        detail={
          unmapped > 0
            ? `${unmapped.toLocaleString('en-GB')} of no entity`
            : undefined
        }
      />
    ),
  },
  {
    id: 'duplicates',
    label: 'Duplicates',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ duplicates }) => <NumberCell amount={duplicates} />,
  },
  {
    id: 'quarantined',
    label: 'Quarantined',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ quarantined }) => <NumberCell amount={quarantined} />,
  },
  {
    id: 'dropped',
    label: 'Dropped',
    defaultWidth: '1.2fr',
    minWidth: 130,
    cell: instance => <NumberCell {...droppedDetail(instance)} />,
  },
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
