import { useApi } from '@backstage/frontend-plugin-api';
import { List, ListRow } from '@backstage/ui';
import { portalPath, type SignOffSummary } from '@companyos/plugin-adr-common';
import {
  EmptyState,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import { adrApiRef } from '../../api';
import { missingText } from '../../words';

const SHOWN = 8;

/** The documents that ask for the reader's sign-off, with what is missing. @public */
export function AwaitingSignOffs() {
  const adrApi = useApi(adrApiRef);
  const request = useRequest(() =>
    adrApi.listDocuments({ awaiting: 'me', limit: SHOWN }),
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
            {items.map(({ entityRef, path, title, signOffs }) => {
              const id = `${entityRef}/${path}`;
              return (
                <ListRow
                  key={id}
                  id={id}
                  textValue={title}
                  href={portalPath.document(entityRef, path)}
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

function whatIsMissing(signOffs: SignOffSummary): string {
  const missing = `missing: ${missingText(signOffs)}`;
  return signOffs.state === 'stale'
    ? `changed since it was signed off; ${missing}`
    : missing;
}
