import { BreadcrumbEntry, useApi } from '@backstage/frontend-plugin-api';
import {
  Card,
  CardBody,
  CardHeader,
  Container,
  Flex,
  Header,
} from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Push,
  type RepositoryDetails,
} from '@companyos/plugin-local-git-common';
import { localGitApiRef } from '../../api';
import { CloneCommand } from '../CloneCommand';
import { isOpen } from '../PushVerdict';
import { Folder } from '../SourcePage';
import { PushTable } from './PushTable';

/** One repository: how to clone it, its files, its newest pushes. */
export function RepositoryPage({ name }: { name: string }) {
  const localGitApi = useApi(localGitApiRef);
  const request = useRequest(
    async () => {
      const [repository, pushes] = await Promise.all([
        localGitApi.getRepository(name),
        localGitApi.listPushes(name, { limit: 20 }),
      ]);
      return { repository, pushes: pushes.items };
    },
    ({ pushes }) => pushes.some(isOpen),
  );
  return (
    <BreadcrumbEntry entry={{ label: name, href: portalPath.overview(name) }}>
      <Header
        title={name}
        description={request.value?.repository.description}
      />
      <Container pb="4">
        <RequestState subject={name} skeletonLines={8} {...request}>
          {value => <Content {...value} />}
        </RequestState>
      </Container>
    </BreadcrumbEntry>
  );
}

function Content(props: { repository: RepositoryDetails; pushes: Push[] }) {
  const { repository, pushes } = props;
  const { name, defaultBranch, head } = repository;
  return (
    <Flex direction="column" gap="4">
      <Card>
        <CardHeader>Clone</CardHeader>
        <CardBody>
          <CloneCommand repository={repository} />
        </CardBody>
      </Card>
      <Card>
        <CardHeader>Pushes to {defaultBranch}</CardHeader>
        <CardBody>
          {pushes.length > 0 ? (
            <PushTable pushes={pushes} />
          ) : (
            <EmptyState
              title="No pushes yet"
              description={`Every commit that is pushed to ${defaultBranch} is checked, and the verdict stands here.`}
            />
          )}
        </CardBody>
      </Card>
      <Card>
        <CardHeader>Files</CardHeader>
        <CardBody>
          {head ? (
            <Folder
              key={head}
              location={{ name, ref: defaultBranch, path: '' }}
            />
          ) : (
            <EmptyState
              title="No files yet"
              description={`Clone the repository, commit, and push to ${defaultBranch}.`}
            />
          )}
        </CardBody>
      </Card>
    </Flex>
  );
}
