import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { entityPathSchema } from '@companyos/plugin-companyos-common';
import {
  validate,
  type EntityMirror,
  type MirroredEntity,
} from '@companyos/plugin-companyos-node';
import { inputReadPermission } from '@companyos/plugin-decision-log-common';
import type express from 'express';

/**
 * The entity that a path names.
 *
 * @throws InputError when the path is not valid; NotFoundError when there is none that the caller may see.
 */
export async function entityOf(
  req: express.Request,
  credentials: BackstageCredentials,
  mirror: EntityMirror,
): Promise<MirroredEntity> {
  const path = validate(entityPathSchema, req.params, 'Path');
  const ref = `${path.kind}:${path.namespace}/${path.name}`.toLowerCase();
  const visibility = await mirror.visibility(credentials);
  const entity = await mirror.find(ref, visibility);
  if (entity) return entity;
  throw new NotFoundError(
    `There is no entity '${ref}', or the portal has not heard of it yet`,
  );
}

/** Whether the caller is shown inputs of an entity, or of what belongs to none. */
export async function inputsOf(
  entityRef: string | undefined,
  credentials: BackstageCredentials,
  mirror: EntityMirror,
): Promise<'shown' | 'hidden'> {
  const visibility = await mirror.visibility(credentials, inputReadPermission);
  if (visibility.all) return 'shown';
  const found = entityRef && (await mirror.find(entityRef, visibility));
  return found ? 'shown' : 'hidden';
}
