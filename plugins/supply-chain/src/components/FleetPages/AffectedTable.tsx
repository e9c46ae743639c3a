import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, CellText, type ColumnConfig } from '@backstage/ui';
import {
  EmptyState,
  EntityCell,
  PagedTable,
  RelativeTime,
  type RowOf,
  shortDigest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Affected,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { packageText } from '../../words';
import { LevelChip } from '../Chips';
import { FoundSentence } from './FoundSentence';

const columns: ColumnConfig<RowOf<Affected>>[] = [
  {
    id: 'entity',
    label: 'Service',
    isRowHeader: true,
    defaultWidth: '2fr',
    minWidth: 180,
    cell: ({ entityRef }) => (
      <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
    ),
  },
  {
    id: 'package',
    label: 'Package',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: affected => <CellText title={packageText(affected)} />,
  },
  {
    id: 'level',
    label: 'Severity',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: affected => (
      <Cell>
        <LevelChip finding={affected} />
      </Cell>
    ),
  },
  {
    id: 'fixed',
    label: 'Fixed in',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ fixed }) => (
      <CellText title={fixed.join(', ') || 'No fix known'} />
    ),
  },
  {
    id: 'release',
    label: 'Release',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: ({ digest }) => <CellText title={shortDigest(digest)} />,
  },
  {
    id: 'recorded',
    label: 'Recorded',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ recordedAt }) => (
      <Cell>
        <RelativeTime time={recordedAt} />
      </Cell>
    ),
  },
];

/** Every release in which a vulnerability was found, newest first; a row leads to what else was found there. */
export function AffectedTable(props: {
  vulnerability: string;
  releases: 'all' | 'newest';
}) {
  const { vulnerability, releases } = props;
  const api = useApi(supplyChainApiRef);
  return (
    <PagedTable
      subject="releases"
      columns={columns}
      idOf={affected =>
        [affected.entityRef, affected.digest, packageText(affected)].join(' ')
      }
      hrefOf={({ entityRef, digest }) =>
        portalPath.release(entityRef, digest, 'vulnerabilities')
      }
      query={{ vulnerability, releases }}
      load={(query, options) => api.listAffected(query, options)}
      tools={shown => (
        <FoundSentence table={shown} verbs={['has it', 'have it']} />
      )}
      csv={{ name: 'affected', toRows }}
      emptyState={
        <EmptyState
          title="No scan has found it"
          description="No newest verified scan that you may see names this vulnerability. A release that was scanned before it became known does not, and one that was not scanned cannot."
        />
      }
    />
  );
}

function toRows(affected: Affected[]): string[][] {
  return [
    [
      ...['Entity', 'Release', 'Vulnerability', 'Severity', 'Package'],
      ...['Version', 'Fixed in', 'Recorded'],
    ],
    ...affected.map(one => [
      one.entityRef,
      one.digest,
      one.vulnerability,
      one.level,
      one.purl ?? '',
      one.version ?? '',
      one.fixed.join(', '),
      one.recordedAt,
    ]),
  ];
}
