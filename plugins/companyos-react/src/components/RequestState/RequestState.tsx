import type { ReactNode } from 'react';
import { ResponseError } from '@backstage/errors';
import { Alert, Button, Flex, Skeleton, VisuallyHidden } from '@backstage/ui';

/** @public */
export type RequestStateProps<T> = {
  /** What is being shown, for example `repositories`: named in every message. */
  subject: string;
  value?: T;
  error?: Error;
  loading: boolean;
  /** Asks again; offered after an error. */
  retry?: () => void;
  /** How many lines the content will roughly have, so that nothing jumps when it comes. */
  skeletonLines?: number;
  children: (value: T) => ReactNode;
};

/**
 * Loading, error, not allowed, or the value: the states of every request, designed once.
 * What was there stays while it is asked for again.
 *
 * @public
 */
export function RequestState<T>(props: RequestStateProps<T>) {
  const { subject, value, error, loading, retry, children } = props;
  if (error)
    return <ErrorState subject={subject} error={error} retry={retry} />;
  if (value !== undefined) return <>{children(value)}</>;
  if (loading) {
    return <SkeletonLines subject={subject} lines={props.skeletonLines ?? 3} />;
  }
  return null;
}

function SkeletonLines({ subject, lines }: { subject: string; lines: number }) {
  return (
    <Flex direction="column" gap="2" role="status">
      <VisuallyHidden>Loading {subject}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton
          key={line}
          height={20}
          width={line % 3 === 2 ? '60%' : '100%'}
        />
      ))}
    </Flex>
  );
}

/**
 * Why something could not be shown: what failed, and what the reader can do about it.
 *
 * @public
 */
export function ErrorState(props: {
  subject: string;
  error: Error;
  retry?: () => void;
}) {
  const { subject, error, retry } = props;
  if (statusOf(error) === 403) {
    return (
      <Alert
        status="warning"
        icon
        title={`You may not see ${subject}`}
        description={`${messageOf(
          error,
        )}. The owner of this entity or the Platform team can grant it.`}
      />
    );
  }
  return (
    <Alert
      status="danger"
      icon
      title={`Could not load ${subject}`}
      description={messageOf(error)}
      customActions={
        retry && (
          <Button variant="secondary" size="small" onPress={retry}>
            Try again
          </Button>
        )
      }
    />
  );
}

/**
 * What to tell people about an error: the server's own words, where a server said any.
 *
 * @public
 */
export function messageOf(error: Error): string {
  return error instanceof ResponseError
    ? error.body.error.message
    : error.message;
}

// ResponseError of @backstage/errors carries the HTTP status.
function statusOf(error: Error): number | undefined {
  return 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
