import { useApi } from '@backstage/frontend-plugin-api';
import {
  Cell,
  CellText,
  Container,
  Flex,
  SearchField,
  Select,
  Table,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import {
  portalPath,
  statusVerdict,
  type Adr,
  type AdrStatus,
} from '@companyos/plugin-adr-common';
import { allPages } from '@companyos/plugin-companyos-common';
import {
  DownloadCsv,
  EmptyState,
  EntityCell,
  ErrorState,
} from '@companyos/plugin-companyos-react';
import { useSearchParams } from 'react-router-dom';
import { adrApiRef } from '../../api';
import { STATUSES } from '../../words';
import { SignOffChip, StatusChip } from '../AdrChips';
import styles from './FleetPages.module.css';
import { WaitingSentence } from './WaitingSentence';

type Row = Adr & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'title',
    label: 'Decision',
    isRowHeader: true,
    defaultWidth: '4fr',
    minWidth: 240,
    cell: ({ number, title }) => (
      <Cell>{number === undefined ? title : `${number}: ${title}`}</Cell>
    ),
  },
  {
    id: 'entity',
    label: 'Entity',
    defaultWidth: '2fr',
    minWidth: 160,
    cell: ({ entityRef }) => (
      <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
    ),
  },
  {
    id: 'status',
    label: 'Status',
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
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ date }) => <CellText title={date ?? '–'} />,
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
];

const STATUS_OPTIONS = [
  { value: 'all', label: 'Any status' },
  ...STATUSES.map(status => ({
    value: status,
    label: statusVerdict(status).label,
  })),
];

/** Every decision record of the company, newest first; what is asked for stands in the address. */
export function RecordsPage() {
  const adrApi = useApi(adrApiRef);
  const [address, setAddress] = useSearchParams();
  const words = address.get('query') ?? '';
  const status = STATUSES.find(known => known === address.get('status'));
  const set = (key: 'query' | 'status', value: string) =>
    setAddress(
      previous => {
        if (value) previous.set(key, value);
        else previous.delete(key);
        return previous;
      },
      { replace: true },
    );
  const { tableProps, reload } = useTable<Row, AdrStatus | undefined>({
    mode: 'cursor',
    search: words,
    filter: status,
    getData: async ({ cursor, filter, pageSize, search, signal }) => {
      const { items, nextCursor } = await adrApi.listAdrs(
        {
          cursor,
          limit: pageSize,
          query: search.trim() || undefined,
          status: filter,
        },
        { signal },
      );
      return {
        data: items.map(adr => ({
          id: `${adr.entityRef}/${adr.path}`,
          ...adr,
        })),
        nextCursor,
      };
    },
    paginationOptions: { pageSize: 50, getLabel: () => '' },
  });
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <WaitingSentence />
        <Flex gap="2" align="center" className={styles.tools}>
          <SearchField
            aria-label="Search decisions"
            className={styles.search}
            size="small"
            value={words}
            onChange={value => set('query', value)}
          />
          <Select
            aria-label="Status"
            className={styles.status}
            size="small"
            options={STATUS_OPTIONS}
            value={status ?? 'all'}
            onChange={value =>
              set('status', value === 'all' ? '' : String(value))
            }
          />
          <DownloadCsv
            name="decisions"
            rows={async () => {
              const query = words.trim() || undefined;
              const pages = await allPages(page =>
                adrApi.listAdrs({ ...page, query, status }),
              );
              return toRows(pages.flatMap(({ items }) => items));
            }}
          />
        </Flex>
        {tableProps.error ? (
          <ErrorState
            subject="decisions"
            error={tableProps.error}
            retry={reload}
          />
        ) : (
          <Table
            columnConfig={columns}
            rowConfig={{
              getHref: ({ entityRef, path }) =>
                portalPath.entity(entityRef, path),
            }}
            emptyState={
              words || status ? (
                <EmptyState
                  title="No decision matches"
                  description="Take another status or other words."
                />
              ) : (
                <EmptyState
                  title="No decisions yet"
                  description="Decision records are read from the sources of components and systems. The tab Decisions of an entity says how to write one."
                />
              )
            }
            {...tableProps}
          />
        )}
      </Flex>
    </Container>
  );
}

function toRows(adrs: Adr[]): string[][] {
  return [
    [
      ...['Entity', 'Number', 'Title', 'Status', 'Date'],
      ...['Deciders', 'Tags', 'Sign-offs', 'Path', 'Revision'],
    ],
    ...adrs.map(adr => [
      adr.entityRef,
      adr.number?.toString() ?? '',
      adr.title,
      adr.status,
      adr.date ?? '',
      adr.deciders.join(', '),
      adr.tags.join(', '),
      adr.signOffs?.state ?? '',
      adr.path,
      adr.revision ?? '',
    ]),
  ];
}
