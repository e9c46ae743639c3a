import { BreadcrumbEntry, useApi } from '@backstage/frontend-plugin-api';
import { Container, Flex, Link, Text } from '@backstage/ui';
import {
  EmptyState,
  RelativeTime,
  RequestState,
  TextBlock,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  pushDuration,
  type Push,
} from '@companyos/plugin-local-git-common';
import { localGitApiRef } from '../../api';
import { durationText, isOpen, PushVerdict } from '../PushVerdict';
import { plainText } from './plainText';

/** The check of one push, with its log as it grows. */
export function PushPage({ name, id }: { name: string; id: string }) {
  const localGitApi = useApi(localGitApiRef);
  const request = useRequest(
    async () => {
      // In this order: when the push says that it is over, the log that is read after it is whole.
      const push = await localGitApi.getPush(id);
      return { push, log: await localGitApi.getPushLog(id) };
    },
    ({ push }) => isOpen(push),
  );
  return (
    <BreadcrumbEntry entry={{ label: name, href: portalPath.overview(name) }}>
      <Container py="4">
        <RequestState subject="the push" skeletonLines={10} {...request}>
          {({ push, log }) => (
            <Flex direction="column" gap="4">
              <Summary push={push} />
              {log ? (
                <TextBlock
                  label={`Log of ${push.command}`}
                  text={plainText(log)}
                  followsEnd={isOpen(push)}
                />
              ) : (
                <EmptyState
                  title="No log yet"
                  description="The check waits for the one before it; this page follows it when it starts."
                />
              )}
            </Flex>
          )}
        </RequestState>
      </Container>
    </BreadcrumbEntry>
  );
}

function Summary({ push }: { push: Push }) {
  const source = { name: push.repository, ref: push.commit, path: '' };
  return (
    <Flex direction="column" gap="2" align="start">
      <Flex gap="2" align="center">
        <Text variant="title-x-small" as="h2">
          {push.command}
        </Text>
        <PushVerdict push={push} />
      </Flex>
      {push.reason && <Text>{push.reason}</Text>}
      <Text variant="body-small" color="secondary">
        {'Commit '}
        <Link href={portalPath.source('tree', source)}>
          {push.commit.slice(0, 8)}
        </Link>
        {`, pushed to ${push.ref} by ${push.pusher} `}
        <RelativeTime time={push.pushedAt} />
        {`, took ${durationText(pushDuration(push))}`}
        {push.exitCode !== undefined && `, exit code ${push.exitCode}`}
      </Text>
    </Flex>
  );
}
