export { PagedTable, type RowOf, type ShownPage } from './PagedTable';
export { TableSearch } from './TableSearch';
