import { stringifyEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import { EmptyState, RequestState } from '@companyos/plugin-companyos-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { HomeCard } from './HomeCard';
import { LinkList } from './LinkList';

const SHOWN = 8;

/** What the reader's groups own. */
export function MyComponents() {
  const catalogApi = useApi(catalogApiRef);
  const identityApi = useApi(identityApiRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const request = useAsyncRetry(async () => {
    const { ownershipEntityRefs } = await identityApi.getBackstageIdentity();
    return catalogApi.queryEntities({
      filter: { kind: 'component', 'relations.ownedBy': ownershipEntityRefs },
      fields: ['kind', 'metadata'],
      orderFields: [{ field: 'metadata.name', order: 'asc' }],
      limit: SHOWN,
    });
  }, [catalogApi, identityApi]);
  const total = request.value?.totalItems;

  return (
    <HomeCard title={total ? `My components (${total})` : 'My components'}>
      <RequestState subject="your components" {...request}>
        {({ items, totalItems }) =>
          items.length === 0 ? (
            <EmptyState
              title="Nothing of yours yet"
              description="Components that your groups own stand here. Create one from the golden path, or register a repository that exists."
              action={
                <ButtonLink href="/create">Create a component</ButtonLink>
              }
            />
          ) : (
            <>
              <LinkList
                label="My components"
                items={items.map(entity => ({
                  id: stringifyEntityRef(entity),
                  title: entity.metadata.title ?? entity.metadata.name,
                  href: entityRoute?.(entityRouteParams(entity)),
                  description: entity.metadata.description,
                }))}
              />
              {totalItems > items.length && (
                <ButtonLink
                  variant="tertiary"
                  href="/catalog?filters[user]=owned"
                >
                  All {String(totalItems)}
                </ButtonLink>
              )}
            </>
          )
        }
      </RequestState>
    </HomeCard>
  );
}
