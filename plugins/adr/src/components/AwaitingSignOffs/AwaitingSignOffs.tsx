import { useApi } from '@backstage/frontend-plugin-api';
import { List, ListRow } from '@backstage/ui';
import { parseEntityRef } from '@backstage/catalog-model';
import type { SignOffSummary } from '@companyos/plugin-adr-common';
import { EmptyState, RequestState } from '@companyos/plugin-companyos-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { adrApiRef } from '../../api';

const SHOWN = 8;

/** The documents that ask for the reader's sign-off, with what is missing. @public */
export function AwaitingSignOffs() {
  const adrApi = useApi(adrApiRef);
  const request = useAsyncRetry(
    () => adrApi.listDocuments({ awaiting: 'me', limit: SHOWN }),
    [adrApi],
  );
  return (
    <RequestState subject="documents that wait for you" {...request}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            title="Nothing waits for you"
            description="A document that requires a sign-off of one of your groups stands here until it has it."
          />
        ) : (
          <List aria-label="Waiting for my sign-off">
            {items.map(({ entityRef, path, title, techDocsPath, signOffs }) => {
              const id = `${entityRef}/${path}`;
              return (
                <ListRow
                  key={id}
                  id={id}
                  textValue={title}
                  href={techDocsPath}
                  description={whatIsMissing(signOffs)}
                >
                  {title}
                </ListRow>
              );
            })}
          </List>
        )
      }
    </RequestState>
  );
}

function whatIsMissing({ requirements, state }: SignOffSummary): string {
  const missing = requirements
    .filter(requirement => requirement.missing > 0)
    .map(
      ({ group, missing: count }) =>
        `${count} of ${parseEntityRef(group).name}`,
    )
    .join(', ');
  return state === 'stale'
    ? `changed since it was signed off; missing: ${missing}`
    : `missing: ${missing}`;
}
