import {
  Flex,
  Table,
  useTable,
  type ColumnConfig,
  type TablePaginationType,
} from '@backstage/ui';
import {
  allPages,
  type CallOptions,
  type Page,
  type PageQuery,
} from '@companyos/plugin-companyos-common';
import type { ReactElement, ReactNode } from 'react';
import { DownloadCsv } from '../DownloadCsv';
import { ErrorState } from '../RequestState';
import styles from './PagedTable.module.css';

/** A row of a table: what is listed, with what tells it from the others. @public */
export type RowOf<T> = T & { id: string };

/** What is on the screen. @public */
export type ShownPage<T> = {
  data: T[] | undefined;
  pagination: TablePaginationType;
};

type Props<T extends object, Q extends object> = {
  /** What is listed, in the plural, for the sentence of an error. */
  subject: string;
  columns: ColumnConfig<RowOf<T>>[];
  /** What tells an item from all others of the list. */
  idOf: (item: T) => string;
  /** Where a row leads. */
  hrefOf?: (item: T) => string | undefined;
  /** What is asked beside the page; another question begins at the first page. Plain JSON. */
  query?: Q;
  load: (
    query: Q & Partial<PageQuery>,
    options?: CallOptions,
  ) => Promise<Page<T>>;
  pageSize?: number;
  /** What stands above the table, such as filters. */
  tools?: ReactNode | ((shown: ShownPage<T>) => ReactNode);
  /** How all of the list becomes a file; `toRows` begins with the names of the columns. */
  csv?: { name: string; toRows: (items: T[]) => string[][] };
  /** Where the list can be empty. */
  emptyState?: ReactElement;
};

/**
 * A list that the backend gives out in pages: the table with its states, what narrows it down, and all of it as a file.
 *
 * @public
 */
export function PagedTable<T extends object, Q extends object = object>(
  props: Props<T, Q>,
) {
  const { subject, columns, idOf, hrefOf, load, csv, tools } = props;
  const query = (props.query ?? {}) as Q;
  const { tableProps, reload } = useTable<RowOf<T>, string>({
    mode: 'cursor',
    // Compared by what it says: the same question is another object each time.
    filter: JSON.stringify(query),
    getData: async ({ cursor, pageSize, signal }) => {
      const { items, nextCursor } = await load(
        { ...query, cursor, limit: pageSize },
        { signal },
      );
      return {
        data: items.map(item => ({ ...item, id: idOf(item) })),
        nextCursor,
      };
    },
    paginationOptions: { pageSize: props.pageSize ?? 50, getLabel: () => '' },
  });
  return (
    <Flex direction="column" gap="3">
      {(tools || csv) && (
        <Flex gap="2" align="center" className={styles.tools}>
          {typeof tools === 'function' ? tools(tableProps) : tools}
          {csv && (
            <DownloadCsv
              name={csv.name}
              rows={async () => {
                const pages = await allPages(page =>
                  load({ ...query, ...page }),
                );
                return csv.toRows(pages.flatMap(({ items }) => items));
              }}
            />
          )}
        </Flex>
      )}
      {tableProps.error ? (
        <ErrorState subject={subject} error={tableProps.error} retry={reload} />
      ) : (
        <Table
          columnConfig={columns}
          rowConfig={hrefOf && { getHref: hrefOf }}
          emptyState={props.emptyState}
          {...tableProps}
        />
      )}
    </Flex>
  );
}
