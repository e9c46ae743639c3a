import {
  Button,
  Cell,
  CellText,
  Table,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import type { AccessToken } from '@companyos/plugin-access-tokens-common';
import { RelativeTime, VerdictChip } from '@companyos/plugin-companyos-react';
import { stateOf } from '../../tokenState';

const ownerColumn: ColumnConfig<AccessToken> = {
  id: 'owner',
  label: 'Owner',
  cell: ({ owner }) => <CellText title={owner} />,
};

function columnsFor(
  onRevoke: (token: AccessToken) => void,
): ColumnConfig<AccessToken>[] {
  return [
    {
      id: 'name',
      label: 'Token',
      isRowHeader: true,
      cell: ({ name }) => <CellText title={name} />,
    },
    {
      id: 'scope',
      label: 'Scope',
      cell: ({ scope }) => <CellText title={scope} />,
    },
    {
      id: 'state',
      label: 'State',
      cell: token => (
        <Cell>
          <VerdictChip {...stateOf(token, new Date())} />
        </Cell>
      ),
    },
    {
      id: 'expires',
      label: 'Expires',
      cell: ({ expiresAt }) => (
        <Cell>
          <RelativeTime time={expiresAt} />
        </Cell>
      ),
    },
    {
      id: 'used',
      label: 'Last used',
      cell: ({ lastUsedAt }) => (
        <Cell>{lastUsedAt ? <RelativeTime time={lastUsedAt} /> : 'Never'}</Cell>
      ),
    },
    {
      id: 'revoke',
      label: '',
      cell: token => (
        <Cell>
          <Button
            variant="secondary"
            size="small"
            aria-label={`Revoke ${token.name}`}
            onPress={() => onRevoke(token)}
          >
            Revoke
          </Button>
        </Cell>
      ),
    },
  ];
}

/** The tokens, one a row; their values are nowhere. */
export function TokenTable(props: {
  tokens: AccessToken[];
  showsOwner: boolean;
  onRevoke: (token: AccessToken) => void;
}) {
  const { tokens, showsOwner, onRevoke } = props;
  const [name, ...others] = columnsFor(onRevoke);
  const { tableProps } = useTable<AccessToken>({
    mode: 'complete',
    data: tokens,
    paginationOptions: { pageSize: 50 },
  });
  return (
    <Table
      columnConfig={
        showsOwner ? [name, ownerColumn, ...others] : [name, ...others]
      }
      {...tableProps}
    />
  );
}
