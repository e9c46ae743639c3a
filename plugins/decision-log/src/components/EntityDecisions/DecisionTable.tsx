import { Cell, CellText, Table, type ColumnConfig } from '@backstage/ui';
import { RelativeTime } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Decision,
} from '@companyos/plugin-decision-log-common';
import { ResultChip } from '../ResultChip';

const columns: ColumnConfig<Decision>[] = [
  {
    id: 'time',
    label: 'When',
    isRowHeader: true,
    defaultWidth: '1.2fr',
    minWidth: 130,
    cell: ({ time }) => (
      <Cell>
        <RelativeTime time={time} />
      </Cell>
    ),
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
  {
    id: 'reason',
    label: 'Reason',
    defaultWidth: '1.6fr',
    minWidth: 150,
    cell: ({ reason }) => <CellText title={reason ?? '–'} />,
  },
  {
    id: 'path',
    label: 'Path',
    defaultWidth: '2fr',
    minWidth: 200,
    cell: ({ path }) => <CellText title={path ?? 'Ad-hoc query'} />,
  },
];

const inputColumns: ColumnConfig<Decision>[] = [
  {
    id: 'subject',
    label: 'Subject',
    defaultWidth: '1.6fr',
    minWidth: 150,
    cell: ({ subject }) => <CellText title={subject ?? '–'} />,
  },
  {
    id: 'resource',
    label: 'Resource',
    defaultWidth: '1.6fr',
    minWidth: 150,
    cell: ({ resource }) => <CellText title={resource ?? '–'} />,
  },
];

/** Decisions, newest first; a row opens its decision. Whom and what they are about is there only for who may see it. */
export function DecisionTable(props: {
  decisions: Decision[];
  inputs: 'shown' | 'hidden';
}) {
  const { decisions, inputs } = props;
  return (
    <Table
      columnConfig={
        inputs === 'shown' ? [...columns, ...inputColumns] : columns
      }
      data={decisions}
      pagination={{ type: 'none' }}
      rowConfig={{ getHref: ({ id }) => portalPath.decision(id) }}
    />
  );
}
