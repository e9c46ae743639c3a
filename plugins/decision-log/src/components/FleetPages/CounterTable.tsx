import { Cell, Table, useTable, type ColumnConfig } from '@backstage/ui';
import { EmptyState, VerdictChip } from '@companyos/plugin-companyos-react';
import {
  answered,
  type Counter,
  type Counters,
} from '@companyos/plugin-decision-log-common';
import { differenceVerdict } from '../../fleetWords';
import { CountersUnknown } from './CountersUnknown';
import { numberColumn } from '../numberColumn';
import { ServiceCell } from './ServiceCell';

type Row = Counter & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'entity',
    label: 'Service',
    isRowHeader: true,
    defaultWidth: '2.2fr',
    minWidth: 200,
    cell: ({ entityRef }) => <ServiceCell entityRef={entityRef} />,
  },
  {
    id: 'difference',
    label: 'Difference',
    defaultWidth: '1.5fr',
    minWidth: 200,
    cell: counter => (
      <Cell>
        <VerdictChip {...differenceVerdict(counter)} />
      </Cell>
    ),
  },
  numberColumn({
    id: 'counted',
    label: 'Service counted',
    minWidth: 160,
    amount: ({ counted }) => answered(counted),
  }),
  numberColumn({
    id: 'logged',
    label: 'In the log',
    minWidth: 110,
    amount: ({ logged }) => answered(logged),
  }),
  numberColumn({
    id: 'failed',
    label: 'Without an answer',
    minWidth: 190,
    amount: ({ counted }) => counted.error ?? 0,
  }),
];

/** What services counted in the last day, beside what of it is in the log. */
export function CounterTable({ counters }: { counters: Counters }) {
  const items = counters.state === 'known' ? counters.items : [];
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: items.map(counter => ({ id: counter.entityRef, ...counter })),
    paginationOptions: { pageSize: 20 },
  });
  if (counters.state === 'unknown')
    return <CountersUnknown reason={counters.reason} />;
  if (items.length === 0) {
    return (
      <EmptyState
        title="No service has a counter"
        description="A service of the golden path counts its decisions; Prometheus has to scrape it under the name of its component, or under the one in the annotation companyos.dev/decision-counter."
      />
    );
  }
  return <Table columnConfig={columns} {...tableProps} />;
}
