import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  getCompoundEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import techdocsPlugin from '@backstage/plugin-techdocs/alpha';
import {
  buildTechDocsURL,
  techdocsApiRef,
  type TechDocsApi,
} from '@backstage/plugin-techdocs-react';
import {
  EmptyState,
  relativeTime,
  RequestState,
} from '@companyos/plugin-companyos-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { HomeCard } from './HomeCard';
import { LinkList } from './LinkList';
import { newestFirst } from './newestFirst';

// Each costs one small request for its build time, so their number is bounded whatever the size of the catalog.
const LOOKED_AT = 20;
const SHOWN = 6;

/** The documentation sites that were built last. */
export function NewestDocuments() {
  const catalogApi = useApi(catalogApiRef);
  const techdocsApi = useApi(techdocsApiRef);
  const docsRoute = useRouteRef(techdocsPlugin.routes.docRoot);
  const request = useAsyncRetry(async () => {
    const { items } = await catalogApi.queryEntities({
      filter: {
        'metadata.annotations.backstage.io/techdocs-ref': CATALOG_FILTER_EXISTS,
      },
      fields: ['kind', 'metadata'],
      limit: LOOKED_AT,
    });
    const documents = await Promise.all(
      items.map(async entity => ({
        entity,
        builtAt: await builtAt(techdocsApi, entity),
      })),
    );
    return newestFirst(documents).slice(0, SHOWN);
  }, [catalogApi, techdocsApi]);

  return (
    <HomeCard title="Newest documents">
      <RequestState subject="documents" {...request}>
        {documents =>
          documents.length === 0 ? (
            <EmptyState
              title="No documentation yet"
              description="A component made from the golden path brings its documentation along; it is listed here from then on."
            />
          ) : (
            <LinkList
              label="Newest documents"
              items={documents.map(document => ({
                id: stringifyEntityRef(document.entity),
                title:
                  document.entity.metadata.title ??
                  document.entity.metadata.name,
                href: buildTechDocsURL(document.entity, docsRoute),
                description: document.builtAt
                  ? `built ${relativeTime(document.builtAt, Date.now())}`
                  : 'not opened yet',
              }))}
            />
          )
        }
      </RequestState>
    </HomeCard>
  );
}

/**
 * When the site of an entity was last built, in milliseconds since 1970; undefined when it never was, which the API says
 * with an error. The field is in `techdocs_metadata.json` but not in the client's type.
 */
async function builtAt(
  techdocsApi: TechDocsApi,
  entity: Entity,
): Promise<number | undefined> {
  try {
    const metadata: object = await techdocsApi.getTechDocsMetadata(
      getCompoundEntityRef(entity),
    );
    return 'build_timestamp' in metadata
      ? Number(metadata.build_timestamp) || undefined
      : undefined;
  } catch {
    return undefined;
  }
}
