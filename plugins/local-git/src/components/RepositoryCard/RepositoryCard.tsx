import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Link, Text } from '@backstage/ui';
import {
  EmptyState,
  RelativeTime,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  pushDuration,
  repositoryOfEntity,
  type Push,
} from '@companyos/plugin-local-git-common';
import { localGitApiRef } from '../../api';
import { CloneCommand } from '../CloneCommand';
import { durationText, isOpen, PushVerdict } from '../PushVerdict';

/** The repository of an entity: how to clone it, and how its newest push fared. */
export function RepositoryCard() {
  const { entity } = useEntity();
  const name = repositoryOfEntity(entity);
  // The card is only shown for entities that have one.
  return name ? <Card key={name} name={name} /> : null;
}

function Card({ name }: { name: string }) {
  const localGitApi = useApi(localGitApiRef);
  const request = useRequest(
    () => localGitApi.getRepository(name),
    ({ latestPush }) => isOpen(latestPush),
  );
  return (
    <EntityInfoCard title="Repository">
      <RequestState subject="the repository" skeletonLines={4} {...request}>
        {repository => (
          <Flex direction="column" gap="4">
            <Link href={portalPath.overview(name)}>{name}</Link>
            <CloneCommand repository={repository} />
            {repository.latestPush ? (
              <LatestPush push={repository.latestPush} />
            ) : (
              <EmptyState
                title="No pushes yet"
                description="Clone it, commit and push: the commit is checked, and the verdict stands here."
              />
            )}
          </Flex>
        )}
      </RequestState>
    </EntityInfoCard>
  );
}

function LatestPush({ push }: { push: Push }) {
  return (
    <Flex direction="column" gap="1" align="start">
      <Flex gap="2" align="center">
        <Text variant="body-small" color="secondary">
          Latest push
        </Text>
        <PushVerdict push={push} />
      </Flex>
      <Text variant="body-small">
        <code title={push.commit}>{push.commit.slice(0, 8)}</code>
        {' pushed '}
        <RelativeTime time={push.pushedAt} />
        {`, checked in ${durationText(pushDuration(push))}`}
      </Text>
      <Link href={portalPath.push(push.repository, push.id)}>
        Show the log of {push.command}
      </Link>
    </Flex>
  );
}
