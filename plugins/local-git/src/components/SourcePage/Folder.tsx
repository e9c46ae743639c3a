import { useApi } from '@backstage/frontend-plugin-api';
import { CellText, Table, useTable, type ColumnConfig } from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type SourceLocation,
  type TreeEntry,
} from '@companyos/plugin-local-git-common';
import {
  RiFileLine,
  RiFolderLine,
  RiGitRepositoryLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { localGitApiRef } from '../../api';

type Row = TreeEntry & { id: string };

const ICONS: Record<TreeEntry['type'], ReactElement> = {
  tree: <RiFolderLine aria-label="Folder" />,
  blob: <RiFileLine aria-label="File" />,
  commit: <RiGitRepositoryLine aria-label="Submodule" />,
};

const columns: ColumnConfig<Row>[] = [
  {
    id: 'name',
    label: 'Name',
    isRowHeader: true,
    cell: entry => (
      <CellText title={entry.name} leadingIcon={ICONS[entry.type]} />
    ),
  },
  {
    id: 'size',
    label: 'Size',
    cell: ({ size }) => (
      <CellText title={size === undefined ? '–' : sizeText(size)} />
    ),
  },
];

/** What is in a folder. */
export function Folder({ location }: { location: SourceLocation }) {
  const localGitApi = useApi(localGitApiRef);
  const { name, ref, path } = location;
  const request = useRequest(() => localGitApi.getTree(name, ref, path));
  return (
    <RequestState subject="files" skeletonLines={6} {...request}>
      {({ entries }) =>
        entries.length === 0 ? (
          <EmptyState
            title="No files here"
            description="Commit a file and push it."
          />
        ) : (
          <Entries location={location} entries={entries} />
        )
      }
    </RequestState>
  );
}

function Entries(props: { location: SourceLocation; entries: TreeEntry[] }) {
  const { location, entries } = props;
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: entries.map(entry => ({ id: entry.name, ...entry })),
    paginationOptions: { pageSize: 100, pageSizeOptions: [100] },
  });
  const hrefOf = ({ type, name }: TreeEntry) => {
    if (type === 'commit') return undefined; // lives in another repository
    const path = [location.path, name].filter(Boolean).join('/');
    return portalPath.source(type, { ...location, path });
  };
  return (
    <Table
      columnConfig={columns}
      rowConfig={{ getHref: hrefOf }}
      {...tableProps}
    />
  );
}

/** Bytes as people say them. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
