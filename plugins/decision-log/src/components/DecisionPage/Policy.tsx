import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  TextBlock,
  useRequest,
} from '@companyos/plugin-companyos-react';
import type { PolicyRecord } from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { recordPage, sourcePage } from '../../policyLinks';

/** The policy that decided, as it was then, and the decision records behind it. */
export function Policy(props: { id: string; entityRef: string | undefined }) {
  const { id, entityRef } = props;
  const api = useApi(decisionLogApiRef);
  const request = useRequest(() => api.getPolicy(id));
  return (
    <RequestState subject="the policy" skeletonLines={8} {...request}>
      {policy =>
        policy.state === 'none' ? (
          <EmptyState
            title="It cannot be shown"
            description={`${policy.reason}.`}
          />
        ) : (
          <Flex direction="column" gap="3">
            <Text color="secondary" as="p">
              Package {policy.package} at commit {policy.commit.slice(0, 8)}.
            </Text>
            <Records records={policy.records} entityRef={entityRef} />
            {policy.files.map(({ path, url, text }) => (
              <Flex key={path} direction="column" gap="1">
                <Link href={sourcePage(url)}>{path}</Link>
                <TextBlock label={path} text={text} />
              </Flex>
            ))}
          </Flex>
        )
      }
    </RequestState>
  );
}

function Records(props: {
  records: PolicyRecord[];
  entityRef: string | undefined;
}) {
  const { records, entityRef } = props;
  if (records.length === 0) {
    return (
      <Text color="secondary" as="p">
        It names no decision record.
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="1">
      <Text as="p">Decided in:</Text>
      {records.map(({ ref }) => {
        const page = recordPage(ref, entityRef);
        return page ? (
          <Link key={ref} href={page}>
            {ref}
          </Link>
        ) : (
          <Text key={ref} as="p">
            {ref}
          </Text>
        );
      })}
    </Flex>
  );
}
