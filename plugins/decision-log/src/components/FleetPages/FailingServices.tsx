import { CellText, Table, useTable, type ColumnConfig } from '@backstage/ui';
import { EmptyState } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Counter,
  type Counters,
} from '@companyos/plugin-decision-log-common';
import { CountersUnknown } from './CountersUnknown';
import { numberColumn } from '../numberColumn';
import { ServiceCell } from './ServiceCell';

type Row = {
  id: string;
  entityRef: string;
  reason: string;
  count: number;
  decisions: number;
};

const columns: ColumnConfig<Row>[] = [
  {
    id: 'entity',
    label: 'Service',
    isRowHeader: true,
    defaultWidth: '2fr',
    minWidth: 170,
    cell: ({ entityRef }) => <ServiceCell entityRef={entityRef} />,
  },
  {
    id: 'reason',
    label: 'Why',
    defaultWidth: '2fr',
    minWidth: 180,
    cell: ({ reason }) => <CellText title={reason} />,
  },
  numberColumn({
    id: 'count',
    label: 'How often',
    minWidth: 110,
    amount: ({ count }) => count,
  }),
  numberColumn({
    id: 'decisions',
    label: 'Of decisions',
    minWidth: 130,
    amount: ({ decisions }) => decisions,
  }),
];

/** Services that got no answer at all: nothing of that is in any log, only the service itself counts it. */
export function FailingServices({ counters }: { counters: Counters }) {
  const items = counters.state === 'known' ? counters.items : [];
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: toRows(items),
    paginationOptions: { pageSize: 50 },
  });
  if (counters.state === 'unknown')
    return <CountersUnknown reason={counters.reason} />;
  if (toRows(items).length === 0) {
    return (
      <EmptyState
        title="Every service got an answer"
        description="What a service refuses because its OPA is slow, gone or not understood stands here."
      />
    );
  }
  return (
    <Table
      columnConfig={columns}
      rowConfig={{ getHref: ({ entityRef }) => portalPath.entity(entityRef) }}
      {...tableProps}
    />
  );
}

function toRows(counters: Counter[]): Row[] {
  return counters
    .flatMap(({ entityRef, failures, counted }) =>
      failures.map(({ reason, count }) => ({
        id: `${entityRef} ${reason}`,
        entityRef,
        reason,
        count,
        decisions: Object.values(counted).reduce((a, b) => a + b, 0),
      })),
    )
    .sort((a, b) => b.count - a.count);
}
