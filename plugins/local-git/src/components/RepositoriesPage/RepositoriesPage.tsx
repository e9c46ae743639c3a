import { useApi } from '@backstage/frontend-plugin-api';
import {
  ButtonLink,
  Cell,
  CellText,
  Container,
  Flex,
  Table,
  Text,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import {
  EmptyState,
  RelativeTime,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Repository,
} from '@companyos/plugin-local-git-common';
import { localGitApiRef, type LocalGitApi } from '../../api';
import { isOpen, PushVerdict } from '../PushVerdict';

type Row = Repository & { id: string };

const columns: ColumnConfig<Row>[] = [
  {
    id: 'name',
    label: 'Repository',
    isRowHeader: true,
    cell: ({ name, description }) => (
      <CellText title={name} description={description} />
    ),
  },
  {
    id: 'verdict',
    label: 'Latest push',
    cell: ({ latestPush }) => (
      <Cell>
        <PushVerdict push={latestPush} />
      </Cell>
    ),
  },
  {
    id: 'pushed',
    label: 'Pushed',
    cell: ({ latestPush }) => (
      <Cell>
        {latestPush ? <RelativeTime time={latestPush.pushedAt} /> : '–'}
      </Cell>
    ),
  },
  {
    id: 'owner',
    label: 'Owner',
    cell: ({ owner, createdBy }) => <CellText title={owner ?? createdBy} />,
  },
];

/** All repositories of the host, and which of them have a newest push that did not pass. */
export function RepositoriesPage() {
  const localGitApi = useApi(localGitApiRef);
  const request = useRequest(
    () => listAll(localGitApi),
    all => all.some(({ latestPush }) => isOpen(latestPush)),
  );
  return (
    <Container py="4">
      <RequestState subject="repositories" skeletonLines={6} {...request}>
        {repositories =>
          repositories.length === 0 ? (
            <EmptyState
              title="No repositories yet"
              description="A service that is created from a template gets its repository here."
              action={
                <ButtonLink href="/create" variant="primary">
                  Create a service
                </ButtonLink>
              }
            />
          ) : (
            <RepositoryTable repositories={repositories} />
          )
        }
      </RequestState>
    </Container>
  );
}

function RepositoryTable({ repositories }: { repositories: Repository[] }) {
  const { tableProps } = useTable<Row>({
    mode: 'complete',
    data: repositories.map(repository => ({
      id: repository.name,
      ...repository,
    })),
    paginationOptions: { pageSize: 50 },
  });
  return (
    <Flex direction="column" gap="4">
      <Text variant="title-x-small" as="p">
        {summary(repositories)}
      </Text>
      <Table
        columnConfig={columns}
        rowConfig={{ getHref: row => portalPath.overview(row.name) }}
        {...tableProps}
      />
    </Flex>
  );
}

/** The page's answer in one sentence. */
export function summary(repositories: Repository[]): string {
  const failed = repositories.filter(
    ({ latestPush }) =>
      latestPush?.state === 'failed' || latestPush?.state === 'error',
  );
  const all = `${repositories.length} ${
    repositories.length === 1 ? 'repository' : 'repositories'
  }`;
  if (failed.length === 0) return `${all}, and no latest push has failed.`;
  return `${failed.length} of ${all} ${
    failed.length === 1 ? 'has' : 'have'
  } a latest push that did not pass.`;
}

async function listAll(localGitApi: LocalGitApi): Promise<Repository[]> {
  const all: Repository[] = [];
  let cursor: string | undefined;
  do {
    const page = await localGitApi.listRepositories({ limit: 500, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}
