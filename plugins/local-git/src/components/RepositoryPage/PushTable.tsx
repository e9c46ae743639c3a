import {
  Cell,
  CellText,
  Table,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { RelativeTime } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  pushDuration,
  type Push,
} from '@companyos/plugin-local-git-common';
import { durationText, PushVerdict } from '../PushVerdict';

const columns: ColumnConfig<Push>[] = [
  {
    id: 'commit',
    label: 'Commit',
    isRowHeader: true,
    cell: push => <CellText title={push.commit.slice(0, 8)} />,
  },
  {
    id: 'verdict',
    label: 'Verdict',
    cell: push => (
      <Cell>
        <PushVerdict push={push} />
      </Cell>
    ),
  },
  {
    id: 'duration',
    label: 'Duration',
    cell: push => <CellText title={durationText(pushDuration(push))} />,
  },
  {
    id: 'pushed',
    label: 'Pushed',
    cell: push => (
      <Cell>
        <RelativeTime time={push.pushedAt} />
      </Cell>
    ),
  },
  {
    id: 'pusher',
    label: 'By',
    cell: push => <CellText title={push.pusher} />,
  },
];

/** Pushes of one repository; a row leads to its log. */
export function PushTable({ pushes }: { pushes: Push[] }) {
  const { tableProps } = useTable<Push>({ mode: 'complete', data: pushes });
  return (
    <Table
      columnConfig={columns}
      rowConfig={{ getHref: push => portalPath.push(push.repository, push.id) }}
      {...tableProps}
    />
  );
}
