import { useApi } from '@backstage/frontend-plugin-api';
import { CellText, type ColumnConfig } from '@backstage/ui';
import {
  EmptyState,
  PagedTable,
  type RowOf,
  TableSearch,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Component,
  type ReleaseDetails,
} from '@companyos/plugin-supply-chain-common';
import { useState } from 'react';
import { supplyChainApiRef } from '../../api';
import { depthText } from '../../words';

const columns: ColumnConfig<RowOf<Component>>[] = [
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
  const [words, setWords] = useState('');
  return (
    <PagedTable
      subject="components"
      columns={columns}
      idOf={idOf}
      hrefOf={({ purl }) => purl && portalPath.search({ q: purl })}
      query={{ entityRef, query: words.trim() || undefined }}
      load={(query, options) => api.listComponents(digest, query, options)}
      tools={
        <TableSearch
          label="Search components"
          placeholder="Name or package URL"
          value={words}
          onChange={setWords}
        />
      }
      csv={{ name: 'components', toRows }}
      emptyState={
        words ? (
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
    />
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
