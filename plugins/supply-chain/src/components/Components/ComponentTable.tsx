import { useApi } from '@backstage/frontend-plugin-api';
import {
  CellText,
  Flex,
  SearchField,
  Table,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { allPages } from '@companyos/plugin-companyos-common';
import {
  DownloadCsv,
  EmptyState,
  ErrorState,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Component,
  type ReleaseDetails,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { depthText } from '../../words';
import styles from './Components.module.css';

type Row = Component & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'name',
    label: 'Component',
    isRowHeader: true,
    defaultWidth: '3fr',
    minWidth: 220,
    cell: ({ name, purl }) => (
      <CellText title={name} description={purl ?? 'No package URL'} />
    ),
  },
  {
    id: 'version',
    label: 'Version',
    defaultWidth: '1fr',
    minWidth: 110,
    cell: ({ version }) => <CellText title={version || '–'} />,
  },
  {
    id: 'licence',
    label: 'Licence',
    defaultWidth: '1.5fr',
    minWidth: 130,
    cell: ({ licence }) => <CellText title={licence ?? 'None named'} />,
  },
  {
    id: 'depth',
    label: 'Dependency',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ depth }) => <CellText title={depthText(depth)} />,
  },
];

/** What is in a release, searched by the server; a row leads to everybody else who ships the package. */
export function ComponentTable({ release }: { release: ReleaseDetails }) {
  const { digest, entityRef } = release;
  const api = useApi(supplyChainApiRef);
  const { tableProps, search, reload } = useTable<Row>({
    mode: 'cursor',
    getData: async ({ cursor, pageSize, search: words, signal }) => {
      const { items, nextCursor } = await api.listComponents(
        digest,
        {
          entityRef,
          cursor,
          limit: pageSize,
          query: words.trim() || undefined,
        },
        { signal },
      );
      return {
        data: items.map(component => ({ id: idOf(component), ...component })),
        nextCursor,
      };
    },
    paginationOptions: { pageSize: 50, getLabel: () => '' },
  });
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" align="center" className={styles.tools}>
        <SearchField
          aria-label="Search components"
          placeholder="Name or package URL"
          className={styles.search}
          size="small"
          {...search}
        />
        <DownloadCsv
          name="components"
          rows={async () => {
            const query = search.value.trim() || undefined;
            const pages = await allPages(page =>
              api.listComponents(digest, { ...page, entityRef, query }),
            );
            return toRows(pages.flatMap(({ items }) => items));
          }}
        />
      </Flex>
      {tableProps.error ? (
        <ErrorState
          subject="components"
          error={tableProps.error}
          retry={reload}
        />
      ) : (
        <Table
          columnConfig={columns}
          rowConfig={{
            getHref: ({ purl }) => purl && portalPath.search({ q: purl }),
          }}
          emptyState={
            search.value ? (
              <EmptyState
                title="No component matches"
                description="Take other words: part of a name, or of a package URL."
              />
            ) : (
              <EmptyState
                title="No components"
                description="The bill of materials lists none."
              />
            )
          }
          {...tableProps}
        />
      )}
    </Flex>
  );
}

function idOf({ purl, name, version }: Component): string {
  return `${purl ?? name} ${version}`;
}

function toRows(components: Component[]): string[][] {
  return [
    ['Name', 'Version', 'Package URL', 'Licence', 'Depth'],
    ...components.map(({ name, version, purl, licence, depth }) => [
      name,
      version,
      purl ?? '',
      licence ?? '',
      depth?.toString() ?? '',
    ]),
  ];
}
