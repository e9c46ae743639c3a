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
  type Refusal,
} from '@companyos/plugin-decision-log-common';
import { ResultChip } from '../ResultChip';
import { numberColumn } from '../numberColumn';
import { ServiceCell } from './ServiceCell';

type Row = Refusal & { id: string };

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
    label: 'Reason',
    defaultWidth: '1.6fr',
    minWidth: 160,
    cell: ({ reason }) => <CellText title={reason ?? 'None given'} />,
  },
  {
    id: 'path',
    label: 'Path',
    defaultWidth: '2fr',
    minWidth: 200,
    cell: ({ path }) => <CellText title={path ?? 'Ad-hoc query'} />,
  },
  {
    id: 'result',
    label: 'Result',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ result }) => (
      <Cell>
        <ResultChip result={result} />
      </Cell>
    ),
  },
  numberColumn({
    id: 'count',
    label: 'How often',
    minWidth: 110,
    amount: ({ count }) => count,
  }),
  {
    id: 'latest',
    label: 'Last',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ latest }) => (
      <Cell>
        <RelativeTime time={latest} />
      </Cell>
    ),
  },
];

/** What was refused, the most frequent first; a row leads to its decisions. */
export function RefusalTable(props: { refusals: Refusal[]; span: string }) {
  const { refusals, span } = props;
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: refusals.map(refusal => ({ id: idOf(refusal), ...refusal })),
    paginationOptions: { pageSize: 50 },
  });
  return (
    <Table
      columnConfig={columns}
      rowConfig={{
        getHref: ({ entityRef, result, path, reason }) =>
          entityRef &&
          portalPath.entity(entityRef, { result, path, reason, span }),
      }}
      {...tableProps}
    />
  );
}

function idOf({ entityRef, path, reason, result }: Refusal): string {
  return JSON.stringify([entityRef, path, reason, result]);
}
