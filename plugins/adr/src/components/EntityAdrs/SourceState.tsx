import { Alert, Flex, Text } from '@backstage/ui';
import { sourceVerdict, type Source } from '@companyos/plugin-adr-common';
import { RelativeTime, VerdictChip } from '@companyos/plugin-companyos-react';
import { sourceFailure } from '../../words';

/** When and from where the records were read, with the verdict on it. */
export function SourceState({ source }: { source: Source }) {
  const { adrPath, checkedAt, readAt, state, url } = source;
  const { verdict, label } = sourceVerdict(source);
  return (
    <Flex gap="2" align="center">
      <VerdictChip
        verdict={verdict}
        label={label}
        evidence={{
          what: [adrPath, url].filter(Boolean).join(' of ') || 'no source',
          when: checkedAt,
          by: 'the portal',
          reason: state === 'ok' ? undefined : sourceFailure(source),
        }}
      />
      {readAt && (
        <Text variant="body-small" color="secondary">
          {`${adrPath ?? 'Source'}, read `}
          <RelativeTime time={readAt} />
        </Text>
      )}
    </Flex>
  );
}

/** That the source could not be read the last time, and what still holds. */
export function SourceFailure({ source }: { source: Source }) {
  const { readAt, state } = source;
  if (state !== 'failed' && state !== 'none') return null;
  return (
    <Alert
      status="warning"
      icon
      title="The source could not be read the last time"
      description={
        <>
          {sourceFailure(source)}.{' '}
          {readAt && (
            <>
              What is listed was read <RelativeTime time={readAt} />.{' '}
            </>
          )}
          The portal tries again by itself.
        </>
      }
    />
  );
}
