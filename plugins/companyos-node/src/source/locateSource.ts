import { dirname, resolve } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
} from '@backstage/catalog-model';
import type { ScmIntegrations } from '@backstage/integration';
import { SourceError } from './SourceError';

/**
 * Where an entity's files are: a folder of a Git host, or one of the portal's own checkout. Of the latter nothing outside
 * `root` may be read.
 */
export type SourceLocation =
  | { type: 'url'; url: string }
  | { type: 'file'; folder: string; root: string };

/** Absolute paths of the `file` locations in the portal's own configuration. */
export function configuredFiles(config: RootConfigService): Set<string> {
  const locations = config.getOptionalConfigArray('catalog.locations') ?? [];
  return new Set(
    locations
      .filter(location => location.getString('type') === 'file')
      .map(location => resolve(location.getString('target'))),
  );
}

/**
 * Finds the folder of an entity's source by its annotations.
 *
 * The host's own disk is read only for entities that a `file` location of the portal's configuration brought in, and only
 * below the folder of that location. Both annotations are written by the catalog itself; what an entity's file says in
 * `source-location` is believed for URLs alone, which the UrlReader checks.
 *
 * @throws SourceError with the code NO_SOURCE.
 */
export function locateSource(
  annotations: Record<string, string>,
  options: { integrations: ScmIntegrations; files: Set<string> },
): SourceLocation {
  const source = annotations[ANNOTATION_SOURCE_LOCATION];
  if (source?.startsWith('url:')) {
    return { type: 'url', url: source.slice('url:'.length) };
  }
  const managedBy = annotations[ANNOTATION_LOCATION] ?? '';
  if (managedBy.startsWith('url:')) {
    const base = managedBy.slice('url:'.length);
    return {
      type: 'url',
      url: options.integrations.resolveUrl({ url: './', base }),
    };
  }
  const origin = annotations[ANNOTATION_ORIGIN_LOCATION] ?? '';
  const originFile = origin.slice('file:'.length);
  if (
    managedBy.startsWith('file:') &&
    origin.startsWith('file:') &&
    options.files.has(originFile)
  ) {
    return {
      type: 'file',
      folder: dirname(managedBy.slice('file:'.length)),
      root: dirname(originFile),
    };
  }
  throw new SourceError(
    'NO_SOURCE',
    `The entity has no source that the portal reads; give it the annotation '${ANNOTATION_SOURCE_LOCATION}'`,
  );
}
