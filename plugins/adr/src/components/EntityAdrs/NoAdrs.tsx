import type { Source } from '@companyos/plugin-adr-common';
import { EmptyState } from '@companyos/plugin-companyos-react';
import { sourceFailure } from '../../words';
import { NewRecord } from '../NewRecord';
import { SourceFailure } from './SourceState';

/** No records: why, and how the first one is written. */
export function NoAdrs(props: { entityRef: string; source: Source }) {
  const { entityRef, source } = props;
  const { adrPath = 'docs/adr', state } = source;
  switch (state) {
    case 'pending':
      return (
        <EmptyState
          title="Not read yet"
          description="The portal reads one source after another. This page shows the decisions as soon as it has read this one."
        />
      );
    case 'none':
      return (
        <EmptyState
          title="No source to read"
          description={`${sourceFailure(
            source,
          )}. Decisions are read from where the entity's catalog file is kept.`}
        />
      );
    case 'failed':
      return <SourceFailure source={source} />;
    default:
      return (
        <EmptyState
          title="No decisions yet"
          description={
            <>
              A decision that closes a door gets a record in {adrPath}, so that
              whoever comes later knows why. Write the first one here, or in a
              clone with <code>companyos adr new</code>.
            </>
          }
          action={<NewRecord entityRef={entityRef} primary />}
        />
      );
  }
}
