import { setTimeout as sleep } from 'node:timers/promises';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { GoldenPathError, reasonOf } from '@companyos/golden-path';

const WAIT_MS = 30_000;
const POLL_MS = 500;
const NUDGE_MS = 5_000;

/** What {@link registerLocation} registered. */
export type Registered = {
  /** Its component, or its first entity that is not a location. */
  entityRef: string;
  /** The location that the catalog reads it from. */
  locationRef: string;
};

/**
 * Registers a catalog file, or finds that it is registered.
 *
 * @throws GoldenPathError `GOLDEN_PATH_CATALOG_FILE_INVALID` when the catalog cannot read the file,
 * `GOLDEN_PATH_ENTITY_TAKEN` when another source owns one of its entities, `GOLDEN_PATH_REGISTER_FAILED`
 */
export async function registerLocation(options: {
  catalog: CatalogService;
  credentials: BackstageCredentials;
  catalogInfoUrl: string;
}): Promise<Registered> {
  const { catalog, credentials, catalogInfoUrl: target } = options;
  const spec = { type: 'url', target };
  // A dry run parses the file without keeping anything of it.
  const { entities, exists, location } = await catalog
    .addLocation({ ...spec, dryRun: true }, { credentials })
    .catch(error => {
      throw new GoldenPathError(
        'GOLDEN_PATH_CATALOG_FILE_INVALID',
        `The catalog cannot read ${target}: ${reasonOf(error)}`,
        error,
      );
    });
  const main =
    entities.find(({ kind }) => kind === 'Component') ??
    entities.find(({ kind }) => kind !== 'Location');
  if (!main) {
    throw new GoldenPathError(
      'GOLDEN_PATH_CATALOG_FILE_INVALID',
      `There is no entity in ${target}`,
    );
  }
  await refuseTaken(entities, options);
  if (!exists) {
    try {
      await catalog.addLocation(spec, { credentials });
    } catch (error) {
      const reason = reasonOf(error);
      if (!/already exists/i.test(reason)) {
        throw new GoldenPathError(
          'GOLDEN_PATH_REGISTER_FAILED',
          `The catalog did not take ${target}: ${reason}`,
          error,
        );
      }
    }
  }
  return {
    entityRef: stringifyEntityRef(main),
    locationRef: location.entityRef,
  };
}

/**
 * Waits until an entity can be looked at, so that nobody lands on an empty page.
 *
 * The catalog puts off what it is about to read by minutes before it reads it. When its server was killed in that
 * moment, asking for a refresh brings it back at once.
 *
 * @returns false when it took too long
 */
export async function waitForEntity(options: {
  catalog: CatalogService;
  credentials: BackstageCredentials;
  registered: Registered;
  signal?: AbortSignal;
  waitMs?: number;
  nudgeMs?: number;
}): Promise<boolean> {
  const { catalog, credentials, signal } = options;
  const { waitMs = WAIT_MS, nudgeMs = NUDGE_MS } = options;
  const { entityRef, locationRef } = options.registered;
  const end = Date.now() + waitMs;
  let nudge = Date.now() + nudgeMs;
  while (!(await catalog.getEntityByRef(entityRef, { credentials }))) {
    if (Date.now() >= end) return false;
    if (Date.now() >= nudge) {
      // The catalog refuses what it does not know yet, and then the other of the two helps.
      await Promise.allSettled(
        [locationRef, entityRef].map(ref =>
          catalog.refreshEntity(ref, { credentials }),
        ),
      );
      nudge += nudgeMs;
    }
    await sleep(Math.min(POLL_MS, nudgeMs), undefined, { signal });
  }
  return true;
}

async function refuseTaken(
  entities: Entity[],
  options: {
    catalog: CatalogService;
    credentials: BackstageCredentials;
    catalogInfoUrl: string;
  },
): Promise<void> {
  const { catalog, credentials, catalogInfoUrl } = options;
  const entityRefs = entities.map(entity => stringifyEntityRef(entity));
  const { items } = await catalog.getEntitiesByRefs(
    {
      entityRefs,
      fields: ['kind', 'metadata'],
    },
    { credentials },
  );
  for (const existing of items) {
    const origin = existing?.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
    if (existing && origin !== `url:${catalogInfoUrl}`) {
      throw new GoldenPathError(
        'GOLDEN_PATH_ENTITY_TAKEN',
        `${stringifyEntityRef(existing)} is in the catalog already, from ${
          origin ?? 'another source'
        }; choose another name`,
      );
    }
  }
}
