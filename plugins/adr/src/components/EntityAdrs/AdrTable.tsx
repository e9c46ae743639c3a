import {
  Cell,
  CellText,
  Flex,
  SearchField,
  Table,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import type { Adr, AdrStatus } from '@companyos/plugin-adr-common';
import { count } from '@companyos/plugin-companyos-common';
import { EmptyState, VerdictChip } from '@companyos/plugin-companyos-react';
import { useMemo } from 'react';
import { matches } from '../../words';
import { SignOffChip, StatusChip } from '../AdrChips';
import { NewRecord } from '../NewRecord';
import styles from './EntityAdrs.module.css';
import { StatusFilter } from './StatusFilter';

type Row = Adr & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'number',
    label: 'No.',
    isSortable: true,
    defaultWidth: '0.5fr',
    minWidth: 72,
    cell: ({ number }) => <CellText title={number?.toString() ?? '–'} />,
  },
  {
    id: 'title',
    label: 'Decision',
    isRowHeader: true,
    isSortable: true,
    defaultWidth: '4fr',
    minWidth: 240,
    cell: ({ title }) => <Cell>{title}</Cell>,
  },
  {
    id: 'status',
    label: 'Status',
    isSortable: true,
    defaultWidth: '1.3fr',
    minWidth: 140,
    cell: adr => (
      <Cell>
        <StatusChip adr={adr} />
      </Cell>
    ),
  },
  {
    id: 'date',
    label: 'Date',
    isSortable: true,
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ date }) => <CellText title={date ?? '–'} />,
  },
  {
    id: 'deciders',
    label: 'Deciders',
    defaultWidth: '1.5fr',
    minWidth: 120,
    cell: ({ deciders }) => <CellText title={deciders.join(', ') || '–'} />,
  },
  {
    id: 'signOffs',
    label: 'Sign-offs',
    defaultWidth: '2fr',
    minWidth: 200,
    cell: adr => (
      <Cell>
        <SignOffChip document={adr} />
      </Cell>
    ),
  },
  {
    id: 'problems',
    label: 'Problems',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ problems }) => (
      <Cell>
        {problems.length > 0 ? (
          <VerdictChip
            verdict="warning"
            label={count(problems.length, 'problem')}
            evidence={{
              what: 'what the record says',
              reason: problems
                .map(({ code, message }) => `${code}: ${message}`)
                .join('; '),
            }}
          />
        ) : (
          '–'
        )}
      </Cell>
    ),
  },
];

/** The records of one entity, found by status and words; a row opens its record. */
export function AdrTable(props: { entityRef: string; adrs: Adr[] }) {
  const { entityRef, adrs } = props;
  const data = useMemo(
    () => adrs.map(adr => ({ id: adr.path, ...adr })),
    [adrs],
  );
  // A column in which no record has anything would only take room from the titles.
  const shown = columns.filter(
    ({ id }) =>
      !(id === 'deciders' || id === 'problems') ||
      adrs.some(adr => adr[id].length > 0),
  );
  const { tableProps, search, filter } = useTable<Row, AdrStatus | 'all'>({
    mode: 'complete',
    data,
    initialFilter: 'all',
    filterFn: (rows, status) =>
      status === 'all' ? rows : rows.filter(row => row.status === status),
    searchFn: (rows, words) => rows.filter(row => matches(row, words)),
    sortFn: (rows, { column, direction }) =>
      rows.sort(
        (a, b) => compare(a, b, column) * (direction === 'descending' ? -1 : 1),
      ),
    paginationOptions: { pageSize: 50 },
  });
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" align="center" className={styles.tools}>
        <StatusFilter
          adrs={adrs}
          value={filter.value ?? 'all'}
          onChange={filter.onChange}
        />
        <Flex gap="2" align="center" className={styles.find}>
          <SearchField aria-label="Search decisions" size="small" {...search} />
          <NewRecord entityRef={entityRef} />
        </Flex>
      </Flex>
      <Table
        columnConfig={shown}
        rowConfig={{
          getHref: ({ path }) => `?${new URLSearchParams({ document: path })}`,
        }}
        emptyState={
          <EmptyState
            title="No decision matches"
            description="Take another status or other words."
          />
        }
        {...tableProps}
      />
    </Flex>
  );
}

function compare(a: Adr, b: Adr, column: string | number): number {
  if (column === 'number') return (a.number ?? -1) - (b.number ?? -1);
  const key = column as 'title' | 'status' | 'date';
  return (a[key] ?? '').localeCompare(b[key] ?? '');
}
