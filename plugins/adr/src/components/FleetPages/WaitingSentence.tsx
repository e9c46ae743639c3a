import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RequestState, useRequest } from '@companyos/plugin-companyos-react';
import { adrApiRef } from '../../api';
import { waitingSentence } from '../../words';

const COUNTED = 500;

/** What waits for sign-offs over all entities, in one sentence. */
export function WaitingSentence() {
  const adrApi = useApi(adrApiRef);
  const request = useRequest(async () => {
    const [me, all] = await Promise.all(
      (['me', 'all'] as const).map(async awaiting => {
        const page = await adrApi.listDocuments({ awaiting, limit: COUNTED });
        return { count: page.items.length, more: Boolean(page.nextCursor) };
      }),
    );
    return { me, all };
  });
  return (
    <RequestState
      subject="what waits for sign-offs"
      skeletonLines={1}
      {...request}
    >
      {({ me, all }) => (
        <Text variant="title-x-small" as="p">
          {waitingSentence(me, all)}
        </Text>
      )}
    </RequestState>
  );
}
