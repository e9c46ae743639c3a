import { EmptyState } from '@companyos/plugin-companyos-react';

/** Why nobody knows what services count themselves. */
export function CountersUnknown({ reason }: { reason: string }) {
  return (
    <EmptyState
      title="Not known"
      description={`${reason}. With a Prometheus, each service's own counter stands beside the log.`}
    />
  );
}
