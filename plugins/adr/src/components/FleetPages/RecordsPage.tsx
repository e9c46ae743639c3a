import { useApi } from '@backstage/frontend-plugin-api';
import {
  Cell,
  CellText,
  Container,
  Flex,
  Select,
  type ColumnConfig,
} from '@backstage/ui';
import {
  portalPath,
  statusVerdict,
  type Adr,
} from '@companyos/plugin-adr-common';
import {
  EmptyState,
  EntityCell,
  PagedTable,
  type RowOf,
  TableSearch,
  useAddress,
} from '@companyos/plugin-companyos-react';
import { adrApiRef } from '../../api';
import { STATUSES } from '../../words';
import { SignOffChip, StatusChip } from '../AdrChips';
import styles from './FleetPages.module.css';
import { WaitingSentence } from './WaitingSentence';

const columns: ColumnConfig<RowOf<Adr>>[] = [
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
  const address = useAddress();
  const words = address.get('query');
  const status = STATUSES.find(known => known === address.get('status'));
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <WaitingSentence />
        <PagedTable
          subject="decisions"
          columns={columns}
          idOf={({ entityRef, path }) => `${entityRef}/${path}`}
          hrefOf={({ entityRef, path }) => portalPath.entity(entityRef, path)}
          query={{ status, query: words.trim() || undefined }}
          load={(query, options) => adrApi.listAdrs(query, options)}
          tools={
            <>
              <TableSearch
                label="Search decisions"
                value={words}
                onChange={value => address.set('query', value)}
              />
              <Select
                aria-label="Status"
                className={styles.status}
                size="small"
                options={STATUS_OPTIONS}
                value={status ?? 'all'}
                onChange={value =>
                  address.set('status', value === 'all' ? '' : String(value))
                }
              />
            </>
          }
          csv={{ name: 'decisions', toRows }}
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
        />
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
