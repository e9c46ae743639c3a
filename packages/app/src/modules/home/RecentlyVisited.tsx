import { useApi } from '@backstage/core-plugin-api';
import { visitsApiRef } from '@backstage/plugin-home';
import {
  EmptyState,
  relativeTime,
  RequestState,
} from '@companyos/plugin-companyos-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { HomeCard } from './HomeCard';
import { LinkList } from './LinkList';

/** The pages that the reader was on last, so that one click resumes the work. */
export function RecentlyVisited() {
  const visitsApi = useApi(visitsApiRef);
  const request = useAsyncRetry(
    () =>
      visitsApi.list({
        limit: 8,
        orderBy: [{ field: 'timestamp', direction: 'desc' }],
        filterBy: [{ field: 'pathname', operator: '!=', value: '/' }],
      }),
    [visitsApi],
  );
  return (
    <HomeCard title="Recently visited">
      <RequestState subject="your visits" {...request}>
        {visits =>
          visits.length === 0 ? (
            <EmptyState
              title="No visits yet"
              description="Pages that you open stand here, the latest first."
            />
          ) : (
            <LinkList
              label="Recently visited"
              items={visits.map(visit => ({
                id: visit.id,
                title: visit.name,
                href: visit.pathname,
                description: relativeTime(visit.timestamp, Date.now()),
              }))}
            />
          )
        }
      </RequestState>
    </HomeCard>
  );
}
