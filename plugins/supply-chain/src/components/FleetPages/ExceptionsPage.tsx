import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, CellText, type ColumnConfig } from '@backstage/ui';
import {
  CountFilter,
  EmptyState,
  EntityCell,
  PagedTable,
  type RowOf,
  useAddress,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type FleetException,
  type FleetSummary,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { exceptionText } from '../../exceptionWords';
import { exceptionsSentence, list, packageText } from '../../words';
import { ExceptionChip } from '../Chips';
import { FleetPage } from './FleetPage';

const columns: ColumnConfig<RowOf<FleetException>>[] = [
  {
    id: 'vulnerability',
    label: 'Vulnerability',
    isRowHeader: true,
    defaultWidth: '2fr',
    minWidth: 190,
    cell: ({ vulnerability, packages }) => (
      <CellText
        title={vulnerability}
        description={
          packages.length > 0
            ? list(packages.map(purl => packageText({ purl })))
            : 'wherever it is'
        }
      />
    ),
  },
  {
    id: 'entity',
    label: 'Service',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: ({ entityRef }) => (
      <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
    ),
  },
  {
    id: 'status',
    label: 'Exception',
    defaultWidth: '2.5fr',
    minWidth: 260,
    cell: exception => (
      <Cell>
        <ExceptionChip exception={exception} />
      </Cell>
    ),
  },
  {
    id: 'why',
    label: 'Why',
    defaultWidth: '2fr',
    minWidth: 180,
    cell: exception => <Cell>{exceptionText(exception)}</Cell>,
  },
  {
    id: 'owner',
    label: 'Owner',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: ({ owner }) => (
      <CellText title={owner?.replace(/^.*\//, '') ?? 'Nobody'} />
    ),
  },
];

const MONTH_MS = 30 * 24 * 3600 * 1000;

/** What somebody has signed about vulnerabilities, by when it ends. */
export function ExceptionsPage() {
  return (
    <FleetPage sentence={exceptionsSentence}>
      {summary => <Exceptions summary={summary} />}
    </FleetPage>
  );
}

/** The end of a span that begins now. */
function beforeOf(span: Span | undefined): string | undefined {
  const now = Date.now();
  switch (span) {
    case 'expired':
      return new Date(now).toISOString();
    case 'soon':
      return new Date(now + MONTH_MS).toISOString();
    default:
      return undefined;
  }
}

type Span = 'soon' | 'expired';

function Exceptions({ summary }: { summary: FleetSummary }) {
  const api = useApi(supplyChainApiRef);
  const address = useAddress();
  const span = (['soon', 'expired'] as const).find(
    known => known === address.get('ends'),
  );
  const { expired, expiring, total } = summary.exceptions;
  return (
    <PagedTable
      subject="exceptions"
      columns={columns}
      idOf={idOf}
      hrefOf={({ vulnerability }) => portalPath.search({ q: vulnerability })}
      query={{ ends: span }}
      load={({ ends, ...page }, options) =>
        api.listExceptions({ ...page, before: beforeOf(ends) }, options)
      }
      tools={
        <CountFilter<Span | 'all'>
          label="When they end"
          counts={[
            { id: 'all', label: 'All', count: total },
            {
              id: 'soon',
              label: 'Ended or ending in 30 days',
              count: expired + expiring,
            },
            { id: 'expired', label: 'Ended', count: expired },
          ]}
          value={span ?? 'all'}
          onChange={value => address.set('ends', value === 'all' ? '' : value)}
        />
      }
      csv={{ name: 'exceptions', toRows }}
      emptyState={
        span ? (
          <EmptyState
            title="None ends soon"
            description="Take all of them to see those that end later."
          />
        ) : (
          <EmptyState
            title="No exceptions"
            description="An exception is signed with companyos gate exception, and uploaded with the other evidence."
          />
        )
      }
    />
  );
}

function idOf(exception: FleetException): string {
  const { attestationId, vulnerability, packages } = exception;
  return [attestationId, vulnerability, ...packages].join(' ');
}

function toRows(exceptions: FleetException[]): string[][] {
  return [
    [
      ...['Entity', 'Vulnerability', 'Packages', 'Status', 'Why'],
      ...['Owner', 'Made', 'Ends', 'Development'],
    ],
    ...exceptions.map(one => [
      one.entityRef,
      one.vulnerability,
      one.packages.join(', '),
      one.status,
      exceptionText(one),
      one.owner ?? '',
      one.made ?? '',
      one.expires ?? '',
      one.development ? 'yes' : 'no',
    ]),
  ];
}
