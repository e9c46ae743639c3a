import {
  Cell,
  CellText,
  Flex,
  Table,
  Text,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import {
  DownloadCsv,
  EmptyState,
  TableSearch,
} from '@companyos/plugin-companyos-react';
import type {
  Changes,
  ComponentChange,
} from '@companyos/plugin-supply-chain-common';
import { useMemo } from 'react';
import { amount } from '@companyos/plugin-companyos-common';
import styles from './Changes.module.css';
import { Unknown } from './FindingChanges';

type Row = ComponentChange & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'name',
    label: 'Component',
    isRowHeader: true,
    defaultWidth: '3fr',
    minWidth: 200,
    cell: ({ name }) => <CellText title={name} />,
  },
  {
    id: 'change',
    label: 'Change',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: change => <Cell>{changeText(change)}</Cell>,
  },
  {
    id: 'before',
    label: 'Before',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ before }) => <CellText title={before.join(', ') || '–'} />,
  },
  {
    id: 'after',
    label: 'After',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ after }) => <CellText title={after.join(', ') || '–'} />,
  },
];

/** Components that came, went or have another version. */
export function ComponentChanges(props: { components: Changes['components'] }) {
  const { components } = props;
  return (
    <Flex direction="column" gap="2">
      <Text variant="title-x-small" as="h3">
        Components
      </Text>
      {components ? (
        <ChangeTable components={components} />
      ) : (
        <Unknown statement="SBOM" />
      )}
    </Flex>
  );
}

function ChangeTable(props: {
  components: NonNullable<Changes['components']>;
}) {
  const { added, changed, items, removed } = props.components;
  const total = added + changed + removed;
  const data = useMemo(
    () => items.map(item => ({ id: item.purl ?? item.name, ...item })),
    [items],
  );
  const { tableProps, search } = useTable<Row>({
    mode: 'complete',
    data,
    searchFn: (rows, words) =>
      rows.filter(({ name }) =>
        name.toLowerCase().includes(words.trim().toLowerCase()),
      ),
    paginationOptions: { pageSize: 50 },
  });
  if (total === 0) {
    return (
      <Text color="secondary" as="p">
        Both releases have the same components in the same versions.
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" align="center" className={styles.tools}>
        <TableSearch label="Search changed components" {...search} />
        <DownloadCsv name="changes" rows={async () => toRows(items)} />
      </Flex>
      {items.length < total && (
        <Text variant="body-small" color="secondary" as="p">
          {`The first ${items.length.toLocaleString('en-GB')} of ${amount(
            total,
          )} changes.`}
        </Text>
      )}
      <Table
        columnConfig={columns}
        emptyState={
          <EmptyState
            title="No component matches"
            description="Take other words."
          />
        }
        {...tableProps}
      />
    </Flex>
  );
}

function changeText({ before, after }: ComponentChange): string {
  if (before.length === 0) return 'Added';
  return after.length === 0 ? 'Removed' : 'Changed';
}

function toRows(changes: ComponentChange[]): string[][] {
  return [
    ['Component', 'Package URL', 'Change', 'Before', 'After'],
    ...changes.map(change => [
      change.name,
      change.purl ?? '',
      changeText(change),
      change.before.join(', '),
      change.after.join(', '),
    ]),
  ];
}
