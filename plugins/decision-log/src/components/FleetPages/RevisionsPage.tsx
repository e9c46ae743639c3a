import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, Table, useTable, type ColumnConfig } from '@backstage/ui';
import { EmptyState, RelativeTime } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Skew,
  type Skews,
} from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { skewSentence } from '../../fleetWords';
import { FleetPage } from './FleetPage';
import { numberColumn } from '../numberColumn';
import { ServiceCell } from './ServiceCell';

type Row = {
  id: string;
  entityRef: string;
  bundle: string;
} & Skew['revisions'][number];

const columns: ColumnConfig<Row>[] = [
  {
    id: 'entity',
    label: 'Service',
    isRowHeader: true,
    defaultWidth: '2fr',
    minWidth: 170,
    cell: ({ entityRef }) => <ServiceCell entityRef={entityRef} />,
  },
  {
    id: 'bundle',
    label: 'Bundle',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ bundle }) => <Cell>{bundle}</Cell>,
  },
  {
    id: 'revision',
    label: 'Revision',
    defaultWidth: '3fr',
    minWidth: 220,
    cell: ({ revision }) => (
      <Cell>
        <code>{revision}</code>
      </Cell>
    ),
  },
  numberColumn({
    id: 'instances',
    label: 'OPAs with it',
    minWidth: 130,
    amount: ({ instances }) => instances,
  }),
  {
    id: 'lastSeen',
    label: 'Heard of',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: ({ lastSeen }) => (
      <Cell>
        <RelativeTime time={lastSeen} />
      </Cell>
    ),
  },
];

/** Services whose OPAs do not all decide by the same policies. */
export function RevisionsPage() {
  const api = useApi(decisionLogApiRef);
  return (
    <FleetPage
      subject="revisions"
      question=""
      ask={() => api.listSkews()}
      sentence={skewSentence}
    >
      {skews =>
        skews.items.length > 0 ? (
          <SkewTable skews={skews} />
        ) : (
          <NoSkew {...skews} />
        )
      }
    </FleetPage>
  );
}

function NoSkew({ running, reporting }: Skews) {
  if (running > 0 && reporting === 0) {
    return (
      <EmptyState
        title="No OPA says which policies it has"
        description="OPA reports the revision of a bundle; one that reads its policies from a folder says it by the label 'revision'."
      />
    );
  }
  return (
    <EmptyState
      title="No skew"
      description="Where the OPAs of one service have different revisions of its policies, each stands here with the OPAs that have it."
    />
  );
}

function SkewTable({ skews }: { skews: Skews }) {
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: skews.items.flatMap(({ entityRef, bundle, revisions }) =>
      revisions.map(one => ({
        id: `${entityRef} ${bundle} ${one.revision}`,
        entityRef,
        bundle,
        ...one,
      })),
    ),
    paginationOptions: { pageSize: 50 },
  });
  return (
    <Table
      columnConfig={columns}
      rowConfig={{ getHref: ({ entityRef }) => portalPath.entity(entityRef) }}
      {...tableProps}
    />
  );
}
